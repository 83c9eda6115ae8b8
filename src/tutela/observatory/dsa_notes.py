"""What the transparency report says about itself: what is not in it, and why. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from tutela.observatory.appeals import Appeals

PRELIMINARY: Final = phrase(
    "Preliminary: the period is not over, or somebody asked for a preview. This is no report."
)
_ALWAYS: Final = (
    phrase(
        "Tutela knows only the protection of children (category 9). All other categories are "
        "blank: add what your service knows of them from elsewhere, and their totals."
    ),
    phrase(
        "Parts 9 (human resources) and 10 (monthly recipients) are for very large services only, "
        "and are left out."
    ),
    phrase(
        "The numbers are of now: a reversal or a late answer corrects them. Keep the "
        "files you hand in."
    ),
    phrase(
        "Accuracy and recall are blank: of what no technology flagged, nobody knows whether it "
        "was right."
    ),
    phrase(
        "Micro and small enterprises need not report (Article 15(2) of Regulation (EU) "
        "2022/2065); this set may help them all the same."
    ),
)
INFERRED: Final = phrase(
    "The columns follow the Commission's templates as published reports show them. The file "
    "names but 2, 5 and 6, the column “Applicability”, the code of category 16 and the rows of "
    "parts 1, 8 and 11 are inferred: compare them once with the official files."
)
_NO_COMPLAINTS: Final = phrase("Complaints are not counted by this node yet: their rows are blank.")
_NO_SUSPENSIONS: Final = phrase(
    "Suspensions for misuse are not counted by this node yet: their rows are blank."
)
_NO_DISPUTES: Final = phrase(
    "Disputes before bodies outside court are those that people recorded here; whether their "
    "outcomes were implemented is not counted."
)


def notes(appeals: Appeals, *, preliminary: bool) -> tuple[str, ...]:
    """Sentences for whoever reads the report."""
    said = (
        (PRELIMINARY, preliminary),
        *((one, True) for one in _ALWAYS),
        (INFERRED, True),
        (_NO_COMPLAINTS, appeals.complaints is None),
        (_NO_SUSPENSIONS, appeals.suspensions is None),
        (_NO_DISPUTES, True),
    )
    return tuple(words for words, wanted in said if wanted)
