"""The profiles: what ships, what holds when, and how strictly the files are read."""

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.resources import files
from typing import Protocol

import pytest

from tutela.law import catalogue, documents
from tutela.law.deadlines import Wording
from tutela.law.durations import Duration
from tutela.law.errors import (
    DeadlineUnknown,
    DocumentBroken,
    NaiveInstant,
    ProfileUnknown,
    ValueRefused,
)
from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.law.profile import Profile
from tutela.law.provisions import Coverage, FeatureName, Rule, Standing

PROFILES = catalogue.all_profiles()
INTERIM = catalogue.load("interim-2026")
DRAFTS = [profile for profile in PROFILES if profile.is_draft]


class Sourced(Protocol):
    @property
    def source(self) -> str: ...


def test_law_profiles_four_ship_and_the_interim_regulation_is_the_default() -> None:
    ids = [profile.id for profile in PROFILES]
    assert ids == ["interim-2026", "com-2022", "council-2025", "ep-2023"]
    assert ids[0] == catalogue.DEFAULT


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_law_profiles_none_claims_to_be_checked_or_sets_an_invented_threshold(
    profile: Profile,
) -> None:
    assert not profile.verified
    limits = profile.thresholds
    assert (limits.known, limits.new, limits.solicitation) == (None, None, None)
    assert limits.note


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_law_profiles_every_answer_names_its_source(profile: Profile) -> None:
    sourced: tuple[Sourced, ...] = (
        *profile.features,
        *profile.deadlines,
        *profile.yearly_reports,
        *profile.templates,
        *profile.recipients,
        profile.human_confirmation,
    )
    assert profile.source
    assert all(entry.source.strip() for entry in sourced)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_law_profiles_no_text_lets_an_access_service_scan(profile: Profile) -> None:
    for technology in TechnologyKind:
        assert profile.rule(technology, SurfaceKind.ACCESS).answer is Coverage.EXCLUDED


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_law_profiles_the_digital_services_act_reads_the_same_in_each(profile: Profile) -> None:
    def acts(chosen: Profile) -> list[object]:
        return [line for line in chosen.deadlines if "2022/2065" in line.source]

    assert len(acts(profile)) == 9
    assert acts(profile) == acts(INTERIM)


def test_law_profiles_the_interim_regulation_leaves_audio_and_encryption_out() -> None:
    for name in (FeatureName.AUDIO, FeatureName.END_TO_END_ENCRYPTED):
        assert INTERIM.feature(name).standing is Standing.EXCLUDED


def test_law_profiles_what_was_not_confirmed_says_unknown() -> None:
    parliament, council = catalogue.load("ep-2023"), catalogue.load("council-2025")
    rule = parliament.rule(TechnologyKind.SOLICITATION, SurfaceKind.COMMUNICATION)
    assert rule == Rule(Coverage.UNKNOWN, "Not confirmed.")
    assert council.deadline("delisting-order.execute").limit is Wording.UNKNOWN


def test_law_profiles_the_proposal_has_its_numbers() -> None:
    proposal = catalogue.load("com-2022")
    removal = proposal.deadline("removal-order.execute")
    assert removal.limit == Duration.parse("PT24H")
    assert removal.restarts
    assert proposal.deadline("authority-review.decide").stops
    assert proposal.deadline("report.submit").limit is Wording.PROMPTLY


def test_law_profiles_the_interim_regulation_holds_from_its_first_day_to_its_last() -> None:
    first = datetime(2026, 7, 31, tzinfo=UTC)
    over = datetime(2028, 4, 4, tzinfo=timezone(timedelta(hours=3)))
    assert catalogue.at(first - timedelta(microseconds=1)) is None
    assert catalogue.at(first) is INTERIM
    assert catalogue.at(over - timedelta(microseconds=1)) is INTERIM
    assert catalogue.at(over) is None


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda profile: profile.id)
def test_law_profiles_a_draft_never_holds_by_date_and_appears_only_when_selected(
    draft: Profile,
) -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    assert not draft.covers(now)
    assert catalogue.at(now) is None
    assert catalogue.at(now, selected=draft.id) is draft


def test_law_profiles_refuse_a_naive_instant_an_unknown_id_and_an_unknown_deadline() -> None:
    naive = datetime(2026, 11, 22, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(NaiveInstant):
        catalogue.at(naive)
    with pytest.raises(ProfileUnknown, match="interim-2026") as refused:
        catalogue.load("../secret")
    assert refused.value.code == "profile-unknown"
    with pytest.raises(DeadlineUnknown, match="no deadline named tea"):
        INTERIM.deadline("tea")


def test_law_profiles_and_their_errors_cross_process_borders() -> None:
    assert pickle.loads(pickle.dumps(INTERIM)) == INTERIM  # noqa: S301 - our own bytes
    error = ProfileUnknown(profile="x", choices="y")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), str(again), again.facts) == (ProfileUnknown, str(error), error.facts)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"valid_from": None}, "first day"),
        ({"valid_to": date(2026, 7, 30)}, "ends before"),
        ({"source": ()}, "no source"),
        ({"features": INTERIM.features[1:]}, "every feature"),
        ({"deadlines": INTERIM.deadlines * 2}, "appear twice"),
    ],
    ids=["no first day", "ends early", "no source", "missing feature", "doubled deadline"],
)
def test_law_profiles_that_contradict_themselves_are_refused(
    change: dict[str, object], problem: str
) -> None:
    with pytest.raises(ValueRefused, match=problem):
        replace(INTERIM, **change)  # type: ignore[arg-type]


def test_law_profiles_a_draft_with_dates_is_refused() -> None:
    with pytest.raises(ValueRefused, match="no dates"):
        replace(catalogue.load("com-2022"), valid_from=date(2027, 1, 1))


GOOD = files("tutela.law").joinpath("profiles/interim-2026.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("status: in-force", "status: in-force\nextra: 1", "at extra"),
        ("status: in-force", "status: almost", "at status"),
        ("verified: false", "verified: 'false'", "at verified"),
        ("verified: false", "verified: false\nverified: true", "verified appears twice"),
        ("answer: permitted}", "answer: yes}", "answer"),
        ("limit: P12M", "limit: 12 months", "not a duration"),
        ("limit: P12M", "limit: 12", "not text"),
        ("valid_from: 2026-07-31", "valid_from: 2028-07-31", "ends before it begins"),
        ("  known: null", "  known: 1.5", "less than or equal to 1"),
        ("title:", "titel:", "title"),
        ("id: interim-2026", "id: [", "interim-broken"),
        ("id: interim-2026", "2026-01-01: 1\nid: interim-2026", "interim-broken"),
    ],
)
def test_law_profiles_files_are_read_strictly_and_errors_name_the_place(
    old: str, new: str, problem: str
) -> None:
    assert old in GOOD
    with pytest.raises(DocumentBroken, match=problem):
        documents.parse(GOOD.replace(old, new, 1), Profile, "interim-broken")
