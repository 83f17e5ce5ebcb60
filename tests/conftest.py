"""What all tests share."""

from scripted_model.fixtures import no_real_model, scripted_model

__all__ = ["no_real_model", "scripted_model"]
