"""Préau runs a civic movement out of a Git repository: files in, a verifiable static site out."""

__version__ = "0.1.0"
