"""Second factors: set up, asked for after the password, used once, lost and ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.accounts.conftest import HERE

from tutela.platform.accounts import jobs, opening, proving, service, sessions
from tutela.platform.accounts.errors import (
    AccountUnknown,
    CredentialsRefused,
    SessionEnded,
    TooManyAttempts,
)
from tutela.platform.accounts.factors import enrolling, removing, sheets, totp
from tutela.platform.accounts.factors.errors import (
    CodeRefused,
    FactorAbsent,
    FactorPresent,
    ProofNeeded,
    StepEnded,
)
from tutela.platform.accounts.model import Halfway, Session
from tutela.platform.accounts.throttle import LIMITS, Kind
from tutela.platform.errors import Forbidden
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from tests.integration.accounts.conftest import People

    from tutela.platform.clock import ManualClock

STEP = timedelta(seconds=totp.STEP_SECONDS)
FREE = LIMITS[Kind.FACTOR].free


@dataclass
class Phone:
    """Somebody's authenticator app and the sheet with their recovery codes."""

    people: People
    clock: ManualClock
    name: str
    session: Session = field(init=False)
    sheet: list[Secret] = field(init=False)

    def __post_init__(self) -> None:
        self.session = self.people.sign_in(self.name)
        enrolling.start(self.people.node, self.session)
        self.secret = enrolling.started(self.people.node, self.session).secret
        self.sheet = enrolling.confirm(self.people.node, self.session, self.code(), HERE)
        self.clock.advance(STEP)

    def code(self, *, drift: int = 0) -> Secret:
        return Secret(totp.code_of(self.secret, totp.step_at(self.clock.now()) + drift))

    def wrong(self) -> Secret:
        near = {self.code(drift=drift).reveal() for drift in (-1, 0, 1)}
        return Secret(next(one for one in map("{:06}".format, range(4)) if one not in near))

    def halfway(self) -> Secret:
        entered = opening.by_password(self.people.node, self.name, self.people.password, HERE)
        assert isinstance(entered, Halfway)
        return entered.token

    def signs_in(self, code: Secret | None = None, token: Secret | None = None) -> Session:
        token = token or self.halfway()
        given = self.code() if code is None else code
        return opening.by_code(self.people.node, token, given, HERE)


@pytest.fixture
def phone(people: People, clock: ManualClock, mira: str) -> Phone:
    return Phone(people, clock, mira)


def test_the_password_and_a_code_open_a_session(people: People, phone: Phone) -> None:
    session = phone.signs_in()
    assert sessions.resume(people.node, session.token).actor == session.actor
    assert people.events("session:open")[-1].facts["method"] == "code"


def test_before_the_password_is_right_nobody_learns_that_there_is_a_factor(
    people: People, phone: Phone
) -> None:
    people.add("noor")
    answers = []
    for name in (phone.name, "noor", "nobody"):
        with pytest.raises(CredentialsRefused) as refused:
            opening.by_password(people.node, name, people.wrong, HERE)
        answers.append(str(refused.value))
    assert len(set(answers)) == 1


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_phone_may_be_half_a_minute_off(phone: Phone, clock: ManualClock, drift: int) -> None:
    clock.advance(2 * STEP)
    assert phone.signs_in(phone.code(drift=drift))


def test_a_code_signs_in_once(phone: Phone, clock: ManualClock) -> None:
    code = phone.code()
    phone.signs_in(code)
    with pytest.raises(CodeRefused):
        phone.signs_in(code)
    clock.advance(STEP)
    with pytest.raises(CodeRefused):
        phone.signs_in(code)
    assert phone.signs_in()


def test_the_code_that_set_the_app_up_does_not_sign_in(phone: Phone, clock: ManualClock) -> None:
    clock.advance(-STEP)
    with pytest.raises(CodeRefused):
        phone.signs_in()


def test_a_code_that_was_used_does_not_come_back_with_the_clock(
    phone: Phone, clock: ManualClock
) -> None:
    code = phone.code()
    phone.signs_in(code)
    clock.advance(timedelta(days=1))
    phone.signs_in()
    clock.advance(timedelta(days=-1))
    with pytest.raises(CodeRefused):
        phone.signs_in(code)


def test_of_ten_that_bring_one_code_at_once_one_comes_in(people: People, phone: Phone) -> None:
    code, tokens = phone.code(), [phone.halfway() for _ in range(FREE)]

    def attempt(token: Secret) -> str:
        try:
            phone.signs_in(code, token)
        except CodeRefused as refusal:
            return refusal.code
        return "in"

    with ThreadPoolExecutor(FREE) as pool:
        answers = list(pool.map(attempt, tokens))
    assert sorted(answers) == ["code-refused"] * (FREE - 1) + ["in"]


def test_a_wrong_code_leaves_the_step_and_is_recorded(people: People, phone: Phone) -> None:
    token = phone.halfway()
    with pytest.raises(CodeRefused):
        phone.signs_in(phone.wrong(), token)
    assert people.events("session:refuse")[-1].facts["method"] == "code"
    assert phone.signs_in(token=token)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "x" * 4000, "\x00", "\udcff", "١٢٣٤٥٦"])
def test_what_is_no_code_is_refused_like_a_wrong_one(phone: Phone, typed: str) -> None:
    with pytest.raises(CodeRefused):
        phone.signs_in(Secret(typed))


def test_a_step_is_good_once_and_for_five_minutes(phone: Phone, clock: ManualClock) -> None:
    token = phone.halfway()
    phone.signs_in(token=token)
    clock.advance(STEP)
    with pytest.raises(StepEnded):
        phone.signs_in(token=token)
    late = phone.halfway()
    clock.advance(timedelta(minutes=5))
    with pytest.raises(StepEnded):
        phone.signs_in(token=late)


def test_a_made_up_step_leads_nowhere(people: People, phone: Phone) -> None:
    for token in ("", "x", "\udcff"):
        with pytest.raises(StepEnded):
            phone.signs_in(token=Secret(token or " "))


def test_a_new_password_ends_what_is_halfway(people: People, phone: Phone) -> None:
    token = phone.halfway()
    service.set_password(people.node, people.boss, phone.name, Secret("another quiet sentence"))
    with pytest.raises(StepEnded):
        phone.signs_in(token=token)


def test_a_disabled_account_does_not_come_in_by_a_code(people: People, phone: Phone) -> None:
    token = phone.halfway()
    service.disable_account(people.node, people.boss, phone.name)
    with pytest.raises(StepEnded):
        phone.signs_in(token=token)


def test_the_right_password_gives_no_more_tries_at_the_code(
    people: People, phone: Phone, clock: ManualClock
) -> None:
    for _ in range(FREE):
        with pytest.raises(CodeRefused):
            phone.signs_in(phone.wrong())
    with pytest.raises(TooManyAttempts, match="Wait 2 seconds"):
        phone.signs_in()
    assert phone.halfway()
    clock.advance(LIMITS[Kind.FACTOR].longest)
    assert phone.signs_in()


def test_a_recovery_code_signs_in_once(people: People, phone: Phone) -> None:
    session = phone.signs_in(phone.sheet[3])
    assert people.events("session:open")[-1].facts["method"] == "recovery-code"
    assert people.events("recovery:use")[-1].facts == {"left": 9}
    assert removing.standing_of(people.node, session).recovery_codes == 9
    with pytest.raises(CodeRefused):
        phone.signs_in(phone.sheet[3])
    assert phone.signs_in(phone.sheet[4])


def test_new_recovery_codes_end_the_old_ones(people: People, phone: Phone) -> None:
    session = phone.signs_in()
    fresh = sheets.new_codes(people.node, session)
    with pytest.raises(CodeRefused):
        phone.signs_in(phone.sheet[0])
    assert phone.signs_in(fresh[0])


def test_somebodys_recovery_code_is_nobody_elses(
    people: People, phone: Phone, clock: ManualClock
) -> None:
    people.add("noor")
    other = Phone(people, clock, "noor")
    with pytest.raises(CodeRefused):
        phone.signs_in(other.sheet[0])


def test_setting_up_an_app_ends_the_persons_other_sessions(
    people: People, clock: ManualClock, mira: str
) -> None:
    other = people.sign_in(mira)
    phone = Phone(people, clock, mira)
    assert sessions.resume(people.node, phone.session.token)
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, other.token)
    assert people.events("session:close")[-1].reason == "factor added"


def test_an_app_that_is_not_confirmed_is_no_factor(people: People, mira: str) -> None:
    session = people.sign_in(mira)
    enrolling.start(people.node, session)
    first = enrolling.started(people.node, session).secret
    with pytest.raises(CodeRefused):
        enrolling.confirm(people.node, session, Secret("12345"), HERE)
    assert people.sign_in(mira)
    enrolling.start(people.node, session)
    assert enrolling.started(people.node, session).secret != first


def test_a_second_app_is_refused_until_the_first_is_gone(people: People, phone: Phone) -> None:
    session = phone.signs_in()
    with pytest.raises(FactorPresent):
        enrolling.start(people.node, session)
    with pytest.raises(FactorAbsent):
        enrolling.started(people.node, session)
    removing.remove_app(people.node, session)
    enrolling.start(people.node, session)


def test_removing_a_factor_takes_a_fresh_factor(
    people: People, phone: Phone, clock: ManualClock
) -> None:
    session = phone.signs_in()
    clock.advance(proving.FRESH)
    stale = sessions.resume(people.node, session.token)
    for act in (removing.remove_app, sheets.new_codes, enrolling.start):
        with pytest.raises(ProofNeeded):
            act(people.node, stale)
    with pytest.raises(CredentialsRefused):
        proving.by_password(people.node, stale, people.password, HERE)
    with pytest.raises(CodeRefused):
        proving.by_code(people.node, stale, phone.wrong(), HERE)
    proving.by_code(people.node, stale, phone.code(), HERE)
    fresh = sessions.resume(people.node, session.token)
    removing.remove_app(people.node, fresh)
    assert [one.facts["method"] for one in people.events("session:prove")] == ["code"]
    assert people.sign_in(phone.name)


def test_what_an_app_is_given_is_shown_after_a_fresh_proof_only(
    people: People, clock: ManualClock, mira: str
) -> None:
    session = people.sign_in(mira)
    enrolling.start(people.node, session)
    secret = enrolling.started(people.node, session).secret
    clock.advance(proving.FRESH)
    with pytest.raises(ProofNeeded):
        enrolling.started(people.node, session)
    for _ in range(FREE + 1):
        with pytest.raises(ProofNeeded):
            enrolling.confirm(people.node, session, Secret("123456"), HERE)
    proving.by_password(people.node, session, people.password, HERE)
    again = sessions.resume(people.node, session.token)
    assert enrolling.started(people.node, again).secret == secret


def test_a_proof_from_the_future_is_none(people: People, phone: Phone, clock: ManualClock) -> None:
    session = phone.signs_in()
    clock.advance(timedelta(seconds=-1))
    with pytest.raises(ProofNeeded):
        removing.remove_app(people.node, session)


def test_without_a_factor_the_password_is_the_proof(
    people: People, clock: ManualClock, mira: str
) -> None:
    session = people.sign_in(mira)
    clock.advance(proving.FRESH)
    with pytest.raises(ProofNeeded):
        enrolling.start(people.node, session)
    with pytest.raises(CredentialsRefused):
        proving.by_password(people.node, session, people.wrong, HERE)
    proving.by_password(people.node, session, people.password, HERE)
    enrolling.start(people.node, sessions.resume(people.node, session.token))


def test_removing_the_app_ends_recovery_codes_and_other_sessions(
    people: People, phone: Phone
) -> None:
    session = phone.signs_in()
    removing.remove_app(people.node, session)
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, phone.session.token)
    standing = removing.standing_of(people.node, session)
    assert (standing.has_factor, standing.recovery_codes) == (False, 0)
    with pytest.raises(FactorAbsent):
        removing.remove_app(people.node, session)
    with pytest.raises(FactorAbsent):
        sheets.new_codes(people.node, session)


def test_whoever_runs_the_node_ends_the_factors_of_somebody_who_lost_them(
    people: People, phone: Phone
) -> None:
    token = phone.halfway()
    assert removing.reset_factors(people.node, people.boss, phone.name, reason="lost phone")
    (reset,) = people.events("factor:reset")
    assert (reset.actor_id, reset.reason) == (people.boss.id, "lost phone")
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, phone.session.token)
    with pytest.raises(StepEnded):
        phone.signs_in(phone.sheet[0], token)
    assert people.sign_in(phone.name)
    assert not removing.reset_factors(people.node, people.boss, phone.name)


def test_resetting_factors_needs_the_permission_and_an_account(people: People, mira: str) -> None:
    actor = people.sign_in(mira).actor
    with pytest.raises(Forbidden):
        removing.reset_factors(people.node, actor, mira)
    with pytest.raises(AccountUnknown):
        removing.reset_factors(people.node, people.boss, "nobody")


def test_the_sweep_forgets_what_was_left_halfway(
    people: People, phone: Phone, clock: ManualClock
) -> None:
    token = phone.halfway()
    jobs.sweep(people.node)
    assert opening.halfway(people.node, token).name == phone.name
    clock.advance(timedelta(minutes=5))
    jobs.sweep(people.node)
    clock.advance(timedelta(minutes=-5))
    with pytest.raises(StepEnded):
        opening.halfway(people.node, token)
