"""What somebody asks for on the public form, read strictly and bounded. Pure.

There is no place for a picture, and no field that needs one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from tutela.redress.notices.given import EMAIL
from tutela.redress.requests.model import SIGNALS, Asked, Content, Item, Preference, Signal, Who
from tutela.redress.requests.public_errors import (
    AskedMissing,
    ItemMissing,
    LinkUnusable,
    NumberUnusable,
    PreferenceMissing,
    RequestEmailUnusable,
    RequestTextUnusable,
    TooManyLinks,
    WhoMissing,
)
from tutela.signals.errors import SignalError
from tutela.signals.model import SignalKind
from tutela.signals.parse import parse
from tutela.signals.url import LONGEST as LONGEST_LINK
from tutela.signals.url import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from tutela.platform.errors import TutelaError

MOST_LINKS: Final = 20
LONGEST_NAME: Final = 200
LONGEST_NEEDS: Final = 1000
S = TypeVar("S", bound="StrEnum")


@dataclass(frozen=True, slots=True)
class Given:
    """One request as it was asked."""

    asked: Asked
    who: Who
    preference: Preference
    content: Content = field(repr=False)


def read(fields: Mapping[str, str]) -> Given:
    """What a form says; each fault in words that anybody can act on.

    Raises ItemMissing, LinkUnusable, TooManyLinks, NumberUnusable, AskedMissing, WhoMissing,
    PreferenceMissing, RequestEmailUnusable and RequestTextUnusable.
    """
    item = Item(_links(fields.get("links", "")), tuple(_signals(fields)))
    if not item.links and not item.signals:
        raise ItemMissing
    email = fields.get("email", "").strip()
    if email and not EMAIL.fullmatch(email):
        raise RequestEmailUnusable
    return Given(
        asked=_chosen(Asked, fields.get("asked", ""), AskedMissing()),
        who=_chosen(Who, fields.get("who", ""), WhoMissing()),
        preference=preference(fields.get("preference", "")),
        content=Content(
            item=item,
            name=_text(fields.get("name", ""), LONGEST_NAME),
            email=email,
            needs=_text(fields.get("needs", ""), LONGEST_NEEDS),
        ),
    )


def preference(chosen: str) -> Preference:
    """What somebody wants to be told. Raises PreferenceMissing."""
    return _chosen(Preference, chosen, PreferenceMissing())


def signals(item: Item) -> tuple[Signal, ...]:
    """All that stands for an item, and the digest of each address: what leaves the authority."""
    links = (Signal(SignalKind.URL, parse(SignalKind.URL, one).hex()) for one in item.links)
    return (*item.signals, *links)


def _chosen(kind: type[S], chosen: str, missing: TutelaError) -> S:
    try:
        return kind(chosen)
    except ValueError:
        raise missing from None


def _links(typed: str) -> tuple[str, ...]:
    lines = [line for one in typed.splitlines() if (line := one.strip())]
    if len(lines) > MOST_LINKS:
        raise TooManyLinks(most=MOST_LINKS)
    for number, one in enumerate(lines, 1):
        if len(one) > LONGEST_LINK:
            raise LinkUnusable(number=number)
        try:
            canonical(one)
        except SignalError:
            raise LinkUnusable(number=number) from None
    return tuple(dict.fromkeys(lines))


def _signals(fields: Mapping[str, str]) -> Iterable[Signal]:
    for name in SIGNALS:
        if typed := fields.get(name, "").strip():
            try:
                yield Signal(name, parse(SignalKind(name), typed).hex())
            except SignalError:
                raise NumberUnusable from None


def _text(typed: str, most: int) -> str:
    text = typed.replace("\r\n", "\n").strip()
    hidden = any(unicodedata.category(one) in {"Cc", "Cs"} for one in text if one != "\n")
    if hidden or len(text) > most:
        raise RequestTextUnusable
    return text
