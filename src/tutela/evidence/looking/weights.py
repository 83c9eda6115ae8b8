"""How heavy an item is to look at: the severity of its gravest label, as the schemes' data say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law import classification
from tutela.law.errors import LabelUnknown, SchemeUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN: Final = 5  # nobody said what it is: the middle of 0 to 10
LEAST: Final = 1  # no look is free


def weight(labels: Iterable[tuple[str, str]]) -> int:
    """The points of an item whose indicators carry these labels, each as scheme and code."""
    return max((max(_severity(*label), LEAST) for label in labels), default=UNKNOWN)


def _severity(scheme: str, label: str) -> int:
    try:
        return classification.scheme(scheme).label(label).severity
    except (SchemeUnknown, LabelUnknown):
        return UNKNOWN
