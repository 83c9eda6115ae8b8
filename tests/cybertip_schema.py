"""NCMEC's own schema, where a copy is at hand, read by a walker that shares no code of ours."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

BESIDE = Path(__file__).parents[2] / "shared" / "data" / "ncmec" / "cyber_tipline.xsd"
COPY = Path(os.environ.get("NCMEC_XSD", BESIDE))
XS = "{http://www.w3.org/2001/XMLSchema}"

needs_schema = pytest.mark.skipif(
    not COPY.exists(), reason="no copy of NCMEC's cyber_tipline.xsd: set NCMEC_XSD to its path"
)


@dataclass(frozen=True)
class Plain:
    """A simple type of the schema."""

    base: str
    values: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True)
class Slot:
    """A child or an attribute, as declared."""

    name: str
    low: int
    high: int | None
    kind: Plain | Declared
    choice: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Declared:
    """An element's type: its attributes and its children in order, or its text."""

    attributes: tuple[Slot, ...] = ()
    children: tuple[Slot, ...] = ()
    text: Plain | None = None
    any_order: bool = field(default=False)


@cache
def compiled() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(COPY)))


@cache
def _root() -> Any:
    return etree.parse(str(COPY)).getroot()


@cache
def declared(root: str) -> Declared:
    """The element of this name at the top of the schema."""
    found = _kind(_top("element", root))
    assert isinstance(found, Declared)
    return found


def _top(tag: str, name: str) -> Any:
    return next((one for one in _root().findall(XS + tag) if one.get("name") == name), None)


def _kind(node: Any) -> Plain | Declared:
    """The type of an element or attribute declaration."""
    name = node.get("type")
    if name and name.startswith("xs:"):
        return Plain(name.removeprefix("xs:"))
    complex_type = _top("complexType", name) if name else node.find(XS + "complexType")
    return _simple(_top("simpleType", name)) if complex_type is None else _complex(complex_type)


def _simple(node: Any) -> Plain:
    limits = node.find(XS + "restriction")
    values = tuple(one.get("value") for one in limits.findall(XS + "enumeration"))
    pattern = limits.find(XS + "pattern")
    base = limits.get("base").removeprefix("xs:")
    return Plain(base, values, None if pattern is None else pattern.get("value"))


def _complex(node: Any) -> Plain | Declared:
    attributes = tuple(
        Slot(one.get("name"), int(one.get("use") == "required"), 1, _kind(one))
        for one in node.iter(XS + "attribute")
        if next(one.iterancestors(XS + "complexType")) is node
    )
    extension = node.find(f"{XS}simpleContent/{XS}extension")
    if extension is not None:
        text = Plain(extension.get("base").removeprefix("xs:"))
        return Declared(attributes, text=text) if attributes else text
    children = tuple(_children(node))
    return Declared(attributes, children, any_order=node.find(XS + "all") is not None)


def _children(node: Any, *, choice: bool = False) -> Iterator[Slot]:
    for one in node:
        if one.tag in {XS + "sequence", XS + "all"}:
            yield from _children(one)
        elif one.tag == XS + "choice":
            yield from _children(one, choice=True)
        elif one.tag == XS + "element":
            yield _slot(one, choice=choice)


def _slot(node: Any, *, choice: bool) -> Slot:
    target = _top("element", node.get("ref")) if node.get("ref") else node
    most = node.get("maxOccurs", "1")
    return Slot(
        name=target.get("name"),
        low=0 if choice else int(node.get("minOccurs", "1")),
        high=None if most == "unbounded" else int(most),
        kind=_kind(target),
        choice=choice,
        fixed=node.get("fixed") == "true",
    )
