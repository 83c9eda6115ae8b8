"""What people typed, made fit to stand in a letter. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 300  # characters
_BRACKETS: Final = str.maketrans("{}[]<>", "()()()")
_PLACE: Final = re.compile(r"%(?=[(sd])")
# Control and formatting characters, surrogates and unassigned ones: what could hide or turn words.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})


def plain(text: str, longest: int = LONGEST) -> str:
    """One line of plain words: no control or direction marks, and no bracket that could be taken
    for a tag or an unfilled place. What is longer than `longest` is cut, and shows it.
    """
    line = " ".join(text.split())
    seen = "".join(sign for sign in line if unicodedata.category(sign) not in _HIDDEN)
    clean = " ".join(_PLACE.sub("% ", seen.translate(_BRACKETS)).split())
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"
