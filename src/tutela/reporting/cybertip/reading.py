"""Bytes back to models, strictly: what is not in the schema, at its place, is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeVar

from tutela.reporting.cybertip.elements.files import FileDetails
from tutela.reporting.cybertip.elements.report import Report
from tutela.reporting.cybertip.errors import DocumentUnreadable
from tutela.reporting.cybertip.rules import problems
from tutela.reporting.cybertip.safexml import XmlRefused, parse
from tutela.reporting.cybertip.simple import XML_SPACE, Simple, Unfit
from tutela.reporting.cybertip.xmlform import Flags, Form, Mark, Part, parts, schema_name

if TYPE_CHECKING:
    from lxml import etree

F = TypeVar("F", bound=Form)


def read_report(data: bytes) -> Report:
    """The report in these bytes. Raises DocumentUnreadable with the path of the first fault."""
    return read(data, Report)


def read_file_details(data: bytes) -> FileDetails:
    """The file details in these bytes. Raises DocumentUnreadable, as `read_report`."""
    return read(data, FileDetails)


def read(data: bytes, model: type[F]) -> F:
    """The document of one model. Raises DocumentUnreadable; it holds no text of the document."""
    path = schema_name(model)
    try:
        root = parse(data)
    except XmlRefused as refused:
        _refuse("it", f"{refused}.", refused)
    if root.tag != path:
        _refuse("its root", f"is not the element {path}.")
    found = _form(model, root, path)
    for problem in problems(found):
        _refuse(problem.path, problem.sentence)
    return found


def _refuse(path: str, problem: str, cause: Exception | None = None) -> NoReturn:
    raise DocumentUnreadable(path=path, problem=problem) from cause


def _form(model: type[F], node: etree._Element, path: str) -> F:
    known = parts(model)
    sorted_out = _sorted_out(model, node, path)
    if not any(Mark.CONTENT in one.marks for one in known):
        _refuse_text(node, path)
    fields = {one.field: _values(one, node, sorted_out[one.name], path) for one in known}
    return model(**{field: value for field, value in fields.items() if value is not None})


def _sorted_out(
    model: type[Form], node: etree._Element, path: str
) -> dict[str, list[etree._Element]]:
    """The children by name, each name known and at its place."""
    names = [one.name for one in parts(model) if one.is_child]
    found: dict[str, list[etree._Element]] = {one.name: [] for one in parts(model)}
    reached = 0
    for number, child in enumerate(node):
        if child.tag not in names:
            _refuse(path, f"holds something that is not in the schema, as child {number + 1}.")
        place = names.index(str(child.tag))
        if place < reached and not issubclass(model, Flags):
            _refuse(f"{path}/{child.tag}", "comes too late: the order is wrong.")
        found[str(child.tag)].append(child)
        reached = place
    _refuse_strange_attributes(model, node, path)
    return found


def _refuse_strange_attributes(model: type[Form], node: etree._Element, path: str) -> None:
    known = {one.name for one in parts(model) if Mark.ATTRIBUTE in one.marks}
    if set(map(str, node.attrib)) - known:
        _refuse(path, "has an attribute that is not in the schema.")


def _refuse_text(node: etree._Element, path: str) -> None:
    texts = [node.text, *(one.tail for one in node)]
    if any(one.strip(XML_SPACE) for one in texts if one):
        _refuse(path, "holds text between its elements.")


def _values(part: Part, node: etree._Element, children: list[etree._Element], path: str) -> object:
    """What the model's field becomes; None where there is nothing."""
    found = [_child(part, child, part.at(path, number)) for number, child in enumerate(children)]
    if Mark.CONTENT in part.marks:
        found = [_simple(part.kind, node.text or "", path)]
    elif Mark.ATTRIBUTE in part.marks and part.name in node.attrib:
        found = [_simple(part.kind, str(node.get(part.name)), part.at(path))]
    if len(found) < part.low:
        _refuse(part.at(path), "is missing.")
    if part.high is not None and len(found) > part.high:
        _refuse(part.at(path), "comes more than once.")
    return tuple(found) if part.high is None else next(iter(found), None)


def _child(part: Part, child: etree._Element, path: str) -> object:
    if not isinstance(part.kind, Simple):
        return _form(part.kind, child, path)
    if len(child) or child.attrib:
        _refuse(path, "holds more than text.")
    return _simple(part.kind, child.text or "", path)


def _simple(kind: Simple | type[Form], text: str, path: str) -> object:
    try:
        return kind.read(text) if isinstance(kind, Simple) else None
    except Unfit as unfit:
        _refuse(path, str(unfit), unfit)
