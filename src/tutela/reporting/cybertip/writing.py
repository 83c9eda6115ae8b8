"""Models to the bytes that are sent: UTF-8, in the order of the schema, no added white space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tutela.reporting.cybertip.errors import DocumentInvalid
from tutela.reporting.cybertip.rules import problems
from tutela.reporting.cybertip.simple import Simple
from tutela.reporting.cybertip.xmlform import Form, Mark, Part, parts, schema_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # Whether the schema in force has a newer element of this name: `Schema.knows`.
    Knows = Callable[[str], bool]


def no_newer(name: str) -> bool:
    """Knows nothing newer than the schema of November 2025."""
    del name
    return False


def write(document: Form, knows: Knows = no_newer) -> bytes:
    """The document as XML. Newer elements are left out unless `knows` them: see `left_out`.

    Raises DocumentInvalid with every problem: nothing that breaks a rule is ever written.
    """
    if found := list(problems(document)):
        raise DocumentInvalid(found)
    root = _element(document, schema_name(type(document)), knows)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def left_out(document: Form, knows: Knows = no_newer) -> tuple[str, ...]:
    """The paths of what `write` leaves out, for the person and the record."""
    return tuple(_left_out(document, schema_name(type(document)), knows))


def _left_out(model: Form, path: str, knows: Knows) -> Iterator[str]:
    for part in parts(type(model)):
        for number, value in enumerate(part.values(model)):
            if not _is_written(part, knows):
                yield part.at(path, number)
            elif isinstance(value, Form):
                yield from _left_out(value, part.at(path, number), knows)


def _is_written(part: Part, knows: Knows) -> bool:
    return Mark.NEWER not in part.marks or knows(part.name)


def _element(model: Form, name: str, knows: Knows) -> etree._Element:
    node = etree.Element(name)
    for part in parts(type(model)):
        if _is_written(part, knows):
            _append(node, part, model, knows)
    return node


def _append(node: etree._Element, part: Part, model: Form, knows: Knows) -> None:
    for value in part.values(model):
        if not isinstance(part.kind, Simple):
            node.append(_element(value, part.name, knows))
        elif Mark.ATTRIBUTE in part.marks:
            node.set(part.name, part.kind.write(value))
        else:
            holder = node if Mark.CONTENT in part.marks else etree.SubElement(node, part.name)
            holder.text = part.kind.write(value) or None
