"""A recipient, and where to send in a Member State, in words and in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.cli import output
from tutela.reporting.national.where import Fact, sheet, source_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from tutela.reporting.national.where import Body, Place
    from tutela.reporting.plugin import Recipient

_UNCHECKED = "From public pages; nobody checked it with the body itself (verified: no)."


def recipient_json(one: Recipient) -> dict[str, Any]:
    """A recipient for a program, without its password."""
    return {
        "id": str(one.id),
        "service": one.service_id,
        "recipient": one.name,
        "kind": one.kind,
        "environment": one.environment.value,
        "address": one.address or None,
        "transfer_ground": one.transfer_ground or None,
        "options": one.options.model_dump(mode="json", exclude_unset=True),
    }


def show_places(found: Sequence[Place]) -> None:
    """Every Member State on a line."""
    output.table(
        ("", "Member State", "languages", "authority", "form or page"),
        (
            (
                one.country,
                one.name,
                " ".join(one.languages),
                one.authority.name.value,
                _value(one.authority.form),
            )
            for one in found
        ),
    )
    output.say("\n{unchecked} One in full: tutela recipient where DE", unchecked=_UNCHECKED)


def show_place(place: Place) -> None:
    """One Member State with every way, each with its source and date."""
    output.say("[bold]{name}[/] ({country}), official languages: {languages}", name=place.name,
               country=place.country, languages=", ".join(place.languages))  # fmt: skip
    _body("authority", place.authority)
    for body in place.hotlines:
        _body("hotline", body)
    output.say("\nIn danger now: {number}", number=sheet().emergency.value)
    output.say("{unchecked}", unchecked=_UNCHECKED)


def place_json(place: Place) -> dict[str, Any]:
    """A Member State for a program."""
    return {
        "country": place.country,
        "name": place.name,
        "languages": list(place.languages),
        "known": place.known,
        "verified": sheet().verified,
        "authority": _body_json(place.authority),
        "hotlines": [_body_json(one) for one in place.hotlines],
    }


def _body(role: str, body: Body) -> None:
    output.say("\n{role}: [bold]{name}[/]", role=role, name=body.name.value)
    for way, fact in (*body.ways, ("note", body.note)):
        if isinstance(fact, Fact):
            source = source_of(fact)
            output.say("  {way}: {value}", way=way, value=fact.value)
            output.say("    {url}, {read} {day}", url=source.url, day=source.as_of,
                       read="read on" if source.undated else "of")  # fmt: skip
        elif way != "note":
            output.say("  {way}: unknown", way=way)


def _body_json(body: Body) -> dict[str, Any]:
    ways = {"name": body.name, "form": body.form, "address": body.address, "email": body.email}
    return {
        name: _fact_json(fact)
        for name, fact in {**ways, "phone": body.phone, "note": body.note}.items()
    }


def _fact_json(fact: Fact | Literal["unknown"]) -> dict[str, Any] | None:
    if not isinstance(fact, Fact):
        return None
    source = source_of(fact)
    return {
        "value": fact.value,
        "source": source.url,
        "as_of": source.as_of,
        "undated": source.undated,
        "note": source.note or None,
    }


def _value(fact: Fact | Literal["unknown"]) -> str:
    return fact.value if isinstance(fact, Fact) else "unknown"
