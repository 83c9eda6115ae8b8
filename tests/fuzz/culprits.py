"""Mutated files that once cost a decoder or broke something, by format, number and seed.

A number means the same file as long as the seeds and mutations are what they were; where they
change, it means some other spoilt file, and the test still holds.
"""

from __future__ import annotations

FOUND: tuple[tuple[str, int, int], ...] = (
    ("PNG", 3685, 1),  # billions of declared frames: their numbers filled the memory
    ("SPIDER", 3767, 1),  # the same
)
