"""The legal gate over real declarations: shut by default, and shut again by itself."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.world import BANK, BOSS, CURATOR, FORUM, KEY, MESSAGES, MIRA, UPLOADS, picture

from tutela.detection import technologies
from tutela.detection.errors import (
    ActivationRefused,
    ActivationUnknown,
    DemoOnly,
    OtherService,
    TechnologyRecorded,
    TechnologyUnknown,
)
from tutela.detection.model import Advice, Incoming, Reason, VerdictKind
from tutela.indicators.service import create_bank, set_enabled
from tutela.law.errors import LawError
from tutela.law.model import BankPurpose, SurfaceKind
from tutela.platform.errors import Forbidden
from tutela.platform.services.service import (
    ServiceUnknown,
    SurfaceUnknown,
    declare_service,
    declare_surface,
)

if TYPE_CHECKING:
    from tests.world import World

    from tutela.detection.model import Verdict
    from tutela.platform.clock import ManualClock

LAPSE = datetime(2028, 4, 3, 21, 0, tzinfo=UTC)
SHUT = (VerdictKind.UNSCANNED, Reason.NO_LEGAL_BASIS)
FAR: dict[str, Any] = {"ends_at": datetime(2030, 1, 1, tzinfo=UTC)}


def answered(verdict: Verdict) -> tuple[VerdictKind, Reason | None]:
    return verdict.kind, verdict.reason


def test_everything_ships_switched_off(world: World) -> None:
    world.learn(1)
    verdict = world.scan(picture(1))
    assert answered(verdict) == SHUT
    assert verdict.advice is Advice.PUBLISH
    assert verdict.signals is None


def test_a_recorded_technology_is_still_switched_off(world: World) -> None:
    world.record()
    world.learn(1)
    world.refresh()
    assert answered(world.scan(picture(1), surface=MESSAGES)) == SHUT


def test_once_switched_on_what_is_listed_is_held(live: World) -> None:
    assert live.scan(picture(1)).kind is VerdictKind.HELD
    assert live.scan(picture(1), surface=MESSAGES).kind is VerdictKind.HELD
    assert live.scan(picture(2)).kind is VerdictKind.CLEAR


def test_an_items_own_date_opens_nothing(world: World, clock: ManualClock) -> None:
    """A picture from a year in which the profile held, scanned when none holds, is not scanned."""
    world.switch_on(MESSAGES)
    world.activate(MESSAGES, **FAR)
    backdated = io.BytesIO()
    exif = Image.Exif()
    exif[306] = "2027:01:01 12:00:00"
    with Image.open(io.BytesIO(picture(1))) as drawn:
        drawn.save(backdated, "JPEG", exif=exif)
    world.learn(1, data=backdated.getvalue())
    assert world.scan(backdated.getvalue(), surface=MESSAGES).kind is VerdictKind.HELD
    clock.set(LAPSE + timedelta(days=1))
    assert answered(world.scan(backdated.getvalue(), surface=MESSAGES)) == SHUT


def test_when_the_profile_lapses_messages_stop_and_uploads_go_on(
    world: World, clock: ManualClock
) -> None:
    world.record()
    world.activate(MESSAGES, **FAR)
    world.activate(UPLOADS, **FAR)
    world.learn(1)
    clock.set(LAPSE - timedelta(seconds=1))
    assert world.scan(picture(1), surface=MESSAGES).kind is VerdictKind.HELD
    clock.set(LAPSE)
    assert answered(world.scan(picture(1), surface=MESSAGES)) == SHUT
    assert world.scan(picture(1), surface=UPLOADS).kind is VerdictKind.HELD


def test_a_detection_stores_the_profile_that_held_and_none_where_none_did(
    world: World, clock: ManualClock
) -> None:
    world.record()
    world.activate(UPLOADS, **FAR)
    world.learn(1)
    world.scan(picture(1))
    clock.set(LAPSE)
    world.scan(picture(1))
    assert sorted(row.profile for row in world.rows("detection")) == ["", "interim-2026"]
    assert {row.profile for row in world.events("item:detect")} == {"", "interim-2026"}


def test_before_the_profile_begins_messages_are_not_scanned(
    world: World, clock: ManualClock
) -> None:
    clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    world.record(impact_assessment_on=date(2026, 1, 1), prior_consultation_on=date(2026, 1, 1))
    with pytest.raises(ActivationRefused, match="no legal profile|No legal profile"):
        world.activate(MESSAGES)


def test_an_activation_ends_on_time_between_two_renewals(world: World, clock: ManualClock) -> None:
    world.record()
    end = clock.now() + timedelta(hours=1)
    world.activate(UPLOADS, ends_at=end)
    world.learn(1)
    clock.set(end - timedelta(microseconds=1))
    assert world.scan(picture(1)).kind is VerdictKind.HELD
    clock.set(end)
    assert answered(world.scan(picture(1))) == SHUT


def test_an_activation_that_names_no_end_ends_after_a_year(live: World, clock: ManualClock) -> None:
    clock.advance(timedelta(days=366))
    assert answered(live.scan(picture(1))) == SHUT


def test_an_ended_ground_beside_a_running_one_is_no_reason(
    world: World, clock: ManualClock
) -> None:
    """Only the bank is missing: an older activation that ran out must not be blamed."""
    set_enabled(world.node, BOSS, BANK, enabled=False)
    world.record()
    world.activate(UPLOADS, ends_at=clock.now() + timedelta(hours=1))
    world.activate(UPLOADS)
    clock.advance(timedelta(hours=2))
    assert answered(world.scan(picture(1))) == (VerdictKind.UNSCANNED, Reason.NO_BANK)


def test_deactivating_shuts_the_surface(world: World) -> None:
    world.record()
    running = world.activate()
    world.learn(1)
    technologies.deactivate(world.node, BOSS, running, "no longer needed")
    world.refresh()
    assert answered(world.scan(picture(1))) == SHUT
    [event] = world.events("technology:deactivate")
    assert (event.subject_id, event.reason) == (str(running), "no longer needed")
    with pytest.raises(ActivationUnknown):
        technologies.deactivate(world.node, BOSS, running, "again")


@pytest.mark.parametrize(
    ("missing", "word"),
    [
        ({"impact_assessment": ""}, "impact assessment"),
        ({"impact_assessment": "  "}, "impact assessment"),
        ({"impact_assessment_on": None}, "impact assessment"),
        ({"impact_assessment_on": date(2026, 12, 1)}, "impact assessment"),
        ({"prior_consultation": ""}, "prior consultation"),
        ({"prior_consultation_on": None}, "prior consultation"),
    ],
)
def test_an_incomplete_record_opens_no_communication_surface(
    world: World, missing: dict[str, object], word: str
) -> None:
    world.record(**missing)
    with pytest.raises(ActivationRefused, match=word):
        world.activate(MESSAGES)
    assert not world.events("technology:activate")


def test_an_unverified_profile_needs_the_operators_attestation(world: World) -> None:
    world.record()
    with pytest.raises(ActivationRefused, match="attest"):
        world.activate(MESSAGES, attestation=" ")


@pytest.mark.parametrize(
    ("missing", "word"), [("legal_basis", "legal basis"), ("terms_clause", "terms clause")]
)
def test_a_hosting_surface_needs_basis_and_terms(world: World, missing: str, word: str) -> None:
    world.record()
    with pytest.raises(ActivationRefused, match=word):
        world.activate(UPLOADS, **{missing: " "})


def test_encrypted_and_access_surfaces_are_never_scanned(world: World) -> None:
    declare_surface(world.node, BOSS, FORUM, "sealed", kind=SurfaceKind.HOSTING, encrypted=True)
    declare_surface(world.node, BOSS, FORUM, "line", kind=SurfaceKind.ACCESS)
    world.record()
    with pytest.raises(ActivationRefused, match="encrypted"):
        world.activate("sealed")
    with pytest.raises(ActivationRefused, match="access surface"):
        world.activate("line")


def test_an_activation_that_ends_before_it_starts_is_refused(
    world: World, clock: ManualClock
) -> None:
    world.record()
    with pytest.raises(LawError, match="ends before"):
        world.activate(ends_at=clock.now() - timedelta(days=1))
    with pytest.raises(LawError):
        world.activate(profile="no-such-law")


def test_a_demo_technology_is_for_demo_nodes(world: World) -> None:
    with pytest.raises(DemoOnly):
        world.record(demo=True)


def test_a_banks_purpose_is_part_of_the_gate(world: World) -> None:
    create_bank(world.node, CURATOR, "adults", purpose=BankPurpose.ADULT_INTIMATE_IMAGE)
    world.switch_on(UPLOADS, MESSAGES)
    world.learn(1, bank="adults")
    assert world.scan(picture(1), surface=UPLOADS).kind is VerdictKind.HELD
    assert world.scan(picture(1), surface=MESSAGES).kind is VerdictKind.CLEAR


def test_where_only_banks_of_another_purpose_are_there_messages_are_not_scanned(
    world: World,
) -> None:
    set_enabled(world.node, BOSS, BANK, enabled=False)
    create_bank(world.node, CURATOR, "adults", purpose=BankPurpose.ADULT_INTIMATE_IMAGE)
    world.switch_on(UPLOADS, MESSAGES)
    assert answered(world.scan(picture(1), surface=MESSAGES)) == SHUT


def test_a_bank_of_harmless_items_alone_opens_nothing_and_never_matches(world: World) -> None:
    create_bank(world.node, CURATOR, "harmless", purpose=BankPurpose.COMMON_HARMLESS)
    world.switch_on()
    world.learn(1, bank="harmless")
    assert world.scan(picture(1)).kind is VerdictKind.CLEAR
    set_enabled(world.node, BOSS, BANK, enabled=False)
    world.refresh()
    assert answered(world.scan(picture(1))) == (VerdictKind.UNSCANNED, Reason.NO_BANK)


def test_another_services_bank_is_not_compared(world: World) -> None:
    declare_service(world.node, BOSS, "other", title="Other", policy=world.policy)
    purpose = BankPurpose.KNOWN_ABUSE_MATERIAL
    create_bank(world.node, CURATOR, "theirs", purpose=purpose, service_id="other")
    world.switch_on()
    world.learn(1, bank="theirs")
    assert world.scan(picture(1)).kind is VerdictKind.CLEAR


def test_a_bank_switched_off_is_not_compared(live: World) -> None:
    set_enabled(live.node, BOSS, BANK, enabled=False)
    live.refresh()
    assert answered(live.scan(picture(1))) == (VerdictKind.UNSCANNED, Reason.NO_BANK)


def test_unknown_services_and_surfaces_are_named(live: World) -> None:
    with pytest.raises(SurfaceUnknown, match="nowhere"):
        live.scan(picture(1), surface="nowhere")
    with pytest.raises(ServiceUnknown):
        live.program.scanner.scan(BOSS, Incoming("nobody", UPLOADS), b"")


def test_a_key_scans_for_its_own_service_only(live: World) -> None:
    declare_service(live.node, BOSS, "other", title="Other", policy=live.policy)
    with pytest.raises(OtherService):
        live.program.scanner.scan(KEY, Incoming("other", UPLOADS), picture(1))
    with pytest.raises(Forbidden):
        live.program.scanner.scan(MIRA, Incoming(FORUM, UPLOADS), picture(1))


def test_a_record_never_changes_but_may_be_written_again_as_it_is(world: World) -> None:
    first = world.record()
    world.record(version="2", near_hits_hold=True)
    assert world.record() == first
    with pytest.raises(TechnologyRecorded):
        world.record(rationale="changed")
    assert len(world.events("technology:record")) == 2


def test_the_newest_version_of_a_technology_is_the_one_switched_on(world: World) -> None:
    world.record()
    newest = world.record(version="2")
    world.activate()
    assert [row.technology_id for row in world.rows("activation")] == [newest]
    with pytest.raises(TechnologyUnknown):
        world.activate(technology="unheard")


def test_only_who_may_records_and_activates(world: World) -> None:
    with pytest.raises(Forbidden):
        technologies.record(world.node, MIRA, FORUM, technologies.Record("x", "1"))
    with pytest.raises(Forbidden):
        technologies.activate(world.node, KEY, FORUM, UPLOADS, "x", technologies.Basis())
