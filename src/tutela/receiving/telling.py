"""What messages about a report are about: one conversation with each node, in order. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


def subject_of(name: UUID | str) -> str:
    """To a provider by its own reference, to an authority by the Centre's number."""
    return f"report {name}"
