"""Decoding in worker processes that may be killed: hostile files are the normal case."""
