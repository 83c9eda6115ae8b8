"""The legal gate: what opens a surface, what keeps it shut; only the server's clock counts."""

import inspect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tutela.law import catalogue
from tutela.law.basis import (
    Activation,
    Attestation,
    ImpactAssessment,
    PriorConsultation,
    Surface,
    TechnologyRecord,
)
from tutela.law.errors import NaiveInstant, ValueRefused
from tutela.law.gate import Permit, decide
from tutela.law.model import BankPurpose, InputKind, NearHits, SurfaceKind, TechnologyKind
from tutela.law.refusals import PUBLIC_REASON, Refusal, RefusalCode

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
INTERIM = catalogue.load("interim-2026")
MESSAGES = Surface("messages", SurfaceKind.COMMUNICATION, encrypted=False)
UPLOADS = Surface("uploads", SurfaceKind.HOSTING, encrypted=False)
LINE = Surface("line", SurfaceKind.ACCESS, encrypted=False)
RECORD = TechnologyRecord(
    id="pdq",
    version="1",
    kind=TechnologyKind.KNOWN,
    inputs=frozenset({InputKind.IMAGE}),
    impact_assessment=ImpactAssessment("DPIA-7", date(2026, 8, 3)),
    prior_consultation=PriorConsultation("CONS-2", date(2026, 8, 20)),
)
ON_MESSAGES = Activation(
    id="a-1",
    surface="messages",
    technology="pdq",
    starts=datetime(2026, 9, 1, tzinfo=UTC),
    ends=datetime(2029, 9, 1, tzinfo=UTC),
    attestation=Attestation("interim-2026", "operator", datetime(2026, 9, 1, tzinfo=UTC)),
)
ON_UPLOADS = replace(
    ON_MESSAGES,
    id="a-2",
    surface="uploads",
    attestation=None,
    legal_basis="GDPR 6(1)(f), assessment LIA-4",
    terms_clause="Terms, section 9",
)


def ask(**changes: Any) -> Permit | Refusal:
    question: dict[str, Any] = {
        "profile": INTERIM,
        "surface": MESSAGES,
        "technology": RECORD,
        "activation": ON_MESSAGES,
        "purpose": BankPurpose.KNOWN_ABUSE_MATERIAL,
        "now": NOW,
    }
    return decide(**{**question, **changes})


def ask_uploads(**changes: Any) -> Permit | Refusal:
    return ask(**{"surface": UPLOADS, "activation": ON_UPLOADS, **changes})


def test_law_gate_a_covered_communication_gets_a_permit_naming_its_profile() -> None:
    assert ask() == Permit("a-1", NearHits.FLAG, profile="interim-2026")


def test_law_gate_a_covered_hosting_surface_gets_a_permit_naming_its_basis() -> None:
    expected = Permit("a-2", NearHits.HOLD, basis="GDPR 6(1)(f), assessment LIA-4")
    assert ask_uploads() == expected


def test_law_gate_near_hits_on_communications_are_held_only_if_the_assessment_says_so() -> None:
    assessed = ImpactAssessment("DPIA-7", date(2026, 8, 3), near_hits=NearHits.HOLD)
    answer = ask(technology=replace(RECORD, impact_assessment=assessed))
    assert isinstance(answer, Permit)
    assert answer.near_hits is NearHits.HOLD


def test_law_gate_a_lapsed_profile_closes_messages_while_uploads_go_on() -> None:
    lapsed = datetime(2028, 4, 4, tzinfo=UTC)
    assert ask(now=lapsed) == Refusal(RefusalCode.PROFILE_NOT_VALID)
    assert ask(now=lapsed, profile=catalogue.at(lapsed)) == Refusal(RefusalCode.NO_PROFILE)
    assert isinstance(ask_uploads(now=lapsed, profile=catalogue.at(lapsed)), Permit)


def test_law_gate_back_dating_an_item_opens_nothing() -> None:
    """An item that claims a day within the profile is judged by the server's day after it."""
    item_claims = NOW
    server = datetime(2028, 5, 1, tzinfo=UTC)
    assert INTERIM.covers(item_claims)
    assert ask(now=server) == Refusal(RefusalCode.PROFILE_NOT_VALID)
    taken = set(inspect.signature(decide).parameters)
    assert taken == {
        "profile",
        "surface",
        "technology",
        "activation",
        "purpose",
        "now",
        "node_is_demo",
    }


SHUT_MESSAGES: dict[RefusalCode, dict[str, Any]] = {
    RefusalCode.NOT_ACTIVATED: {"activation": None},
    RefusalCode.NOT_YET_STARTED: {"now": ON_MESSAGES.starts - timedelta(seconds=1)},
    RefusalCode.ENDED: {"activation": replace(ON_MESSAGES, ends=NOW)},
    RefusalCode.OTHER_SURFACE: {"surface": replace(MESSAGES, id="groups")},
    RefusalCode.OTHER_TECHNOLOGY: {"technology": replace(RECORD, id="other")},
    RefusalCode.ACCESS_SURFACE: {"surface": replace(LINE, id="messages")},
    RefusalCode.ENCRYPTED: {"surface": replace(MESSAGES, encrypted=True)},
    RefusalCode.AUDIO: {
        "technology": replace(RECORD, inputs=frozenset({InputKind.VIDEO, InputKind.AUDIO}))
    },
    RefusalCode.DEMO_ONLY: {"technology": replace(RECORD, is_demo=True)},
    RefusalCode.PURPOSE_MISSING: {"purpose": None},
    RefusalCode.PURPOSE_ELSEWHERE: {"purpose": BankPurpose.ADULT_INTIMATE_IMAGE},
    RefusalCode.NO_PROFILE: {"profile": None},
    RefusalCode.PROFILE_DRAFT: {"profile": catalogue.load("com-2022")},
    RefusalCode.PROFILE_NOT_VALID: {
        "profile": replace(INTERIM, valid_from=date(2026, 11, 23)),
    },
    RefusalCode.NOT_PERMITTED: {
        "profile": catalogue.load("ep-2023"),
        "technology": replace(RECORD, kind=TechnologyKind.SOLICITATION),
        "node_is_demo": True,
    },
    RefusalCode.NO_ORDER: {"profile": catalogue.load("com-2022"), "node_is_demo": True},
    RefusalCode.NOT_ATTESTED: {"activation": replace(ON_MESSAGES, attestation=None)},
    RefusalCode.NO_IMPACT_ASSESSMENT: {"technology": replace(RECORD, impact_assessment=None)},
    RefusalCode.NO_PRIOR_CONSULTATION: {"technology": replace(RECORD, prior_consultation=None)},
}
SHUT_UPLOADS: dict[RefusalCode, dict[str, Any]] = {
    RefusalCode.NO_LEGAL_BASIS: {"activation": replace(ON_UPLOADS, legal_basis=" ")},
    RefusalCode.NO_TERMS_CLAUSE: {"activation": replace(ON_UPLOADS, terms_clause=None)},
}


@pytest.mark.parametrize("code", SHUT_MESSAGES, ids=str)
def test_law_gate_stays_shut_on_messages(code: RefusalCode) -> None:
    assert ask(**SHUT_MESSAGES[code]) == Refusal(code)


@pytest.mark.parametrize("code", SHUT_UPLOADS, ids=str)
def test_law_gate_stays_shut_on_uploads(code: RefusalCode) -> None:
    assert ask_uploads(**SHUT_UPLOADS[code]) == Refusal(code)


def test_law_gate_every_refusal_is_reached_by_a_test() -> None:
    assert {*SHUT_MESSAGES, *SHUT_UPLOADS} == set(RefusalCode)


@pytest.mark.parametrize("code", RefusalCode, ids=str)
def test_law_gate_every_refusal_has_a_sentence_and_the_same_public_reason(
    code: RefusalCode,
) -> None:
    assert Refusal(code).sentence.endswith(".")
    assert Refusal(code).public_reason == PUBLIC_REASON == "no legal basis"


@pytest.mark.parametrize(
    "attestation",
    [
        Attestation("council-2025", "operator", NOW),
        Attestation("interim-2026", "operator", NOW + timedelta(seconds=1)),
    ],
    ids=["another profile", "given later"],
)
def test_law_gate_an_attestation_counts_for_its_profile_and_from_its_time(
    attestation: Attestation,
) -> None:
    answer = ask(activation=replace(ON_MESSAGES, attestation=attestation))
    assert answer == Refusal(RefusalCode.NOT_ATTESTED)


def test_law_gate_a_verified_profile_needs_no_attestation() -> None:
    verified = replace(INTERIM, verified=True)
    answer = ask(profile=verified, activation=replace(ON_MESSAGES, attestation=None))
    assert isinstance(answer, Permit)


def test_law_gate_papers_dated_in_the_future_do_not_count() -> None:
    tomorrow = date(2026, 11, 23)
    later = replace(RECORD, impact_assessment=ImpactAssessment("DPIA-8", tomorrow))
    assert ask(technology=later) == Refusal(RefusalCode.NO_IMPACT_ASSESSMENT)
    later = replace(RECORD, prior_consultation=PriorConsultation("CONS-3", tomorrow))
    assert ask(technology=later) == Refusal(RefusalCode.NO_PRIOR_CONSULTATION)


def test_law_gate_a_draft_opens_messages_only_on_a_demo_node_with_its_order() -> None:
    ordered = replace(
        ON_MESSAGES, order="order 1", attestation=Attestation("com-2022", "operator", NOW)
    )
    draft = catalogue.load("com-2022")
    assert isinstance(ask(profile=draft, activation=ordered, node_is_demo=True), Permit)
    assert ask(profile=draft, activation=ordered) == Refusal(RefusalCode.PROFILE_DRAFT)


def test_law_gate_a_demo_bank_works_only_on_a_demo_node() -> None:
    assert ask_uploads(purpose=BankPurpose.DEMO) == Refusal(RefusalCode.DEMO_ONLY)
    assert isinstance(ask_uploads(purpose=BankPurpose.DEMO, node_is_demo=True), Permit)


def test_law_gate_adult_intimate_images_are_for_hosting_only() -> None:
    assert isinstance(ask_uploads(purpose=BankPurpose.ADULT_INTIMATE_IMAGE), Permit)


def test_law_gate_a_bank_of_harmless_items_never_holds_and_opens_no_scan() -> None:
    answer = ask_uploads(purpose=BankPurpose.COMMON_HARMLESS)
    assert isinstance(answer, Permit)
    assert answer.ancillary
    assert answer.near_hits is NearHits.FLAG


def test_law_gate_detectors_without_a_bank_need_no_purpose() -> None:
    detector = replace(RECORD, kind=TechnologyKind.NEW)
    assert isinstance(ask(technology=detector, purpose=None), Permit)


@pytest.mark.parametrize("surface", [MESSAGES, UPLOADS], ids=["messages", "uploads"])
def test_law_gate_end_to_end_encrypted_content_is_left_alone_everywhere(surface: Surface) -> None:
    hidden = replace(surface, encrypted=True)
    on = ON_MESSAGES if surface is MESSAGES else ON_UPLOADS
    answer = ask(surface=hidden, activation=on)
    assert answer == Refusal(RefusalCode.ENCRYPTED)


def test_law_gate_refuses_a_clock_without_a_time_zone() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(NaiveInstant, match="no time zone"):
        ask(now=naive)


def test_law_gate_papers_need_a_reference_and_activations_a_length() -> None:
    with pytest.raises(ValueRefused, match="no reference"):
        ImpactAssessment(" ", date(2026, 8, 3))
    with pytest.raises(ValueRefused, match="ends before"):
        replace(ON_MESSAGES, ends=ON_MESSAGES.starts)
    with pytest.raises(ValueRefused, match="no input"):
        replace(RECORD, inputs=frozenset())
