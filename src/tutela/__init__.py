"""Tutela: the European framework against online child sexual abuse, as software that runs."""

__version__ = "0.1.0"
