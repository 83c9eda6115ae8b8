"""The schema that NCMEC serves: what is taken, what is refused, and what it says of a document."""

from __future__ import annotations

import hashlib

import pytest
from tests.cybertip_schema import COPY, needs_schema

from tutela.reporting.cybertip.errors import SchemaRefused
from tutela.reporting.cybertip.order import NEWER
from tutela.reporting.cybertip.schema import LIMIT, load

SMALL = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<!-- a remark --><xs:annotation>
<xs:documentation>Words <b>of theirs</b>.</xs:documentation></xs:annotation>
<xs:element name="report"><xs:complexType><xs:sequence>{inside}
<xs:element name="age" type="xs:int"/><xs:element name="kind" type="kind" minOccurs="0"/>
</xs:sequence><xs:attribute name="type" type="kind"/></xs:complexType></xs:element>
<xs:element name="fileDetails"/>
<xs:simpleType name="kind"><xs:restriction base="xs:string"><xs:enumeration value="a"/>
</xs:restriction></xs:simpleType>{after}</xs:schema>"""
CANARY = "canary"


def small(inside: str = "", after: str = "") -> bytes:
    return SMALL.format(inside=inside, after=after).encode()


def test_the_digest_is_that_of_the_bytes() -> None:
    assert load(small()).digest == hashlib.sha256(small()).hexdigest()


def test_a_document_of_the_schema_has_no_problem() -> None:
    assert load(small()).problems(b"<report><age>1</age></report>") == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (f"<report><age>{CANARY}</age></report>", "report/age is not of the type"),
        ("<report/>", "report is missing something, or is not expected here; expected: age."),
        (f"<report><age>1</age><{CANARY}1/></report>", "expected: kind."),
        (f"<report><age>1</age><kind>{CANARY}</kind></report>", "report/kind is not in NCMEC's"),
        (f'<report type="{CANARY}"><age>1</age></report>', "report/@type is not in NCMEC's"),
        ("<report>", "the document is not well-formed XML."),
        ("<other/>", "other is not an element of the schema."),
        (f"<report>{CANARY}<age>1</age></report>", "report holds text between its elements."),
    ],
)
def test_a_problem_names_the_place_and_never_the_value(document: str, said: str) -> None:
    found = [str(one) for one in load(small()).problems(document.encode())]
    assert any(said in one for one in found)
    assert not any(f"'{CANARY}'" in one or f"{CANARY} " in one for one in found)


def test_a_newer_element_is_known_only_where_it_would_be_written() -> None:
    flag = '<xs:element name="informational" type="xs:boolean" minOccurs="0"/>'
    kind = f'<xs:complexType name="{{}}"><xs:all>{flag}</xs:all></xs:complexType>'
    assert load(small(after=kind.format("reportAnnotations"))).knows("informational")
    assert not load(small(after=kind.format("fileAnnotations"))).knows("informational")
    assert not load(small(after=kind.format("reportAnnotations"))).knows("instrumentalUse")
    assert not load(small(after=kind.format("reportAnnotations"))).knows("other")


def repeated(text: str, times: int) -> str:
    return "".join(text.format(number) for number in range(times))


def pattern(text: str) -> str:
    return (
        f'<xs:simpleType name="p"><xs:restriction base="xs:string"><xs:pattern value="{text}"/>'
        "</xs:restriction></xs:simpleType>"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"<html><body>Sign in</body></html>", "is not an XML schema"),
        (small()[:-20], "is not well-formed XML"),
        (b" " * LIMIT + small(), "is larger than"),
        (b"<!DOCTYPE a>" + small(), "has a document type declaration"),
        (small(after='<xs:import namespace="a" schemaLocation="http://a.example/a.xsd"/>'),
         "refers to other schemas"),
        (small(after='<xs:include schemaLocation="file:///etc/hostname"/>'),
         "refers to other schemas"),
        (small().replace(b'"fileDetails"', b'"file"'), "lacks the element fileDetails"),
        (small().replace(b'"report"', b'"notice"'), "lacks the element report"),
        (small().replace(b"<xs:schema", b'<xs:schema targetNamespace="a"'), "another namespace"),
        (small(after='<xs:group name="g"><xs:sequence/></xs:group>'), "constructs"),
        (small(inside='<xs:element name="a" type="nothing"/>'), "is not a valid XML schema"),
        (small(inside='<xs:element name="a" maxOccurs="99999"/>'), "too costly"),
        (small(inside='<xs:sequence maxOccurs="9"><xs:element name="a"/></xs:sequence>'),
         "too costly"),
        (small(inside=repeated("<xs:choice>", 3) + repeated("</xs:choice>", 3)), "too costly"),
        (small(inside=repeated('<xs:element name="a{}"/>', 101)), "too costly"),
        (small(after=repeated('<xs:element name="a{}"/>', 2001)), "too large"),
        (small(after=pattern("(a+)+b")), "too costly"),
        (small(after=pattern("a*a*a*a*b")), "too costly"),
        (small(after=pattern("a" * 101)), "too costly"),
    ],
)  # fmt: skip
def test_a_schema_that_cannot_be_trusted_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(SchemaRefused, match=said):
        load(data)


@needs_schema
def test_ncmec_s_own_schema_is_taken_and_knows_nothing_newer() -> None:
    schema = load(COPY.read_bytes())
    assert not any(schema.knows(one) for one in NEWER)
