"""The HTTP API: routes one call long over the service layer. See docs/api.md."""
