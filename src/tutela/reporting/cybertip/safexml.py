"""Bytes to an XML tree, whoever wrote them: no entities, no DTD, no network, no huge trees."""

from __future__ import annotations

from lxml import etree

DOCUMENT_LIMIT = 16 * 1024 * 1024


class XmlRefused(Exception):
    """The bytes are no XML that we read. The sentence names no part of them."""


def parse(data: bytes, limit: int = DOCUMENT_LIMIT) -> etree._Element:
    """The root element of one whole document. Raises XmlRefused."""
    if len(data) > limit:
        raise XmlRefused(f"is larger than {limit} bytes")
    if not data.strip():
        raise XmlRefused("is empty")
    root = _tree(data)
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused("has a document type declaration")
    return root


def _tree(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise XmlRefused("is not well-formed XML") from None
