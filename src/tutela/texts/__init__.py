"""Texts that people read, and the catalogues that hold them in other languages."""
