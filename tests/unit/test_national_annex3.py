"""Annex III as JSON: every point of the annex has its place, and the schema holds it."""

from __future__ import annotations

import copy
import json
from datetime import timedelta, timezone
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from tests.national_samples import MADE, a_report, a_report_saying, an_item

from tutela.reporting.details import Details, Incident
from tutela.reporting.model import Viewing
from tutela.reporting.national.annex3 import annex3, schema_text
from tutela.reporting.national.annex3_form import Form, schema
from tutela.reporting.national.plain import dumped

SCHEMA = json.loads(schema_text())


class Point(NamedTuple):
    """Where a point is in the form, and what of our model fills it; else why nothing does."""

    form: str
    model: str = ""
    why_open: str = ""


_PERSON = "a person signs: a machine must not"

# Each point of Annex III (and Article 13(1)) of COM(2022) 209.
ANNEX = {
    "name of the provider": Point("provider.name", "provider.name"),
    "address of the provider": Point("provider.address", "provider.address"),
    "country of the provider": Point("provider.country", "provider.country"),
    "legal representative": Point("representative", "provider.representative"),
    "contact point": Point("provider.contact", "provider.contact"),
    "contact for the authorities": Point("provider.police_contact", "provider.police_contact"),
    "urgent action needed": Point("urgency.urgent", "urgent"),
    "why it is urgent": Point("urgency.reason", "details.urgent"),
    "type: known, new, solicitation": Point("type", "type"),
    "type of each item": Point("content.0.type", "items.0.known"),
    "content data": Point("content.0.digests", "items.0.digests"),
    "content data: conversations": Point("messages.0", "details.messages.0"),
    "other data: media metadata": Point("content.0.metadata.0", "items.0.detail.metadata.0"),
    "other data: date and time": Point("content.0.uploaded_at", "items.0.detail.uploaded_at"),
    "other data: receipt": Point("content.0.received_at", "items.0.received_at"),
    "other data: time zone": Point("report.time_zone", "made_at.tzinfo"),
    "upload address": Point("content.0.upload.address", "items.0.detail.capture.address"),
    "upload address: time": Point("content.0.upload.at", "items.0.detail.capture.at"),
    "upload address: port": Point("content.0.upload.port", "items.0.detail.capture.port"),
    "other places": Point("locations.0", "details.locations.0"),
    "user: username": Point("users.0.screen_name", "details.suspects.0.screen_name"),
    "user: e-mail": Point("users.0.emails.0.address", "details.suspects.0.emails.0.address"),
    "user: telephone": Point("users.0.phones.0.number", "details.suspects.0.phones.0.number"),
    "user: other data": Point("users.0.devices.0", "details.suspects.0.devices.0"),
    "user: the provider's reference": Point("account", "account"),
    "other users": Point("recipients.0", "details.recipients.0"),
    "type of service": Point("service.kinds.0", "items.0.surface_kind"),
    "name of the service": Point("service.title", "service_title"),
    "URL": Point("service.urls.0", "details.locations.0.urls.0"),
    "how the provider became aware": Point("awareness.how", "details.awareness"),
    "how it became aware: detail": Point("awareness.detail", "details.awareness_note"),
    "reported in a third country": Point("third_country.reported", "details.earlier_reports.0"),
    "third country: body": Point("third_country.reports.0.body", "details.earlier_reports.0.body"),
    "third country: reference": Point(
        "third_country.reports.0.reference", "details.earlier_reports.0.reference"
    ),
    "removed": Point("measures.removed_at", "details.measures.removed_at"),
    "access disabled": Point("measures.disabled_at", "details.measures.disabled_at"),
    "held back": Point("measures.restricted_items.0", "items.0.restricted"),
    "decision on the user": Point("measures.user_decision", "details.measures.decision"),
    "measure on the account": Point(
        "measures.accounts.0.suspension", "details.suspects.0.suspension"
    ),
    "identifiers of child victims": Point("victims.0", "details.victims.0"),
    "other information": Point("other", "details.other"),
    "date and time of the report": Point("report.made_at", "made_at"),
    "legal basis": Point("grounds.0.legal_basis", "items.0.matches.0.legal_basis"),
    "signature: name": Point("signature.signed_by", why_open=_PERSON),
    "signature: date": Point("signature.signed_on", why_open=_PERSON),
    "time stamp": Point("signature.time_stamp", why_open="a time stamp is of what was signed"),
    "electronic signature": Point("signature.electronic_signature", why_open=_PERSON),
}
OURS = {
    "technology id": Point("grounds.0.technology.id", "items.0.matches.0.technology.id"),
    "technology version": Point(
        "grounds.0.technology.version", "items.0.matches.0.technology.version"
    ),
    "indicator ids": Point("grounds.0.indicators.0", "items.0.matches.0.indicator_id"),
    "human-review verdict": Point("content.0.verdict", "items.0.verdict"),
    "who saw the file": Point("content.0.viewing", "items.0.viewing"),
    "profile": Point("profile", "profile"),
    "profile of each ground": Point("grounds.0.profile", "items.0.matches.0.profile"),
    "earlier reports of ours": Point("report.earlier.0", "earlier.0"),
    "Member States concerned": Point("member_states.0", "details.member_states.0"),
    "an authority that knows": Point("law_enforcement", "details.law_enforcement"),
    "what happened": Point("event.description", "details.description"),
}
POINTS = ANNEX | OURS


def at(value: Any, path: str) -> Any:
    """What `path` leads to, in JSON or in a model."""
    for part in path.split("."):
        if part.isdigit():
            value = value[int(part)]
        else:
            value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value


def valid(form: object) -> bool:
    return jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True).is_valid(form)


@pytest.mark.parametrize("name", POINTS)
def test_annex3_every_point_is_filled_from_our_model_or_left_open_for_a_reason(name: str) -> None:
    point = POINTS[name]
    report = a_report_saying("a marker")
    found = at(annex3(report), point.form)
    if point.why_open:
        assert found is None
    else:
        assert found not in (None, "", [], {})
        assert at(report, point.model) is not None


def test_annex3_every_key_of_the_form_is_a_point_of_the_annex_or_ours() -> None:
    tops = {point.form.split(".")[0] for point in POINTS.values()}
    assert tops == set(annex3(a_report())) - {"schema"}


def test_annex3_names_its_version_first_and_always_has_the_same_keys() -> None:
    assert next(iter(annex3(a_report()).items())) == ("schema", "tutela.annex3/1")
    assert list(annex3(a_report())) == list(annex3(a_report(items=())))
    assert list(annex3(a_report())) == [
        field.serialization_alias or name for name, field in Form.model_fields.items()
    ]


def test_annex3_the_schema_that_ships_is_the_one_of_the_form() -> None:
    assert schema_text().encode() == dumped(schema())
    jsonschema_rs.meta.validate(SCHEMA)


def test_annex3_an_independent_validator_takes_a_full_report() -> None:
    assert valid(annex3(a_report_saying("=a #b $c")))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", "tutela.annex3/2"),
        ("type", "unheard-of"),
        ("report.id", 7),
        ("report.made_at", "yesterday"),
        ("content.0.viewed", "perhaps"),
        ("content.0.upload.port", 70_000),
        ("urgency.urgent", None),
    ],
)
def test_annex3_the_schema_refuses_a_wrong_value(path: str, value: object) -> None:
    form = copy.deepcopy(annex3(a_report_saying("a")))
    *way, last = path.split(".")
    place = at(form, ".".join(way)) if way else form
    place[last] = value
    assert not valid(form)


def test_annex3_the_schema_refuses_a_key_too_many_and_one_too_few() -> None:
    form = annex3(a_report())
    assert not valid(form | {"more": 1})
    assert not valid({key: value for key, value in form.items() if key != "victims"})


def test_annex3_all_instants_are_utc_and_say_so() -> None:
    there = timezone(timedelta(hours=2))
    item = an_item(received_at=MADE.astimezone(there))
    form = annex3(a_report(items=(item,), made_at=MADE.astimezone(there)))
    assert form["report"]["made_at"] == "2026-11-20T09:30:12Z"
    assert form["content"][0]["received_at"] == "2026-11-20T09:30:12Z"
    assert form["report"]["time_zone"] == "UTC"


@pytest.mark.parametrize("viewing", list(Viewing))
def test_annex3_says_viewed_only_of_a_file_that_was_seen_whole(viewing: Viewing) -> None:
    form = annex3(a_report(items=(an_item(viewing=viewing),)))
    assert form["content"][0]["viewed"] is (viewing in {Viewing.WHOLE, Viewing.AT_PLATFORM})


def test_annex3_an_item_without_a_match_is_new_and_every_item_of_enticement_is_solicitation() -> (
    None
):
    unmatched = an_item(matches=())
    assert annex3(a_report(items=(unmatched,)))["content"][0]["type"] == "new"
    enticement = Details(incident=Incident.ENTICEMENT)
    assert annex3(a_report(details=enticement))["content"][0]["type"] == "solicitation"
