"""The simulator's own schema takes exactly what NCMEC's published one takes.

Each schema is walked for itself into lines: path, order, occurrence, type, values, attributes.
NCMEC's file is not ours to ship, so the comparison runs where it has been put beside the checkout.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from tests.simulators import cybertip_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT.parent / "shared" / "data" / "ncmec" / "cyber_tipline.xsd"
XS = "{http://www.w3.org/2001/XMLSchema}"
COMPOSITORS = {f"{XS}sequence", f"{XS}choice", f"{XS}all"}


class Walk:
    """One schema, read without the help of a validator."""

    def __init__(self, root: etree._Element) -> None:
        self._named = {
            (child.tag, child.get("name")): child for child in root if isinstance(child.tag, str)
        }
        self.elements = sorted(str(name) for tag, name in self._named if tag == f"{XS}element")

    def lines(self) -> list[str]:
        """What every global element takes, in order."""
        return [
            line
            for name in self.elements
            for line in self._element(self._named[f"{XS}element", name], "", "")
        ]

    def _element(self, element: etree._Element, path: str, times: str) -> Iterator[str]:
        declared = self._named.get((f"{XS}element", element.get("ref")), element)
        here = f"{path}/{declared.get('name')}"
        fixed = f" fixed={declared.get('fixed')}" if declared.get("fixed") else ""
        inner = declared.find(f"{XS}complexType")
        if inner is None:
            inner = self._named.get((f"{XS}complexType", declared.get("type")))
        yield f"{here}{times}{fixed} {self._value(declared.get('type'), inner)}"
        if inner is not None:
            yield from self._attributes(inner, here)
            yield from self._children(inner, here)

    def _children(self, parent: etree._Element, path: str) -> Iterator[str]:
        for child in parent:
            if child.tag in COMPOSITORS:
                kind = etree.QName(child).localname
                yield from self._particles(child, f"{path}/{kind}{occurs(child)}")

    def _particles(self, compositor: etree._Element, path: str) -> Iterator[str]:
        for child in compositor:
            if child.tag == f"{XS}element":
                yield from self._element(child, path, occurs(child))
            elif child.tag == f"{XS}group":
                # A group that occurs once is only a way of writing its sequence here.
                assert occurs(child) == "{1,1}"
                yield from self._particles(self._group(child), path)
            elif child.tag in COMPOSITORS:
                kind = etree.QName(child).localname
                yield from self._particles(child, f"{path}/{kind}{occurs(child)}")

    def _group(self, reference: etree._Element) -> etree._Element:
        sequence = self._named[f"{XS}group", reference.get("ref")].find(f"{XS}sequence")
        assert sequence is not None
        return sequence

    def _attributes(self, declared: etree._Element, path: str) -> list[str]:
        return sorted(
            f"{path}@{one.get('name')} {one.get('use', 'optional')} {self._value(one.get('type'))}"
            for one in declared.iter(f"{XS}attribute")
            if next(one.iterancestors(f"{XS}complexType")) is declared
        )

    def _value(self, name: str | None, inner: etree._Element | None = None) -> str:
        """A built-in type, with its values or pattern; "parts" for what has children."""
        if inner is not None:
            extension = inner.find(f"{XS}simpleContent/{XS}extension")
            return "parts" if extension is None else self._value(extension.get("base"))
        simple = self._named.get((f"{XS}simpleType", name))
        if simple is None:
            assert name is not None
            assert name.startswith("xs:")
            return name
        restriction = simple.find(f"{XS}restriction")
        assert restriction is not None
        limits = sorted(f"{etree.QName(one).localname}={one.get('value')}" for one in restriction)
        return " ".join([self._value(restriction.get("base")), *limits])


def occurs(particle: etree._Element) -> str:
    return f"{{{particle.get('minOccurs', '1')},{particle.get('maxOccurs', '1')}}}"


def walked(path: Path) -> Walk:
    root = etree.parse(str(path), etree.XMLParser(remove_comments=True)).getroot()
    for note in list(root.iter(f"{XS}annotation")):
        parent = note.getparent()
        assert parent is not None
        parent.remove(note)
    return Walk(root)


def test_the_simulator_enforces_the_structure_of_the_published_schema() -> None:
    if not PUBLISHED.exists():
        pytest.skip("NCMEC's cyber_tipline.xsd is not ours to ship, and not beside this checkout")
    ours, theirs = walked(cybertip_schema.FILE), walked(PUBLISHED)
    assert ours.elements == theirs.elements
    assert ours.lines() == theirs.lines()
    assert len(ours.lines()) > 900


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('name="platform" type="xs:string" minOccurs="0"', 'name="platform" type="xs:string"'),
        ('<xs:enumeration value="A1"/> <xs:enumeration value="A2"/>', ""),
        ('fixed="true"', ""),
        ('name="hashType" type="xs:string" use="required"', 'name="hashType" type="xs:string"'),
        ('ref="internetDetails" minOccurs="0" maxOccurs="unbounded"', 'ref="internetDetails"'),
        ("[0-9]{1,3}", "[0-9]+"),
    ],
)
def test_the_comparison_sees_a_difference(tmp_path: Path, before: str, after: str) -> None:
    text = cybertip_schema.FILE.read_text()
    assert before in text
    other = tmp_path / "other.xsd"
    other.write_text(text.replace(before, after, 1))
    assert walked(other).lines() != walked(cybertip_schema.FILE).lines()


def test_the_comparison_sees_an_exchanged_order(tmp_path: Path) -> None:
    text = cybertip_schema.FILE.read_text()
    first, second = (
        '<xs:element ref="lawEnforcement" minOccurs="0"/>',
        '<xs:element ref="reporter"/>',
    )
    exchanged = text.replace(first, "\0").replace(second, first).replace("\0", second)
    other = tmp_path / "other.xsd"
    other.write_text(exchanged)
    assert walked(other).lines() != walked(cybertip_schema.FILE).lines()
