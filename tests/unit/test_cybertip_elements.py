"""Our table of elements is NCMEC's: nothing more, nothing less, but what is listed here."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.cybertip_schema import COPY, Declared, Plain, Slot, declared, needs_schema
from tests.cybertip_strategies import fullest

from tutela.reporting.cybertip.elements.people import Email, Person
from tutela.reporting.cybertip.order import DOCUMENTS, FIELDS, NEWER, ORDER, REPLIES, Child, Leaf
from tutela.reporting.cybertip.reading import read
from tutela.reporting.cybertip.schema import load
from tutela.reporting.cybertip.writing import write
from tutela.reporting.cybertip.xmlform import Form, schema_name

ROOTS = [schema_name(one) for one in (*DOCUMENTS, *REPLIES)]

# What the schema of November 2025 does not have and we know: name, and where it stands.
ADDED = {
    "informational": "reportAnnotations",
    "potentialAggravatingFactors": "reportAnnotations",
    "instrumentalUse": "reportAnnotations",
    "ageAssertionDiscrepancy": "person",
}
# What the schema has and we do not write: an empty country or state says nothing.
NOT_WRITTEN = {""}


def _same_leaf(ours: Leaf, theirs: Plain, *, fixed: bool) -> bool:
    return (ours.base, ours.pattern, ours.fixed, set(ours.values)) == (
        theirs.base,
        theirs.pattern,
        fixed,
        set(theirs.values) - NOT_WRITTEN,
    )


def _differences(path: str, name: str, theirs: Declared) -> list[str]:
    ours = ORDER[name]
    found = [path] if ours.any_order != theirs.any_order else []
    if (ours.content is None) != (theirs.text is None):
        found.append(f"{path} text")
    if ours.content and theirs.text and not _same_leaf(ours.content, theirs.text, fixed=False):
        found.append(f"{path} type of the text")
    attributes = {one.name: one for one in ours.attributes}
    found += _of_slots(path, attributes, {one.name: one for one in theirs.attributes})
    children = {one.name: one for one in ours.children if not one.newer}
    if list(children) != [one.name for one in theirs.children]:
        found.append(f"{path} order")
    return found + _of_slots(path, children, {one.name: one for one in theirs.children})


def _of_slots(path: str, ours: dict[str, Child], theirs: dict[str, Slot]) -> list[str]:
    found = [f"{path} {one}" for one in ours.keys() ^ theirs.keys()]
    for name in ours.keys() & theirs.keys():
        found += _of_slot(f"{path}.{name}", ours[name], theirs[name])
    return found


def _of_slot(path: str, ours: Child, theirs: Slot) -> list[str]:
    occurs = (ours.low, ours.high, ours.choice) == (theirs.low, theirs.high, theirs.choice)
    found = [] if occurs else [f"{path} occurrence"]
    if isinstance(theirs.kind, Declared):
        kind = ours.kind
        return [
            *found,
            *(_differences(path, kind, theirs.kind) if isinstance(kind, str) else [path]),
        ]
    same = isinstance(ours.kind, Leaf) and _same_leaf(ours.kind, theirs.kind, fixed=theirs.fixed)
    return found if same else [*found, f"{path} type"]


@needs_schema
@pytest.mark.parametrize("root", ROOTS)
def test_every_element_is_as_the_schema_has_it(root: str) -> None:
    assert _differences(root, root, declared(root)) == []


def _paths(path: str, node: Declared) -> list[str]:
    found = [f"{path}.@{one.name}" for one in node.attributes]
    for one in node.children:
        found.append(f"{path}.{one.name}")
        found += _paths(found[-1], one.kind) if isinstance(one.kind, Declared) else []
    return found


@needs_schema
def test_the_fields_for_a_mapping_are_all_of_the_schema_and_the_newer_ones() -> None:
    theirs = [path for root in ROOTS[:2] for path in _paths(root, declared(root))]
    assert [one for one in FIELDS if one.rsplit(".", 1)[1] not in ADDED] == theirs


def test_what_is_newer_than_the_schema_is_listed() -> None:
    assert NEWER == ADDED


def test_no_field_is_listed_twice() -> None:
    assert len(set(FIELDS)) == len(FIELDS)


@pytest.mark.parametrize("name", sorted(ORDER))
def test_no_element_has_two_parts_of_one_name(name: str) -> None:
    row = ORDER[name]
    assert len({one.name for one in row.children}) == len(row.children)
    assert len({one.name for one in row.attributes}) == len(row.attributes)


def test_an_element_shows_nothing_of_what_it_holds() -> None:
    assert repr(Person(email=(Email(value="canary"),))) == "<Person>"


def _written(node: etree._Element, path: str) -> set[str]:
    below = {f"{path}.{one.tag!s}" for one in node} | {
        f"{path}.@{one}" for one in map(str, node.attrib)
    }
    return below.union(*(_written(one, f"{path}.{one.tag!s}") for one in node))


@pytest.mark.parametrize("model", DOCUMENTS)
def test_every_field_can_be_written_at_its_limit_and_read_back(model: type[Form]) -> None:
    found = set[str]()
    for rival in range(8):
        document = fullest(model, rival)
        data = write(document, lambda _: True)
        assert read(data, model) == document
        found |= _written(etree.fromstring(data), schema_name(model))
        if COPY.exists():
            assert load(COPY.read_bytes()).problems(write(document)) == []
    assert found == {one for one in FIELDS if one.startswith(f"{schema_name(model)}.")}
