"""Our own table of NCMEC's elements, derived from the models; and the fields a mapping must list.

A test compares it with the schema, in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.reporting.cybertip.elements.files import FileDetails
from tutela.reporting.cybertip.elements.replies import ReportDoneResponse, ReportResponse
from tutela.reporting.cybertip.elements.report import Report
from tutela.reporting.cybertip.simple import Presence, Simple
from tutela.reporting.cybertip.xmlform import Flags, Form, Mark, Part, parts, schema_name

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS: tuple[type[Form], ...] = (Report, FileDetails)
REPLIES: tuple[type[Form], ...] = (ReportResponse, ReportDoneResponse)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A simple type: its XSD base, and its closed list, pattern or fixed value if it has one."""

    base: str
    values: tuple[str, ...]
    pattern: str | None
    fixed: bool


@dataclass(frozen=True, slots=True)
class Child:
    """One child or attribute: how often it comes (`high` None: any number) and what it is.

    `kind` is a row of the table or a simple type. `choice` is a child of which the parent holds
    one of several; `newer` one that the schema of November 2025 does not know.
    """

    name: str
    low: int
    high: int | None
    kind: str | Leaf
    choice: bool = False
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One element or type: its attributes, and its children in order, or its text."""

    name: str
    attributes: tuple[Child, ...]
    children: tuple[Child, ...]
    content: Leaf | None
    any_order: bool


def _models(model: type[Form]) -> Iterator[type[Form]]:
    yield model
    for part in parts(model):
        if not isinstance(part.kind, Simple):
            yield from _models(part.kind)


def _leaf(kind: Simple) -> Leaf:
    return Leaf(kind.base, kind.values, kind.xsd_pattern, isinstance(kind, Presence))


def _child(part: Part) -> Child:
    kind = _leaf(part.kind) if isinstance(part.kind, Simple) else schema_name(part.kind)
    choice = bool(part.marks & {Mark.AT_MOST_ONE, Mark.EXACTLY_ONE})
    newer = Mark.NEWER in part.marks
    return Child(part.name, part.low, part.high, kind, choice=choice, newer=newer)


def _row(model: type[Form]) -> Row:
    known = parts(model)
    content = [one.kind for one in known if Mark.CONTENT in one.marks]
    return Row(
        name=schema_name(model),
        attributes=tuple(_child(one) for one in known if Mark.ATTRIBUTE in one.marks),
        children=tuple(_child(one) for one in known if one.is_child),
        content=next((_leaf(one) for one in content if isinstance(one, Simple)), None),
        any_order=issubclass(model, Flags),
    )


ORDER: dict[str, Row] = {
    schema_name(model): _row(model) for root in (*DOCUMENTS, *REPLIES) for model in _models(root)
}

# The newer elements by name, and the type of the schema that would hold them.
NEWER: dict[str, str] = {
    child.name: row.name for row in ORDER.values() for child in row.children if child.newer
}


def _fields(path: str, row: Row) -> Iterator[str]:
    yield from (f"{path}.@{one.name}" for one in row.attributes)
    for child in row.children:
        below = f"{path}.{child.name}"
        yield below
        if isinstance(child.kind, str):
            yield from _fields(below, ORDER[child.kind])


# Every element and attribute of the two documents, as dotted paths from the root, in order.
FIELDS: tuple[str, ...] = tuple(
    field for root in DOCUMENTS for field in _fields(schema_name(root), ORDER[schema_name(root)])
)
