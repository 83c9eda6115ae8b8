"""The schema NCMEC serves at `/xsd`: taken in with suspicion, then asked about our documents.

A schema can be made so that working with it takes for ever. So only the constructs NCMEC uses are
taken, none of which refers to a content model within a content model, and their numbers are
bounded before the schema is compiled.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from tutela.reporting.cybertip.errors import SchemaRefused
from tutela.reporting.cybertip.order import DOCUMENTS, NEWER
from tutela.reporting.cybertip.problem import Problem
from tutela.reporting.cybertip.safexml import XmlRefused, parse
from tutela.reporting.cybertip.xmlform import schema_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIMIT = 4 * 1024 * 1024
XS = "{http://www.w3.org/2001/XMLSchema}"
_OUTSIDE = {XS + one for one in ("import", "include", "redefine", "override")}
_PLAIN = ("schema", "element", "attribute", "complexType")
_MODELS = ("simpleType", "sequence", "choice", "all", "simpleContent", "extension", "restriction")
_FACETS = (
    *("enumeration", "pattern", "length", "minLength", "maxLength", "whiteSpace", "totalDigits"),
    *("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "fractionDigits"),
)
_KNOWN = {XS + one for one in (*_PLAIN, *_MODELS, *_FACETS)}
_MOST_NODES = 20_000
_MOST_OF_ONE = {
    XS + one: most
    for one, most in {
        "element": 2_000,
        "complexType": 500,
        "simpleType": 500,
        "attribute": 500,
        "pattern": 20,
    }.items()
}
_MOST_IN_A_TYPE = 100
_MOST_OCCURS = 100
_LONGEST_PATTERN = 100
_MOST_REPEATS = 2
_GROUPS = {XS + one for one in ("sequence", "choice", "all")}
_DEEPEST_GROUP = 3
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Schema:
    """A usable schema. `digest` is the SHA-256 of its bytes, in hexadecimal."""

    digest: str
    data: bytes = field(repr=False)
    _declared: frozenset[tuple[str, str]] = field(repr=False)

    def knows(self, annotation: str) -> bool:
        """Whether a newer element stands where we would write it; of no other it says anything."""
        return (NEWER.get(annotation, ""), annotation) in self._declared

    def problems(self, xml: bytes) -> list[Problem]:
        """All that this schema finds wrong with a document. No sentence holds a value of it."""
        try:
            document = parse(xml)
        except XmlRefused as refused:
            return [Problem("the document", "not-xml", f"{refused}.")]
        # Compiled anew, which takes milliseconds: lxml's validators keep their errors on
        # themselves, so threads cannot share one.
        validator = etree.XMLSchema(parse(self.data, LIMIT))
        try:
            validator.validate(document)
        except etree.XMLSchemaValidateError:
            return [Problem("the document", "schema", "is beyond what this schema can judge.")]
        return [_problem(one) for one in cast("Iterable[Any]", validator.error_log)]


def load(data: bytes) -> Schema:
    """The schema in the bytes that were fetched. Raises SchemaRefused, which says why not."""
    try:
        root = parse(data, LIMIT)
    except XmlRefused as refused:
        raise SchemaRefused(problem=str(refused)) from None
    etree.strip_elements(root, XS + "annotation", with_tail=False)
    if problem := next(_refusals(root), None):
        raise SchemaRefused(problem=problem)
    try:
        etree.XMLSchema(root)
    except etree.XMLSchemaParseError:
        raise SchemaRefused(problem="is not a valid XML schema") from None
    return Schema(sha256(data).hexdigest(), data, frozenset(_declared(root)))


def _refusals(root: etree._Element) -> Iterator[str]:
    if root.tag != XS + "schema":
        yield "is not an XML schema"
    nodes = [one for one in root.iter() if isinstance(one.tag, str)]
    tags = Counter(one.tag for one in nodes)
    if _OUTSIDE & set(tags):
        yield "refers to other schemas"
    yield from _refusals_of_roots(root)
    if set(tags) - _KNOWN:
        yield "uses constructs that are not NCMEC's"
    if len(nodes) > _MOST_NODES or any(tags[tag] > most for tag, most in _MOST_OF_ONE.items()):
        yield "is too large to work with"
    if any(_is_costly(one) for one in nodes):
        yield "is too costly to work with"


def _refusals_of_roots(root: etree._Element) -> Iterator[str]:
    if root.get("targetNamespace"):
        yield "is for another namespace"
    roots = {one.get("name") for one in root.findall(XS + "element")}
    for name in map(schema_name, DOCUMENTS):
        if name not in roots:
            yield f"lacks the element {name}"


def _is_costly(node: etree._Element) -> bool:
    if _more_than(_DEEPEST, node.iterancestors()):
        return True
    if node.tag == XS + "complexType":
        return _more_than(_MOST_IN_A_TYPE, node.iter(XS + "element"))
    if node.tag == XS + "pattern":
        return _is_costly_pattern(node.get("value", ""))
    return _is_costly_model(node)


def _is_costly_model(node: etree._Element) -> bool:
    """Counted groups, and groups within groups, can take libxml2 minutes to compile."""
    most = node.get("maxOccurs", "1").replace("unbounded", "1")
    counted = not re.fullmatch("[0-9]{1,3}", most) or int(most) > _MOST_OCCURS
    if node.tag not in _GROUPS:
        return counted
    above = [one for one in node.iterancestors() if one.tag in _GROUPS]
    return most not in {"0", "1"} or len(above) >= _DEEPEST_GROUP


def _is_costly_pattern(pattern: str) -> bool:
    """Repeated groups, and many repeats, can take a matcher for ever."""
    repeats = len(re.findall(r"[*+?{]", pattern))
    repeated_group = re.search(r"\)[*+?{]", pattern)
    return len(pattern) > _LONGEST_PATTERN or repeats > _MOST_REPEATS or bool(repeated_group)


def _more_than(most: int, nodes: Iterable[etree._Element]) -> bool:
    return next(islice(nodes, most, None), None) is not None


def _declared(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Each child element with the top-level type or element that it is declared in."""
    for top in root:
        for one in top.iter(XS + "element"):
            name = one.get("name") or one.get("ref")
            if one is not top and name and top.get("name"):
                yield str(top.get("name")), name


_SENTENCES = {
    "SCHEMAV_ELEMENT_CONTENT": ("order", "is missing something, or is not expected here."),
    "SCHEMAV_CVC_ELT_1": ("root", "is not an element of the schema."),
    "SCHEMAV_CVC_ENUMERATION_VALID": ("not-in-list", "is not in NCMEC's list."),
    "SCHEMAV_CVC_PATTERN_VALID": ("pattern", "is not of the form that NCMEC asks for."),
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": ("wrong-type", "is not of the type that belongs here."),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": ("attribute", "has an attribute that is not expected."),
    "SCHEMAV_CVC_COMPLEX_TYPE_4": ("missing", "lacks an attribute that it needs."),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": ("text", "holds text between its elements."),
    "SCHEMAV_CVC_ELT_5_2_2_2_2": ("fixed", "may only be empty or say true."),
    "SCHEMAV_CVC_MAXLENGTH_VALID": ("too-long", "is too long."),
    "SCHEMAV_CVC_MINLENGTH_VALID": ("too-short", "is too short."),
}
_OTHER = ("schema", "is not what the schema asks for.")
# Names from the schema, at the end of libxml2's message; what stands before may be a value.
_EXPECTED = re.compile(r" Expected is (?:one of )?\( ([\w, ]{1,2000}) \)\.$")
_ATTRIBUTE = re.compile(r"^Element '[\w.-]+', attribute '([\w.-]+)':")


def _problem(error: etree._LogEntry) -> Problem:
    code, sentence = _SENTENCES.get(error.type_name, _OTHER)
    if expected := _EXPECTED.search(error.message):
        sentence = sentence.removesuffix(".") + f"; expected: {expected[1]}."
    attribute = _ATTRIBUTE.match(error.message)
    path = (error.path or "the document").removeprefix("/")
    return Problem(path + (f"/@{attribute[1]}" if attribute else ""), code, sentence)
