"""Closed lists, classification schemes, and a profile said aloud."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tutela.law import catalogue, classification, documents
from tutela.law.classification import Label, Scheme
from tutela.law.describe import DRAFT_BANNER, UNVERIFIED, describe
from tutela.law.errors import (
    DocumentBroken,
    LabelUnknown,
    NaiveInstant,
    SchemeUnknown,
    ValueRefused,
)
from tutela.law.model import BankPurpose, Finding, SurfaceKind, WithdrawalCause

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_law_words_every_member_of_a_closed_list_has_its_sentence() -> None:
    members = (*BankPurpose, *WithdrawalCause, *Finding)
    assert all(member.sentence.endswith(".") for member in members)


def test_law_words_only_a_wrong_entry_reopens_and_every_other_cause_erases() -> None:
    assert [cause for cause in WithdrawalCause if cause.reopens] == [WithdrawalCause.WRONG]
    assert {cause for cause in WithdrawalCause if cause.erases} == {
        WithdrawalCause.CONSENT,
        WithdrawalCause.LEFT,
        WithdrawalCause.SUPERSEDED,
    }


def test_law_words_no_purpose_reaches_an_access_surface() -> None:
    assert not any(SurfaceKind.ACCESS in purpose.terms.surfaces for purpose in BankPurpose)


def test_law_words_five_schemes_ship() -> None:
    ids = [scheme.id for scheme in classification.all_schemes()]
    assert ids == ["a1-b2", "interpol-baseline", "no-abuse", "own-request", "tutela-demo"]


def test_law_words_labels_say_whether_they_name_abuse_material() -> None:
    industry = classification.scheme("a1-b2")
    assert [label.code for label in industry.labels] == ["A1", "A2", "B1", "B2"]
    assert all(label.is_abuse_material for label in industry.labels)
    assert not any(label.is_abuse_material for label in classification.scheme("no-abuse").labels)
    assert not classification.scheme("interpol-baseline").label("not-illegal").is_abuse_material


def test_law_words_the_labels_that_stand_for_nothing_abusive_are_no_graver_than_the_rest() -> None:
    for scheme in classification.all_schemes():
        grave = [label.severity for label in scheme.labels if label.is_abuse_material]
        other = [label.severity for label in scheme.labels if not label.is_abuse_material]
        assert max(other, default=0) < min(grave, default=11)


def test_law_words_unknown_schemes_and_labels_are_refused_with_the_choices() -> None:
    with pytest.raises(SchemeUnknown, match="a1-b2"):
        classification.scheme("tea")
    with pytest.raises(LabelUnknown, match="A1, A2, B1, B2"):
        classification.scheme("a1-b2").label("C3")


def test_law_words_broken_schemes_are_refused() -> None:
    label = Label("x", "X", 3, is_abuse_material=False)
    with pytest.raises(ValueRefused, match="0 to 10"):
        replace(label, severity=11)
    with pytest.raises(ValueRefused, match="code of its own"):
        Scheme("s", "1", "S", "own", (label, label))
    with pytest.raises(DocumentBroken, match="severity"):
        documents.parse(
            "{id: s, version: '1', title: S, source: own, "
            "labels: [{code: x, title: X, severity: '3', is_abuse_material: false}]}",
            Scheme,
            "s.yaml",
        )


def test_law_words_a_profile_is_described_ready_for_json() -> None:
    said = describe(catalogue.load("interim-2026"), NOW)
    assert json.loads(json.dumps(said)) == said
    assert said["status"] == "in-force"
    assert said["valid_now"] is True
    assert said["verified"] is False
    assert said["banners"] == [UNVERIFIED]
    assert said["permitted"]["known"]["communication"]["answer"] == "permitted"
    keeping = next(line for line in said["deadlines"] if line["name"] == "preservation.keep")
    assert keeping["limit"] == "P12M"


def test_law_words_a_draft_is_said_to_be_a_draft() -> None:
    said = describe(catalogue.load("com-2022"), NOW)
    assert said["banners"] == [DRAFT_BANNER, UNVERIFIED]
    assert said["valid_now"] is False


def test_law_words_a_lapsed_profile_is_said_to_hold_no_longer() -> None:
    said = describe(catalogue.load("interim-2026"), NOW.replace(year=2029))
    assert said["valid_now"] is False
    assert "does not hold" in said["banners"][0]


def test_law_words_describing_needs_an_aware_instant() -> None:
    with pytest.raises(NaiveInstant):
        describe(catalogue.load("interim-2026"), NOW.replace(tzinfo=None))
