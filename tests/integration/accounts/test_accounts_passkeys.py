"""Passkeys: added with a name, used to sign in and as proof, refused when anything is askew."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.accounts.conftest import HERE, People
from tests.simulators.authenticator import Authenticator, decoded, encoded

from tutela.platform.accounts import opening, proving, service, sessions
from tutela.platform.accounts.errors import SessionEnded, TooManyAttempts
from tutela.platform.accounts.factors import passkeys, registering, removing, signing
from tutela.platform.accounts.factors.errors import (
    FactorAbsent,
    PasskeyCopied,
    PasskeyNameInvalid,
    PasskeyRefused,
    PasskeysOff,
    ProofNeeded,
    StepEnded,
)
from tutela.platform.accounts.model import Halfway, Session
from tutela.platform.accounts.steps import Kind
from tutela.platform.accounts.throttle import LIMITS
from tutela.platform.accounts.throttle import Kind as Throttled
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from tutela.platform.clock import ManualClock

ORIGIN = "http://localhost:8321"


@dataclass
class Laptop:
    """Somebody's device, with a passkey in it."""

    people: People
    name: str
    device: Authenticator = field(default_factory=lambda: Authenticator(ORIGIN))
    sheet: list[Secret] = field(default_factory=list)

    def adds(self, session: Session, name: str = "laptop") -> list[Secret]:
        asked = registering.start(self.people.node, session, name)
        answer = self.device.makes(asked.options)
        return registering.finish(self.people.node, session, asked.step, answer, name)

    def signs_in(self) -> Session:
        asked = signing.start(self.people.node, Kind.PASSKEY_SIGN_IN)
        answer = self.device.signs(asked.options)
        return opening.by_passkey(self.people.node, asked.step, answer, HERE)


@pytest.fixture
def laptop(people: People, mira: str) -> Laptop:
    one = Laptop(people, mira)
    one.sheet = one.adds(people.sign_in(mira))
    return one


def test_a_passkey_signs_in_by_itself(people: People, laptop: Laptop) -> None:
    session = laptop.signs_in()
    assert session.actor.name == laptop.name
    assert sessions.resume(people.node, session.token)
    assert people.events("session:open")[-1].facts["method"] == "passkey"
    assert laptop.signs_in()


def test_with_a_passkey_the_password_alone_opens_nothing(people: People, laptop: Laptop) -> None:
    entered = opening.by_password(people.node, laptop.name, people.password, HERE)
    assert isinstance(entered, Halfway)
    assert opening.by_code(people.node, entered.token, laptop.sheet[0], HERE)


def test_recovery_codes_come_with_the_first_factor_only(people: People, laptop: Laptop) -> None:
    assert len(laptop.sheet) == 10
    other = Laptop(people, laptop.name)
    assert other.adds(laptop.signs_in(), "phone") == []
    session = other.signs_in()
    named = removing.standing_of(people.node, session).passkeys
    assert [one.name for one in named] == ["laptop", "phone"]
    assert [bool(one.last_used_at) for one in named] == [True, True]


def test_a_passkey_is_not_put_into_a_device_that_has_one(laptop: Laptop) -> None:
    with pytest.raises(AssertionError, match="in this device already"):
        laptop.adds(laptop.signs_in())


def test_adding_one_takes_a_fresh_proof_and_ends_other_sessions(
    people: People, laptop: Laptop, clock: ManualClock
) -> None:
    session, other = laptop.signs_in(), laptop.signs_in()
    clock.advance(proving.FRESH)
    stale = sessions.resume(people.node, session.token)
    with pytest.raises(ProofNeeded):
        registering.start(people.node, stale, "phone")
    asked = signing.start(people.node, Kind.PASSKEY_PROVE, stale.account_id)
    answer = laptop.device.signs(asked.options)
    proving.by_passkey(people.node, stale, asked.step, answer, HERE)
    Laptop(people, laptop.name).adds(sessions.resume(people.node, session.token), "phone")
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, other.token)


def test_a_challenge_is_good_once_whatever_came_of_it(people: People, laptop: Laptop) -> None:
    asked = signing.start(people.node, Kind.PASSKEY_SIGN_IN)
    answer = laptop.device.signs(asked.options)
    with pytest.raises(PasskeyRefused):
        opening.by_passkey(people.node, asked.step, "no answer", HERE)
    with pytest.raises(StepEnded):
        opening.by_passkey(people.node, asked.step, answer, HERE)


def test_a_challenge_lasts_five_minutes(people: People, laptop: Laptop, clock: ManualClock) -> None:
    asked = signing.start(people.node, Kind.PASSKEY_SIGN_IN)
    clock.advance(timedelta(minutes=5))
    with pytest.raises(StepEnded):
        opening.by_passkey(people.node, asked.step, laptop.device.signs(asked.options), HERE)


def test_a_challenge_of_another_kind_or_of_ones_own_making_is_none(
    people: People, laptop: Laptop
) -> None:
    session = laptop.signs_in()
    asked = signing.start(people.node, Kind.PASSKEY_PROVE, session.account_id)
    with pytest.raises(StepEnded):
        opening.by_passkey(people.node, asked.step, laptop.device.signs(asked.options), HERE)
    made_up = Secret("a" * 43)
    options = passkeys.options_to_sign(passkeys.place_of(people.node.settings), made_up)
    with pytest.raises(StepEnded):
        opening.by_passkey(people.node, made_up, laptop.device.signs(options), HERE)


def test_an_answer_to_another_challenge_is_refused(people: People, laptop: Laptop) -> None:
    one, other = (signing.start(people.node, Kind.PASSKEY_SIGN_IN) for _ in range(2))
    with pytest.raises(PasskeyRefused):
        opening.by_passkey(people.node, one.step, laptop.device.signs(other.options), HERE)
    assert people.events("session:refuse")[-1].facts["method"] == "passkey"


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:9999", "https://localhost:8321", "http://evil.example", "http://localhost"],
)
def test_another_page_gets_nothing_that_holds_here(laptop: Laptop, origin: str) -> None:
    laptop.device.origin = origin
    with pytest.raises(PasskeyRefused):
        laptop.signs_in()


def test_a_device_that_did_not_check_the_person_is_refused(people: People, laptop: Laptop) -> None:
    laptop.device.verified = False
    with pytest.raises(PasskeyRefused):
        laptop.signs_in()
    people.add("noor")
    careless = Laptop(people, "noor", Authenticator(ORIGIN, verified=False))
    with pytest.raises(PasskeyRefused):
        careless.adds(people.sign_in("noor"))


def test_a_count_that_goes_back_is_refused_and_recorded(people: People, laptop: Laptop) -> None:
    laptop.device.count = 7
    laptop.signs_in()
    laptop.device.count = 7
    with pytest.raises(PasskeyCopied, match="may have copied it"):
        laptop.signs_in()
    assert laptop.device.count == 8
    (refused,) = people.events("factor:refuse")
    assert refused.facts["before"] == refused.facts["now"] == 8
    assert refused.reason == "the sign count went back"
    assert laptop.signs_in()


def test_wrong_answers_from_one_source_are_slowed_down(
    people: People, laptop: Laptop, clock: ManualClock
) -> None:
    free = LIMITS[Throttled.SOURCE].free
    for _ in range(free):
        asked = signing.start(people.node, Kind.PASSKEY_SIGN_IN)
        with pytest.raises(PasskeyRefused):
            opening.by_passkey(people.node, asked.step, "no answer", HERE)
    with pytest.raises(TooManyAttempts):
        laptop.signs_in()
    assert len(people.events("session:refuse")) == free
    clock.advance(LIMITS[Throttled.SOURCE].first)
    assert laptop.signs_in()


def test_a_signature_by_another_key_is_refused(people: People, laptop: Laptop) -> None:
    people.add("noor")
    other = Laptop(people, "noor")
    other.adds(people.sign_in("noor"))
    forged = replace(other.device.keys[0], id=laptop.device.keys[0].id)
    asked = signing.start(people.node, Kind.PASSKEY_SIGN_IN)
    for handle in (forged.user_handle, laptop.device.keys[0].user_handle):
        answer = other.device.signs(asked.options, replace(forged, user_handle=handle))
        with pytest.raises((PasskeyRefused, StepEnded)):
            opening.by_passkey(people.node, asked.step, answer, HERE)
        asked = signing.start(people.node, Kind.PASSKEY_SIGN_IN)


def test_somebody_elses_passkey_is_no_proof(people: People, laptop: Laptop) -> None:
    people.add("noor")
    session = people.sign_in("noor")
    own = session.account_id
    asked = signing.start(people.node, Kind.PASSKEY_PROVE, own)
    answer = laptop.device.signs(asked.options)
    with pytest.raises(PasskeyRefused):
        proving.by_passkey(people.node, session, asked.step, answer, HERE)


def test_an_unknown_or_removed_passkey_is_refused(people: People, laptop: Laptop) -> None:
    session = laptop.signs_in()
    (one,) = removing.standing_of(people.node, session).passkeys
    removing.remove_passkey(people.node, session, one.id)
    assert people.events("factor:remove")[-1].facts["factor"] == "passkey"
    with pytest.raises(PasskeyRefused):
        laptop.signs_in()
    with pytest.raises(FactorAbsent):
        removing.remove_passkey(people.node, session, one.id)
    assert removing.standing_of(people.node, session).recovery_codes == 0


def test_nobody_removes_anothers_passkey(people: People, laptop: Laptop) -> None:
    (one,) = removing.standing_of(people.node, laptop.signs_in()).passkeys
    people.add("noor")
    with pytest.raises(FactorAbsent):
        removing.remove_passkey(people.node, people.sign_in("noor"), one.id)
    assert laptop.signs_in()


def test_a_disabled_account_does_not_come_in_by_a_passkey(people: People, laptop: Laptop) -> None:
    service.disable_account(people.node, people.boss, laptop.name)
    with pytest.raises(PasskeyRefused):
        laptop.signs_in()


def test_resetting_factors_ends_passkeys(people: People, laptop: Laptop) -> None:
    assert removing.reset_factors(people.node, people.boss, laptop.name)
    with pytest.raises(PasskeyRefused):
        laptop.signs_in()
    assert people.sign_in(laptop.name)


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "two\nlines"])
def test_a_passkey_needs_a_name_that_can_be_shown(people: People, mira: str, name: str) -> None:
    with pytest.raises(PasskeyNameInvalid):
        Laptop(people, mira).adds(people.sign_in(mira), name)


def test_without_an_address_there_are_no_passkeys(people: People, mira: str) -> None:
    settings = people.node.settings.model_copy(update={"port": 0})
    node = replace(people.node, settings=settings)
    with pytest.raises(PasskeysOff, match="origin"):
        signing.start(node, Kind.PASSKEY_SIGN_IN)
    with pytest.raises(PasskeysOff):
        registering.start(node, people.sign_in(mira), "laptop")


def test_a_passkey_that_is_somebodys_is_not_added_again(people: People, laptop: Laptop) -> None:
    people.add("noor")
    session = people.sign_in("noor")
    asked = registering.start(people.node, session, "copy")
    thief = Authenticator(ORIGIN)
    answer = json.loads(thief.makes(asked.options))
    own, taken = thief.keys[0].id, laptop.device.keys[0].id
    attested = decoded(answer["response"]["attestationObject"]).replace(own, taken)
    answer["response"]["attestationObject"] = encoded(attested)
    answer["id"] = answer["rawId"] = encoded(taken)
    with pytest.raises(PasskeyRefused):
        registering.finish(people.node, session, asked.step, json.dumps(answer), "copy")
