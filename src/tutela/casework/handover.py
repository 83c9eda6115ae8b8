"""What the platform is told, in words, where its own process must decide. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.law.model import Finding

if TYPE_CHECKING:
    from datetime import datetime

_AGE = (
    "Two people looked and could not tell whether the person shown is a child. It was reported to "
    "nobody as child sexual abuse material. Check by your own terms what you know of that person's "
    "age and consent, and limit it to adults meanwhile."
)
_KEPT = " Keep it from view until {until:%Y-%m-%d %H:%M} UTC; you are told when that ends."
_OTHER = (
    "A person found no child sexual abuse material, but something that seems illegal. Our hold on "
    "it has ended and nothing was reported. Decide by your own process: with this you may have "
    "actual knowledge (Regulation (EU) 2022/2065, Article 6(1)(b)), the user is owed a statement "
    "of reasons (Article 17), and a suspected threat to life or safety must be told to the "
    "authorities promptly (Article 18)."
)


def words(finding: Finding, until: datetime | None) -> str:
    """What to do about it; empty where the action itself says everything."""
    if finding is Finding.OTHER_ILLEGAL:
        return _OTHER
    if finding is Finding.AGE_AMBIGUOUS:
        return _AGE + (_KEPT.format(until=until) if until else "")
    return ""
