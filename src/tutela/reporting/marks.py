"""What a reviewer's mark, that a child may have made or shared an item, says in a report. Pure.

The mark is the source: it is put in when a report is gathered, beside what people added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework.children import Circumstance
from tutela.reporting.details import Annotation, FileAnnotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# "Possible" is the word of the form: it claims nothing.
_ITEM: Mapping[Circumstance, frozenset[FileAnnotation]] = {
    Circumstance.COERCED: frozenset({FileAnnotation.SELF_PRODUCED}),
    Circumstance.SELF_GENERATED: frozenset({FileAnnotation.SELF_PRODUCED}),
    Circumstance.AMONG_PEERS: frozenset(),
    Circumstance.UNKNOWN: frozenset({FileAnnotation.SELF_PRODUCED}),
}
_REPORT: Mapping[Circumstance, frozenset[Annotation]] = {
    Circumstance.COERCED: frozenset({Annotation.SEXTORTION}),
    Circumstance.SELF_GENERATED: frozenset(),
    Circumstance.AMONG_PEERS: frozenset({Annotation.BETWEEN_MINORS}),
    Circumstance.UNKNOWN: frozenset(),
}


def of_item(circumstance: str | None) -> frozenset[FileAnnotation]:
    """What is annotated of an item with this mark, or without one."""
    return _ITEM[Circumstance(circumstance)] if circumstance else frozenset()


def of_report(circumstances: Iterable[str | None]) -> frozenset[Annotation]:
    """What is annotated of a report about items with these marks."""
    found = [_REPORT[Circumstance(one)] for one in circumstances if one]
    return frozenset[Annotation]().union(*found)
