"""Text of people and platforms as a PDF can show it: nothing lost, nothing hidden.

It has three fonts. A sign that none of them has would be an empty box, and a sign that
turns the direction of writing could make a name look like another: both are written as code points.
Long words get places to break, which are zero-width spaces.
"""

from __future__ import annotations

import re
import unicodedata

_ZERO_WIDTH = "\u200b"
_LONGEST = 36  # a UUID stays whole
_PIECE = 18
_OPEN, _CLOSE = "\u2039", "\u203a"

# What Libertinus Serif and DejaVu Sans Mono have between them of the scripts of Europe and its
# neighbours. A test typesets every sign: PDF/UA refuses a document with one that is missing.
_COVERED = (
    (0x0020, 0x007E),  # Latin
    (0x00A0, 0x00AC),
    (0x00AE, 0x02FF),
    (0x0370, 0x0377),  # Greek
    (0x037A, 0x037F),
    (0x0384, 0x038A),
    (0x038C, 0x038C),
    (0x038E, 0x03A1),
    (0x03A3, 0x0482),  # and Cyrillic
    (0x048A, 0x04FF),
    (0x0531, 0x0556),  # Armenian
    (0x0559, 0x058A),
    (0x05D0, 0x05EA),  # Hebrew
    (0x060C, 0x060C),  # Arabic
    (0x061B, 0x061B),
    (0x061F, 0x061F),
    (0x0621, 0x063A),
    (0x0640, 0x064A),
    (0x0660, 0x066D),
    (0x067E, 0x067E),
    (0x0686, 0x0687),
    (0x0698, 0x0698),
    (0x06A9, 0x06A9),
    (0x06AF, 0x06AF),
    (0x06CC, 0x06CC),
    (0x06F0, 0x06F9),
    (0x10D0, 0x10FF),  # Georgian
    (0x1E00, 0x1EFF),  # more Latin
    (0x2010, 0x2027),  # punctuation
    (0x2030, 0x203E),
    (0x20A0, 0x20BF),  # money
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2190, 0x2199),  # arrows
)


def covered(sign: str) -> bool:
    """Whether the fonts have the sign, and it shows."""
    point = ord(sign)
    return any(first <= point <= last for first, last in _COVERED)


def shown(text: str) -> str:
    """`text` on one or more lines, with every sign visible and long words breakable."""
    lines = unicodedata.normalize("NFC", text).replace("\t", " ").split("\n")
    return "\n".join(_line(line) for line in lines)


def code(text: str) -> str:
    """`text` as it is, to be set in the monospaced font on one line; for fingerprints and ids."""
    return "".join(_sign(sign) for sign in text)


def _line(line: str) -> str:
    whole = "".join(_sign(sign) for sign in line)
    return re.sub(rf"\S{{{_LONGEST + 1},}}", _breakable, whole)


def _sign(sign: str) -> str:
    return sign if covered(sign) else f"{_OPEN}U+{ord(sign):04X}{_CLOSE}"


def _breakable(word: re.Match[str]) -> str:
    text = word.group()
    parts = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return _ZERO_WIDTH.join(parts)
