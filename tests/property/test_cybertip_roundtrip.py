"""Whatever a valid tree holds: it is written as the schema asks, and read back the same."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.cybertip_schema import COPY, Declared, Plain, Slot, compiled, declared, needs_schema
from tests.cybertip_strategies import documents, file_details, reports

from tutela.reporting.cybertip.elements.files import FileDetails
from tutela.reporting.cybertip.elements.report import Report
from tutela.reporting.cybertip.errors import DocumentUnreadable
from tutela.reporting.cybertip.order import NEWER, ORDER, Child, Leaf
from tutela.reporting.cybertip.reading import read
from tutela.reporting.cybertip.writing import left_out, write

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = Report | FileDetails
Fact = tuple[str, str, tuple[tuple[str, str], ...]]

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
many = settings(max_examples=2000, deadline=None, suppress_health_check=SLOW)
some = settings(max_examples=500, deadline=None, suppress_health_check=SLOW)
IRREGULAR = {
    "prior_ct_reports": "priorCTReports",
    "prior_ct_report": "priorCTReport",
    "legal_url": "legalURL",
}


# A reader that knows nothing of ours but the dataclasses: it goes by NCMEC's schema alone.


def facts_of_xml(node: Any, path: str = "") -> Iterator[Fact]:
    """Path, text and attributes of every element, in the order of the document."""
    path = f"{path}/{node.tag}"
    yield path, "" if len(node) else (node.text or ""), tuple(sorted(node.attrib.items()))
    for child in node:
        yield from facts_of_xml(child, path)


def facts_of_model(model: Any, kind: Declared, path: str) -> Iterator[Fact]:
    """The same of a model, walking its fields in the order that the schema declares."""
    held = {_name(one.name): getattr(model, one.name) for one in dataclasses.fields(model)}
    attributes = [(one.name, _text(held[one.name])) for one in kind.attributes if _is(held, one)]
    yield path, _text(held["value"]) if kind.text else "", tuple(sorted(attributes))
    for slot in kind.children:
        values = held[slot.name] if slot.high is None else (held[slot.name],)
        for value in values if _is(held, slot) else ():
            yield from _of_child(value, slot, f"{path}/{slot.name}")


def _of_child(value: Any, slot: Slot, path: str) -> Iterator[Fact]:
    if isinstance(slot.kind, Plain):
        yield path, "" if slot.fixed else _text(value), ()
    else:
        yield from facts_of_model(value, slot.kind, path)


def _is(held: dict[str, Any], slot: Slot) -> bool:
    value = held[slot.name]
    return value is not None and not (slot.fixed and value is False)


def _name(field: str) -> str:
    head, *rest = field.split("_")
    return IRREGULAR.get(field) or head + "".join(one[0].upper() + one[1:] for one in rest)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)


# The table of ours, held against a document without the reader of ours.


def fits(node: Any, name: str) -> bool:
    """Whether a document keeps to the table: names, order, numbers and closed lists."""
    row = ORDER[name]
    pattern = "".join(_times(one) for one in row.children)
    written = "".join(f"<{one.tag}>" for one in node)
    in_order = row.any_order or bool(re.fullmatch(pattern, written))
    known = {one.name: one for one in row.children}
    attributes = {one.name: one for one in row.attributes}
    return (
        in_order
        and set(node.attrib) <= set(attributes)
        and {one.name for one in row.attributes if one.low} <= set(node.attrib)
        and all(_listed(attributes[key].kind, value) for key, value in node.attrib.items())
        and all(one.tag in known and _fits_below(one, known[one.tag]) for one in node)
    )


def _times(child: Child) -> str:
    times = {(0, 1): "?", (1, 1): "", (0, None): "*", (1, None): "+"}
    return f"(<{child.name}>){times[child.low, child.high]}"


def _fits_below(node: Any, child: Child) -> bool:
    if isinstance(child.kind, str):
        return fits(node, child.kind)
    return not len(node) and _listed(child.kind, node.text or "")


def _listed(kind: str | Leaf, text: str) -> bool:
    return isinstance(kind, str) or not kind.values or text in kind.values


def everything(name: str) -> bool:
    """A schema that knows all that is newer."""
    return name in NEWER


def _root(document: Document) -> str:
    return "report" if isinstance(document, Report) else "fileDetails"


@many
@given(reports)
def test_a_report_keeps_to_the_schema_and_says_what_the_model_says(report: Report) -> None:
    _holds(report)


@some
@given(file_details)
def test_file_details_keep_to_the_schema_and_say_what_the_model_says(details: FileDetails) -> None:
    _holds(details)


def _holds(document: Document) -> None:
    root = etree.fromstring(write(document))
    assert fits(root, _root(document))
    full = write(document, everything)
    assert read(full, type(document)) == document
    assert write(read(full, type(document)), everything) == full
    if COPY.exists():
        assert compiled().validate(root)
        kind = declared(_root(document))
        assert list(facts_of_xml(root)) == list(
            facts_of_model(document, kind, f"/{_root(document)}")
        )


@some
@given(documents)
def test_what_is_newer_is_left_out_and_named(document: Document) -> None:
    without, full = write(document), write(document, everything)
    names = [one.rsplit("/", 1)[1] for one in left_out(document)]
    assert left_out(document, everything) == ()
    assert set(names) <= set(NEWER)
    for name in NEWER:
        element = re.compile(rf"<{name}[ />]".encode())
        assert not element.search(without)
        assert len(element.findall(full)) == names.count(name)


def _swaps(root: Any) -> list[tuple[Any, int]]:
    """Each pair of neighbours whose order counts."""
    any_order = {one for one, row in ORDER.items() if row.any_order}
    return [
        (node, number)
        for node in root.iter()
        if node.tag not in any_order
        for number in range(len(node) - 1)
        if node[number].tag != node[number + 1].tag
    ]


def _required(node: Any, name: str) -> Iterator[Any]:
    for child in ORDER[name].children:
        found = node.findall(child.name)
        yield from found if child.low and len(found) == 1 else []
        for one in found if isinstance(child.kind, str) else []:
            yield from _required(one, str(child.kind))


def _words(node: Any, name: str) -> Iterator[Any]:
    for child in ORDER[name].children:
        for one in node.findall(child.name):
            if isinstance(child.kind, str):
                yield from _words(one, child.kind)
            elif child.kind.values:
                yield one


def _swap(data: st.DataObject, root: Any) -> None:
    node, number = data.draw(st.sampled_from(_swaps(root)))
    node.insert(number, node[number + 1])


def _drop(data: st.DataObject, root: Any) -> None:
    node = data.draw(st.sampled_from(list(_required(root, root.tag))))
    node.getparent().remove(node)


def _misspell(data: st.DataObject, root: Any) -> None:
    node = data.draw(st.sampled_from(list(_words(root, root.tag))))
    node.text += "s"


def _repeat(data: st.DataObject, root: Any) -> None:
    node = data.draw(st.sampled_from(list(_required(root, root.tag))))
    if any(one.name == node.tag and one.high is None for one in _children_like(node)):
        node.tag = "somethingElse"
    else:
        node.addnext(etree.fromstring(etree.tostring(node)))


def _children_like(node: Any) -> list[Child]:
    return [one for row in ORDER.values() for one in row.children if one.name == node.tag]


def _strange(data: st.DataObject, root: Any) -> None:
    node = data.draw(st.sampled_from(list(root.iter())))
    node.set("strange", "true")


def _spoken(data: st.DataObject, root: Any) -> None:
    parents = [one for one in root.iter() if len(one)]
    data.draw(st.sampled_from(parents))[-1].tail = "words"


@pytest.mark.parametrize("mutation", [_swap, _drop, _misspell, _repeat, _strange, _spoken])
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(document=reports, data=st.data())
def test_a_report_that_breaks_a_rule_of_the_schema_is_refused(
    mutation: Any, document: Report, data: st.DataObject
) -> None:
    root = etree.fromstring(write(document))
    mutation(data, root)
    with pytest.raises(DocumentUnreadable):
        read(etree.tostring(root), Report)
    if COPY.exists():
        assert not compiled().validate(root)


@some
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_other_bytes_are_refused_with_a_typed_error(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable):
        read(data, Report)


@needs_schema
@some
@given(reports, st.integers(0), st.sampled_from(["", "<", "&", "\x00", "<x>", "<!DOCTYPE a>"]))
def test_a_report_that_is_cut_or_spoilt_is_refused_or_still_valid(
    report: Report, place: int, put: str
) -> None:
    data = write(report)
    place %= len(data)
    spoilt = data[:place] + put.encode() + (data[place:] if put else b"")
    try:
        read(spoilt, Report)
    except DocumentUnreadable:
        return
    assert compiled().validate(etree.fromstring(spoilt))
