"""The version of the package, stated here only."""

__version__ = "0.10.0"
