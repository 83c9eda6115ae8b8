"""What somebody filled into a form, as it was sent: kept as it is when it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import Request  # noqa: TC002 - read by FastAPI

from tutela.platform.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.platform.errors import TutelaError


class InstantUnreadable(BadInput):
    """That is no time. Write it as 2026-11-25T14:30, in UTC."""

    code = "instant-unreadable"


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of one form by name; text only."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def one(self, name: str, otherwise: str = "") -> str:
        found = self.fields.get(name)
        return found[0].strip() if found else otherwise

    def many(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def instant(self, name: str) -> datetime | None:
        """An instant in UTC, None where the field is empty. Raises InstantUnreadable."""
        return read_instant(self.one(name))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was refused: a sentence, the form, the field it is about if any, and the input."""

    sentence: str
    status: int
    form: str
    field: str
    given: Given


async def given(request: Request) -> Given:
    """The form of a request whose lock has let it in."""
    form = await request.form()
    found: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found[name] = (*found.get(name, ()), value)
    return Given(found)


def read_instant(text: str) -> datetime | None:
    """`2026-11-25T14:30` as an instant in UTC. Raises InstantUnreadable."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text if text.endswith("Z") else f"{text}Z")
    except ValueError:
        raise InstantUnreadable from None
    return found


def refusal(error: TutelaError, form: str, given: Given, field: str = "") -> Refusal:
    """`error` beside the form it is about."""
    return Refusal(error.sentence, error.status, form, field, given)
