"""Indicators go from an authority over the EU Centre to providers, and back out again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.integration.exchanges.conftest import OLGA, OTTO, SARA, Four, digest, state_of

from tutela.exchanges import (
    accesses,
    holding,
    listing,
    prolonging,
    releasing,
    store,
    submitting,
)
from tutela.exchanges.errors import (
    AccessLives,
    AccessMoveRefused,
    EntryRefused,
    ExchangeElsewhere,
    ExchangeInvalid,
    SecondAssessorNeeded,
    SubmissionMoveRefused,
)
from tutela.exchanges.machine import AccessState, SubmissionState
from tutela.federation import posting
from tutela.federation.errors import MessageUnsayable
from tutela.federation.kinds import (
    ACCESS_GRANTED,
    INDICATOR_ENTRIES,
    INDICATOR_SOUGHT,
    INDICATOR_SUBMITTED,
)
from tutela.indicators.activating import activate
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch
from tutela.indicators.store import find_bank
from tutela.law.model import WithdrawalCause
from tutela.platform.actor import NODE
from tutela.platform.audit.canonical import instant_text

if TYPE_CHECKING:
    from uuid import UUID

    from tests.institutions import Institution

    from tutela.exchanges.model import Submission


def test_what_two_people_submit_reaches_every_provider_and_holds_once_its_people_say_so(
    four: Four,
) -> None:
    one, other = four.provider, four.joins()
    access = four.granted(one)
    four.listed("a")
    four.granted(other)
    assert state_of(one, "a") is state_of(other, "a") is IndicatorState.VERIFIED
    activate(one.node, SARA, four.access(one, access).bank, ByBatch(access))
    assert state_of(one, "a") is IndicatorState.ACTIVE
    assert state_of(other, "a") is IndicatorState.VERIFIED
    assert state_of(one, "b") is None
    source = _text(one, "SELECT source || ' / ' || verified_by FROM tutela.indicator")
    assert source.startswith(f"{four.centre.name} / {four.authority.name}: acct_")
    assert "olga" not in source


def test_who_proposed_an_indicator_cannot_assess_it_and_nothing_leaves_before(four: Four) -> None:
    proposed = four.proposed("a")
    with pytest.raises(SecondAssessorNeeded):
        submitting.agree(four.authority.node, OLGA, proposed)
    four.settles()
    assert _count(four.centre, "indicator_submission") == 0
    submitting.agree(four.authority.node, OTTO, proposed)
    with pytest.raises(SubmissionMoveRefused):
        submitting.agree(four.authority.node, OTTO, proposed)


def test_what_was_wrong_matches_nowhere_and_does_not_come_back(four: Four) -> None:
    both = (four.provider, four.joins())
    for one in both:
        four.granted(one)
    listed = four.listed("a")
    given = _given(four, listed)
    submitting.withdraw(
        four.authority.node, OTTO, given, cause=WithdrawalCause.WRONG, reason="it was mistaken"
    )
    four.settles()
    assert [state_of(one, "a") for one in both] == [None, None]
    for one in both:
        assert _text(one, "SELECT cause FROM tutela.indicator") == "wrong"
        assert one.events("indicator:withdraw") == ["indicator:withdraw"]
    again = four.submitted("a")
    with pytest.raises(EntryRefused, match="withdrawn as wrong"):
        listing.take(four.centre.node, OLGA, again)


def test_the_centre_takes_an_entry_out_by_itself_and_the_authority_hears_why(four: Four) -> None:
    one = four.provider
    four.granted(one)
    listed = four.listed("a")
    listing.withdraw(
        four.centre.node, OLGA, listed, cause=WithdrawalCause.CONSENT, reason="asked by a victim"
    )
    four.settles()
    assert state_of(one, "a") is None
    assert _count(one, "indicator_signal") == 0
    told = _submission(four.authority, _given(four, listed))
    assert (told.state, told.reason) == (SubmissionState.WITHDRAWN, "asked by a victim")
    assert told.fingerprints is _submission(four.centre, listed).fingerprints is None
    assert _count(four.centre, "indicator_signal") == 0


def test_an_access_that_is_over_matches_nothing_and_leaves_nothing(four: Four) -> None:
    one = four.provider
    access = four.granted(one, days=1)
    four.listed("a")
    assert state_of(one, "a")
    with pytest.raises(AccessLives):
        four.asked(one)
    four.clock.advance(timedelta(days=1))
    for each in (one, four.centre):
        holding.end_due(each.node)
    assert state_of(one, "a") is None
    with pytest.raises(AccessLives):
        four.asked(one)
    one.acts()
    assert four.access(one, access).state is AccessState.ERASED
    assert _count(one, "indicator_signal") == 0
    assert four.of_centre(one, access).state is AccessState.OVER
    four.listed("b")
    assert state_of(one, "b") is None
    four.granted(one)
    assert [state_of(one, name) for name in "ab"] == [IndicatorState.VERIFIED] * 2


def test_an_access_is_prolonged_before_it_ends_and_goes_on_matching(four: Four) -> None:
    one, centre = four.provider, four.centre
    access = four.granted(one, days=10)
    four.listed("a")
    there = four.of_centre(one, access)
    later = there.ends_at + timedelta(days=30)
    with pytest.raises(ExchangeInvalid, match="later"):
        prolonging.ask(one.node, SARA, access, ends_at=there.ends_at, basis="order 13")
    with pytest.raises(ExchangeInvalid, match="last"):
        prolonging.ask(
            one.node, SARA, access, ends_at=later + timedelta(days=900), basis="order 13"
        )
    with pytest.raises(ExchangeInvalid, match="nobody asked"):
        prolonging.prolong(centre.node, OLGA, there.id, reason="order 13 stands")
    prolonging.ask(one.node, SARA, access, ends_at=later, basis="order 13")
    four.settles()
    assert four.of_centre(one, access).asked_basis == "order 13"
    prolonging.keep(centre.node, OLGA, there.id, reason="order 13 is not here")
    four.settles()
    kept = four.access(one, access)
    assert (kept.ends_at, kept.asked_until, kept.reason) == (
        there.ends_at, None, "order 13 is not here",
    )  # fmt: skip
    prolonging.ask(one.node, SARA, access, ends_at=later, basis="order 13")
    four.settles()
    prolonging.prolong(centre.node, OLGA, there.id, reason="order 13 stands")
    four.settles()
    for each in (four.access(one, access), four.of_centre(one, access)):
        assert (each.ends_at, each.basis, each.asked_until) == (later, "order 13", None)
    four.clock.advance(timedelta(days=11))
    for each_node in (one, centre):
        holding.end_due(each_node.node)
    assert state_of(one, "a") is IndicatorState.VERIFIED
    prolonging.ask(one.node, SARA, access, ends_at=later + timedelta(days=9), basis="order 14")
    four.clock.advance(timedelta(days=30))
    holding.end_due(one.node)
    assert state_of(one, "a") is None
    assert four.access(one, access).asked_until is None
    with pytest.raises(AccessMoveRefused):
        prolonging.ask(one.node, SARA, access, ends_at=later + timedelta(days=90), basis="order 14")


def test_more_time_that_comes_too_late_ends_the_access_at_the_centre_too(four: Four) -> None:
    one, centre = four.provider, four.centre
    access = four.granted(one, days=1)
    there = four.of_centre(one, access)
    prolonging.ask(
        one.node, SARA, access, ends_at=there.ends_at + timedelta(days=30), basis="order 13"
    )
    four.settles()
    prolonging.prolong(centre.node, OLGA, there.id, reason="order 13 stands")
    four.clock.advance(timedelta(days=1))
    holding.end_due(one.node)
    four.settles()
    assert four.access(one, access).state in (AccessState.OVER, AccessState.ERASED)
    assert four.of_centre(one, access).state is AccessState.OVER
    four.settles()
    assert four.granted(one) != access


def test_an_access_that_is_over_is_not_granted_again_by_a_late_word(four: Four) -> None:
    one = four.provider
    access = four.granted(one, days=1)
    bank = four.access(one, access).bank
    four.clock.advance(timedelta(days=1))
    holding.end_due(one.node)
    there = four.access(one, access)
    said = {
        "access": str(access),
        "begins_at": instant_text(there.begins_at),
        "ends_at": instant_text(there.ends_at),
    }
    with four.centre.node.work(NODE, purpose="test") as work:
        posting.post(work, one.id, ACCESS_GRANTED, f"access {access}", said)
    four.settles()
    with one.node.read() as connection:
        found = find_bank(connection, bank)
    assert found is not None
    assert not found.enabled


def test_the_centre_ends_an_access_even_before_the_provider_heard_that_it_was_granted(
    four: Four,
) -> None:
    one = four.provider
    four.listed("a")
    access = four.asked(one)
    there = four.of_centre(one, access).id
    accesses.grant(four.centre.node, OLGA, there, reason="the order stands")
    accesses.end(four.centre.node, OLGA, there, reason="the order was annulled")
    four.settles()
    assert four.access(one, access).state is AccessState.ERASED
    assert state_of(one, "a") is None


def test_a_gap_is_noticed_and_asked_for_again(four: Four) -> None:
    one = four.provider
    access = four.granted(one)
    four.listed("a")
    there = four.of_centre(one, access)
    with four.centre.node.work(NODE, purpose="test") as work:
        store.save_access(work.connection, there.id, number=there.number + 1)
        said = {"access": str(access), "after": 2, "upto": 3, "more": False, "entries": []}
        posting.post(work, one.id, INDICATOR_ENTRIES, f"access {access}", said)
    four.listed("b")
    assert state_of(one, "b") is IndicatorState.VERIFIED
    assert four.access(one, access).number == 2
    assert one.events("access:seek") == ["access:seek"]
    accesses.ask_again(one.node, SARA, access)
    four.settles()
    assert four.access(one, access).number == 2
    assert _count(one, "indicator") == 2


def test_many_entries_come_message_by_message(four: Four, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "ENTRIES_AT_ONCE", 2)
    one = four.provider
    for name in "abcde":
        four.listed(name)
    access = four.granted(one)
    assert [state_of(one, name) for name in "abcde"] == [IndicatorState.VERIFIED] * 5
    assert one.events("access:fill") == ["access:fill"] * 3
    assert four.access(one, access).number == 5


def test_a_withdrawal_overtakes_what_it_withdraws(four: Four) -> None:
    one = four.provider
    access = four.granted(one)
    listed = four.listed("a")
    entry = _text(four.centre, "SELECT id::text FROM tutela.indicator")
    with one.node.work(NODE, purpose="test") as work:
        store.save_access(work.connection, access, number=0)
    listing.withdraw(
        four.centre.node, OLGA, listed, cause=WithdrawalCause.SUPERSEDED, reason="a better one"
    )
    four.settles()
    late = {"number": 1, "entry": entry, "fingerprints": {"sha256": digest("a")}}
    _says(four, one, access, 0, 9, [late | {"scheme": "a1-b2", "label": "A1"}])
    assert state_of(one, "a") is None


BAD: list[dict[str, Any]] = [
    {"fingerprints": {"sha256": "zz"}},
    {"fingerprints": {"pdq": "ab" * 16}},
    {"fingerprints": {"pdq": "00" * 32}},
    {"fingerprints": {"url": "ab" * 32}},
    {"fingerprints": {}},
    {"fingerprints": None},
    {"scheme": "none-such"},
    {"label": "no-such"},
    {"entry": "no id"},
    {"more": 1},
    {"cause": "because"},
    {"number": "1"},
]


def test_hostile_entries_are_left_out_one_by_one_and_the_good_come_in(four: Four) -> None:
    one = four.provider
    access = four.granted(one)
    good = {"scheme": "a1-b2", "label": "A1", "authority": "A", "assessors": "B"}
    ids = [str(one.node.ids.new()) for _ in range(len(BAD) + 1)]
    entries = [
        good | {"number": at, "entry": ids[at], "fingerprints": {"sha256": digest(f"{at}")}} | bad
        for at, bad in enumerate(BAD, start=1)
    ]
    last = {"number": 90, "entry": ids[0], "fingerprints": {"sha256": digest("good")}}
    _says(four, one, access, 0, 90, [*entries, good | last])
    assert _count(one, "indicator") == 1
    assert state_of(one, "good") is IndicatorState.VERIFIED
    assert four.access(one, access).refused == len(BAD)
    # Neither too many at once, nor those for another access, nor by another shape.
    strange = one.node.ids.new()
    _says(four, one, access, 90, 91, [{}] * 1001)
    _says(four, one, strange, 90, 91, [])
    _says(four, one, access, 90, -1, [])
    assert four.access(one, access).number == 90
    assert one.events("exchange:ignore") == ["exchange:ignore"] * 3


def test_a_submission_that_is_no_indicator_is_refused_with_its_reason(four: Four) -> None:
    sent = four.proposed("a")
    with four.authority.node.work(NODE, purpose="test") as work:
        store.save_submission(work.connection, sent, fingerprints={"pdq": "00" * 32})
    submitting.agree(four.authority.node, OTTO, sent)
    four.settles()
    told = _submission(four.authority, sent)
    assert told.state is SubmissionState.REFUSED
    assert "blank picture" in told.reason
    assert _count(four.centre, "indicator_submission") == 0
    for bad in ({"scheme": "no-abuse", "label": "N1"}, {"scheme": "x", "label": "y"}):
        with pytest.raises(ExchangeInvalid):
            four.proposed("b", **bad)


def test_each_does_only_what_its_kind_of_institution_does(four: Four) -> None:
    one, other = four.provider, four.joins()
    submitted = four.submitted("a")
    with pytest.raises(ExchangeElsewhere):
        listing.take(four.authority.node, OLGA, _given(four, submitted))
    with pytest.raises(MessageUnsayable), one.node.work(NODE, purpose="test") as work:
        posting.post(work, four.centre.id, INDICATOR_SUBMITTED, "submission x", {})
    # What belongs to another provider is nobody's.
    access = four.granted(one)
    with other.node.work(NODE, purpose="test") as work:
        said = {"access": str(access), "after": 0}
        posting.post(work, four.centre.id, INDICATOR_SOUGHT, f"access {access}", said)
    four.settles()
    assert four.centre.events("exchange:ignore") == ["exchange:ignore"]


def test_an_entry_that_nobody_looked_at_in_time_is_on_a_list_until_somebody_does(
    four: Four,
) -> None:
    listed = four.listed("a")
    four.clock.advance(timedelta(days=366))
    assert _due(four) == [listed]
    listing.reverify(four.centre.node, OTTO, listed, reason="looked at the report again")
    assert _due(four) == []


def _says(
    four: Four, one: Institution, access: UUID, after: int, upto: int, entries: list[dict[str, Any]]
) -> None:
    """The Centre says entries to a provider, whatever they are."""
    said = {"access": str(access), "after": after, "upto": upto, "more": False, "entries": entries}
    with four.centre.node.work(NODE, purpose="test") as work:
        posting.post(work, one.id, INDICATOR_ENTRIES, f"access {access}", said)
    four.settles()


def _due(four: Four) -> list[UUID]:
    with four.centre.node.read() as connection:
        due = store.due_for_reverifying(four.clock.now())
        return [one.id for one in store.submissions(connection, due)]


def _submission(one: Institution, submission_id: UUID) -> Submission:
    with one.node.read() as connection:
        found = store.find_submission(connection, submission_id)
    assert found
    return found


def _given(four: Four, submission_id: UUID) -> UUID:
    return _submission(four.centre, submission_id).given_id


def _count(one: Institution, table: str) -> int:
    with one.node.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM tutela.{table}")).scalar_one())


def _text(one: Institution, query: str) -> str:
    with one.node.read() as connection:
        return str(connection.execute(text(query)).scalar_one())
