"""The list of the files that are sent, with their SHA-256, as `sha256sum --check` reads it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.reporting.plugin import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "MANIFEST-sha256.txt"


def listed(named: Sequence[tuple[str, bytes]]) -> bytes:
    """One line for each file: its SHA-256, two spaces, its name. Sorted by name."""
    lines = (f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(named))
    return "".join(lines).encode()


def with_manifest(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, and last the list of them."""
    data = listed([(one.name, one.data) for one in documents])
    return (*documents, Document(NAME, "text/plain", data))
