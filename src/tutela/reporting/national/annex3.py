"""A report as the fields of Annex III of COM(2022) 209, and ours. Pure."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tutela.law.model import TechnologyKind
from tutela.reporting.details import Incident
from tutela.reporting.national.annex3_form import (
    About,
    AccountAction,
    Aware,
    Content,
    Done,
    Event,
    Form,
    Ground,
    Metadatum,
    Reporter,
    Service,
    ThirdCountry,
    Urgency,
)
from tutela.reporting.national.naming import item_names
from tutela.reporting.national.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from tutela.reporting.model import Match, Report, ReportedItem


def annex3(report: Report) -> dict[str, Any]:
    """The report as JSON values, the same every time; `annex3.schema.json` describes them."""
    made: dict[str, Any] = plain(form(report))
    return made


def schema_text() -> str:
    """The JSON Schema that ships with this version."""
    return (files(__package__) / "annex3.schema.json").read_text(encoding="utf-8")


def form(report: Report) -> Form:
    """The report as the form's values."""
    names = item_names(report)
    told = report.details
    return Form(
        report=_about(report),
        provider=_reporter(report),
        representative=report.provider.representative,
        urgency=Urgency(urgent=report.urgent, reason=told.urgent),
        type=report.type,
        event=_event(report),
        content=tuple(_content(report, names[item.id], item) for item in report.items),
        messages=told.messages,
        locations=told.locations,
        account=report.account,
        users=told.suspects,
        recipients=told.recipients,
        victims=told.victims,
        service=_service(report),
        awareness=Aware(how=told.awareness, detail=told.awareness_note),
        third_country=ThirdCountry(
            reported=bool(told.earlier_reports), reports=told.earlier_reports
        ),
        law_enforcement=told.law_enforcement,
        member_states=told.member_states,
        measures=_done(report, names),
        other=told.other,
        profile=report.profile,
        grounds=grounds(report),
    )


def grounds(report: Report) -> tuple[Ground, ...]:
    """What the matches rest on: one for each law, profile and technology, in their order."""
    found: dict[tuple[str, str, UUID], list[Match]] = {}
    for match in (match for item in report.items for match in item.matches):
        found.setdefault((match.legal_basis, match.profile, match.technology.id), []).append(match)
    return tuple(_ground(matches) for matches in found.values())


def service_urls(report: Report) -> tuple[str, ...]:
    """Where on the service it happened, each address once."""
    return tuple(dict.fromkeys(_urls(report)))


def _about(report: Report) -> About:
    return About(
        id=report.id,
        kind=report.kind,
        environment=report.environment,
        stand_in=report.stand_in,
        made_at=report.made_at,
        opened_at=report.opened_at,
        node_id=report.node_id,
        case_id=report.case_id,
        earlier=report.earlier,
        single_person=report.single_person,
    )


def _reporter(report: Report) -> Reporter:
    who = report.provider
    return Reporter(
        name=who.name,
        address=who.address,
        country=who.country,
        contact=who.contact,
        police_contact=who.police_contact,
        legal_url=who.legal_url,
        terms_of_service=who.terms_of_service,
    )


def _event(report: Report) -> Event:
    told = report.details
    return Event(
        incident=told.incident,
        annotations=told.annotations,
        happened_at=report.happened_at,
        happened_note=told.happened_note,
        description=told.description,
    )


def _content(report: Report, name: str, item: ReportedItem) -> Content:
    told = item.detail
    return Content(
        name=name,
        id=item.id,
        type=_type(report, item),
        surface=item.surface,
        surface_kind=item.surface_kind,
        account=item.account,
        external_id=item.external_id,
        media_type=item.media_type,
        size=item.size,
        received_at=item.received_at,
        uploaded_at=told.uploaded_at,
        file_name=told.file_name,
        url=told.url,
        public=told.public,
        digests=item.digests,
        upload=told.capture,
        devices=told.devices,
        metadata=tuple(Metadatum(name=key, value=value) for key, value in told.metadata),
        annotations=told.annotations,
        note=told.note,
        verdict=item.verdict,
        viewing=item.viewing,
        viewed=item.viewing.viewed,
        viewed_at=item.viewed_at,
        restricted=item.restricted,
        attached=item.attach,
        matches=item.matches,
    )


def _type(report: Report, item: ReportedItem) -> TechnologyKind:
    if report.details.incident is not Incident.ABUSE_MATERIAL:
        return TechnologyKind.SOLICITATION
    return TechnologyKind.KNOWN if item.known else TechnologyKind.NEW


def _service(report: Report) -> Service:
    return Service(
        id=report.service_id,
        title=report.service_title,
        kinds=frozenset(item.surface_kind for item in report.items),
        surfaces=frozenset(item.surface for item in report.items),
        urls=service_urls(report),
    )


def _urls(report: Report) -> Iterator[str]:
    for location in report.details.locations:
        yield from location.urls
    for item in report.items:
        if item.detail.url is not None:
            yield item.detail.url


def _done(report: Report, names: Mapping[UUID, str]) -> Done:
    told = report.details.measures
    return Done(
        removed_at=told.removed_at,
        disabled_at=told.disabled_at,
        restricted_items=tuple(names[item.id] for item in report.items if item.restricted),
        user_decision=told.decision,
        accounts=tuple(_actions(report)),
    )


def _actions(report: Report) -> Iterator[AccountAction]:
    for suspect in report.details.suspects:
        for account in (suspect, *suspect.associated):
            if account.suspension is not None:
                yield AccountAction(account=account.account, suspension=account.suspension)


def _ground(matches: list[Match]) -> Ground:
    first = matches[0]
    return Ground(
        legal_basis=first.legal_basis,
        profile=first.profile,
        technology=first.technology,
        indicators=tuple(dict.fromkeys(match.indicator_id for match in matches)),
    )
