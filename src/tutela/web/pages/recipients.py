"""Recipients: whom each service reports to; and where a report goes in each Member State."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request

from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.reporting.national import where as places
from tutela.reporting.national.where import Fact
from tutela.reporting.plugin import kind
from tutela.reporting.recipients import list_recipients
from tutela.texts.phrase import phrase, text
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.program import program_of

if TYPE_CHECKING:
    from typing import Literal

    from starlette.responses import Response

    from tutela.reporting.national.where import Body, Place, Source
    from tutela.reporting.plugin import Recipient

router = APIRouter(include_in_schema=False)
Reading = Annotated[Session, Depends(needs(Permission.RECIPIENT_READ))]


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One recipient, without anything that opens its service."""

    name: str
    service: str
    title: str
    environment: str
    address: str
    outside_union: bool
    transfer_ground: str
    provider: str
    by_person: bool
    preservation_source: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a body; `source` is None where it is not known."""

    name: str
    value: str
    source: Source | None

    @property
    def is_page(self) -> bool:
        return self.value.startswith("https://")


@router.get("/recipients")
def recipients(request: Request, session: Reading) -> Response:
    """The live recipients of every service."""
    found = list_recipients(program_of(request).node, session.actor)
    return templates.page(request, "recipients.html", lines=[_line(one) for one in found])


@router.get("/recipients/where")
def where(request: Request, session: Reading) -> Response:  # noqa: ARG001 - its lock
    """Every Member State: whom to report to, and how, as public pages say."""
    found = places.all_places()
    return templates.page(
        request,
        "where.html",
        places=found,
        known=sum(one.known for one in found),
        value=_value,
        emergency=places.sheet().emergency.value,
    )


@router.get("/recipients/where/{country}")
def place(request: Request, session: Reading, country: str) -> Response:  # noqa: ARG001 - its lock
    """One Member State with the source and date of each fact. Raises PlaceUnknown."""
    found = places.where_to_send(country)
    return templates.page(
        request,
        "where_place.html",
        place=found,
        bodies=_bodies(found),
        emergency=places.sheet().emergency.value,
    )


def _line(one: Recipient) -> RecipientLine:
    of = kind(one.kind)
    return RecipientLine(
        name=one.name,
        service=one.service_id,
        title=text(of.title),
        environment=one.environment.value,
        address=one.address,
        outside_union=of.outside_union,
        transfer_ground=one.transfer_ground,
        provider=one.options.provider.name,
        by_person=of.by_person,
        preservation_source=of.preservation_source,
    )


def _bodies(one: Place) -> list[tuple[str, str, list[Way]]]:
    """Each body with its role, its name and the ways to it."""
    roles = [phrase("Authority"), *(phrase("Hotline") for _ in one.hotlines)]
    return [
        (role, body.name.value, _ways(body)) for role, body in zip(roles, one.bodies, strict=True)
    ]


def _ways(body: Body) -> list[Way]:
    told = [Way(name, _value(fact), _source(fact)) for name, fact in body.ways]
    name = Way(phrase("name"), body.name.value, _source(body.name))
    note = [Way(phrase("note"), text(_value(body.note)), _source(body.note))]
    return [name, *told, *(note if isinstance(body.note, Fact) else [])]


def _value(fact: Fact | Literal["unknown"]) -> str:
    return fact.value if isinstance(fact, Fact) else ""


def _source(fact: Fact | Literal["unknown"]) -> Source | None:
    return places.source_of(fact) if isinstance(fact, Fact) else None
