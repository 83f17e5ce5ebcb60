"""problemsmith makes LeetCode-style programming problems and proves them."""

__version__ = "0.1.0"
