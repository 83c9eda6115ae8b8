"""Messages between two nodes over HTTP: once, in order, with a receipt, whatever goes wrong."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.institutions import ADA, at_another_time

from tutela.federation import (
    alerting,
    handling,
    messages,
    parcels,
    peers,
    posting,
    signing,
    store,
    store_messages,
)
from tutela.federation.errors import (
    MessageMoveRefused,
    MessageUnsayable,
    PeerNotActive,
    PeerUnknown,
)
from tutela.federation.kinds import ANYBODY, GREETING, MessageKind
from tutela.federation.machine import OutState, PeerCommand
from tutela.federation.model import InState
from tutela.federation.parcels import Tried
from tutela.federation.wire import LARGEST_BODY
from tutela.platform.alerts.model import Kind
from tutela.platform.audit.model import Event
from tutela.platform.clock import ManualClock
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from uuid import UUID

    from tests.institutions import Institution, Union

    from tutela.federation.handling import Said
    from tutela.platform.work import Work


Pair = tuple["Institution", "Institution"]


def test_a_message_is_stored_there_before_its_receipt_is_here(pair: Pair) -> None:
    provider, centre = pair
    sent = provider.says(centre)
    assert provider.sent(sent).state is OutState.WAITING
    provider.carries()
    here, there = provider.sent(sent), centre.came()[0]
    assert here.state is OutState.RECEIVED
    assert here.received_at == there.received_at
    assert there.state is InState.WAITING
    centre.acts()
    assert centre.came()[0].state is InState.HANDLED


def test_the_receipt_is_signed_and_says_which_message_whose_and_when(pair: Pair) -> None:
    provider, centre = pair
    sent = provider.says(centre)
    header = provider.sent(sent).header(provider.id)
    provider.carries()
    kept = json.loads(provider.sent(sent).receipt or "")
    assert kept["receipt"]["digest"] == signing.text(signing.header_digest(header))
    assert kept["receipt"]["sender"] == str(provider.id)
    assert kept["receipt"]["recipient"] == str(centre.id)
    signature = signing.raw(kept["signature"])
    key = provider.knows(centre).key
    assert signing.is_signed(key, signing.RECEIPT, kept["receipt"], signature)
    changed = kept["receipt"] | {"received_at": "2020-01-01T00:00:00.000000Z"}
    assert not signing.is_signed(key, signing.RECEIPT, changed, signature)


def test_the_body_lies_sealed_and_is_gone_once_it_arrived_and_was_acted_on(pair: Pair) -> None:
    provider, centre = pair
    sent = provider.says(centre, words="a word that must not lie open")
    assert b"must not lie open" not in (provider.sent(sent).sealed or b"")
    provider.carries()
    assert provider.sent(sent).sealed is None
    assert b"must not lie open" not in (centre.came()[0].sealed or b"")
    centre.acts()
    assert centre.came()[0].sealed is None


def test_messages_about_the_same_are_acted_on_in_their_order(pair: Pair) -> None:
    provider, centre = pair
    for _ in range(5):
        provider.says(centre, "case 1")
        provider.says(centre, "case 2")
    provider.carries()
    centre.acts()
    done = sorted(centre.came(), key=lambda one: (one.handled_at, one.number))
    for subject in ("case 1", "case 2"):
        assert [one.number for one in done if one.subject == subject] == [1, 2, 3, 4, 5]


def test_two_works_at_once_never_give_the_same_number(pair: Pair) -> None:
    provider, centre = pair
    gate = threading.Barrier(8)

    def say() -> None:
        gate.wait()
        provider.says(centre)

    threads = [threading.Thread(target=say) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(row.number for row in provider.rows()) == list(range(1, 9))


def test_what_a_work_says_that_fails_is_never_sent(pair: Pair) -> None:
    provider, centre = pair
    with pytest.raises(PeerUnknown):
        _says_to(provider, centre.id, provider.id)  # nobody is a peer of their own
    assert provider.carries() == 0
    assert centre.came() == []


def test_a_crash_after_the_other_side_stored_it_sends_it_again_and_nothing_is_doubled(
    pair: Pair,
) -> None:
    provider, centre = pair
    sent = provider.says(centre)
    # What arrives and is not settled here is a process that died before it heard the answer.
    parcel = parcels.pack(provider.node, centre.id)
    assert parcel
    _deliver_only(parcel)
    assert provider.sent(sent).state is OutState.WAITING
    centre.acts()
    provider.carries()
    assert provider.sent(sent).state is OutState.RECEIVED
    assert len(centre.came()) == 1
    assert centre.events("message:take", "message:handle") == ["message:take", "message:handle"]


def test_a_settled_try_that_is_settled_again_changes_nothing(pair: Pair) -> None:
    provider, centre = pair
    provider.says(centre)
    parcel = parcels.pack(provider.node, centre.id)
    assert parcel
    tried = _deliver_only(parcel)
    parcels.settle(provider.node, parcel, tried)
    parcels.settle(provider.node, parcel, tried)
    assert provider.events("message:confirm") == ["message:confirm"]


def test_the_same_post_twice_at_once_is_taken_once_and_both_get_the_receipt(pair: Pair) -> None:
    provider, centre = pair
    for _ in range(20):
        provider.says(centre)
    parcel = parcels.pack(provider.node, centre.id)
    assert parcel
    tries: list[Tried] = []
    threads = [
        threading.Thread(target=lambda: tries.append(_deliver_only(parcel))) for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status for one in tries] == [200] * 4
    assert len({one.answer for one in tries}) == 1
    assert len(centre.came()) == 20


def test_a_node_that_is_away_is_tried_later_and_later_and_nothing_is_lost(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair
    provider.describe(address=provider.url)
    with provider.node.transaction() as connection:
        store.save_peer(connection, centre.id, address="http://127.0.0.1:9")
    sent = provider.says(centre)
    pauses = []
    for _ in range(12):
        provider.carries()
        known = provider.knows(centre)
        pauses.append(known.try_at - clock.now())
        clock.advance(known.try_at - clock.now())
    assert pauses == sorted(pauses)
    assert pauses[0] == parcels.FIRST_PAUSE
    assert pauses[-1] == parcels.LONGEST_PAUSE
    assert "Connect" in provider.knows(centre).problem
    with provider.node.transaction() as connection:
        store.save_peer(connection, centre.id, address=centre.url)
    provider.carries()
    assert provider.sent(sent).state is OutState.RECEIVED
    assert provider.knows(centre).failures == 0


def test_a_node_that_is_away_stops_no_other(union: Union) -> None:
    provider, centre = union.pair()
    authority = union.make(NodeRole.AUTHORITY)
    provider.meets(authority)
    authority.meets(provider)
    with provider.node.transaction() as connection:
        store.save_peer(connection, centre.id, address="http://127.0.0.1:9")
    lost, sent = provider.says(centre), provider.says(authority)
    assert provider.carries() == 2
    assert provider.sent(lost).state is OutState.WAITING
    assert provider.sent(sent).state is OutState.RECEIVED


def test_a_message_that_is_refused_for_good_holds_back_only_what_follows_it_about_the_same(
    pair: Pair,
) -> None:
    provider, centre = pair
    bad = provider.says(centre, "case 1")
    with provider.node.transaction() as connection:
        store_messages.save_out(connection, bad, kind="nobody.says-this")
    after, other = provider.says(centre, "case 1"), provider.says(centre, "case 2")
    provider.carries()
    provider.carries()
    assert provider.sent(bad).state is OutState.REFUSED
    assert provider.sent(bad).problem.startswith("envelope-unwanted")
    assert provider.sent(other).state is OutState.RECEIVED
    centre.acts()
    assert [one.subject for one in centre.came() if one.state is InState.HANDLED] == ["case 2"]
    messages.close(provider.node, ADA, bad, reason="it was a mistake of ours")
    provider.carries()
    centre.acts()
    assert provider.sent(bad).state is OutState.CLOSED
    assert provider.sent(after).state is OutState.RECEIVED
    assert all(one.state is InState.HANDLED for one in centre.came())


def test_a_refused_message_can_be_sent_again_as_it_was(pair: Pair) -> None:
    provider, centre = pair
    bad = provider.says(centre)
    with provider.node.transaction() as connection:
        store_messages.save_out(connection, bad, kind="nobody.says-this")
    provider.carries()
    with provider.node.transaction() as connection:
        store_messages.save_out(connection, bad, kind="node.greeting")
    messages.retry(provider.node, ADA, bad)
    provider.carries()
    assert provider.sent(bad).state is OutState.RECEIVED
    with pytest.raises(MessageMoveRefused):
        messages.retry(provider.node, ADA, bad)
    with pytest.raises(MessageMoveRefused):
        messages.close(provider.node, ADA, bad, reason="too late")


def test_a_node_whose_clock_is_wrong_is_told_so_and_sends_it_again_once_it_is_right(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair
    wrong = ManualClock(clock.now() + timedelta(hours=1))
    early = at_another_time(provider, wrong)
    sent = early.says(centre)
    early.carries()
    assert early.knows(centre).problem == "status 409 (pass-stale)"
    assert centre.came() == []
    clock.advance(timedelta(hours=1))
    early.carries()
    wrong.advance(timedelta(minutes=1))
    early.carries()
    assert early.sent(sent).state is OutState.RECEIVED


def test_an_envelope_from_the_future_is_not_taken_and_not_refused_for_good(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair
    ahead = at_another_time(provider, ManualClock(clock.now() + timedelta(hours=1)))
    sent = ahead.says(centre)
    provider.carries()
    assert provider.sent(sent).state is OutState.WAITING
    assert provider.sent(sent).problem.startswith("envelope-early")
    assert centre.came() == []


def test_deadlines_run_from_the_clock_of_whoever_received_it(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair
    provider.says(centre)
    clock.advance(timedelta(days=3))
    provider.carries()
    assert centre.came()[0].received_at == clock.now()
    assert centre.came()[0].sent_at == clock.now() - timedelta(days=3)


def test_nothing_is_said_to_who_is_not_believed_or_not_to_hear_it(pair: Pair, union: Union) -> None:
    provider, centre = pair
    stranger = union.make(NodeRole.HOTLINE)
    with pytest.raises(PeerUnknown):
        provider.says(stranger)
    peers.add(provider.node, ADA, stranger.descriptor())
    with pytest.raises(PeerNotActive):
        provider.says(stranger)
    orders = MessageKind("test.order", 1, says=frozenset({NodeRole.AUTHORITY}), hears=ANYBODY)
    with pytest.raises(MessageUnsayable), provider.node.work(ADA, purpose="test") as work:
        posting.post(work, centre.id, orders, "order 1", {})


def test_while_a_node_is_suspended_nothing_goes_either_way_and_nothing_is_lost(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair
    sent = provider.says(centre)
    peers.change(centre.node, ADA, provider.id, PeerCommand.SUSPEND, reason="a doubt")
    provider.carries()
    assert provider.knows(centre).problem == "status 403 (sender-unknown)"
    with pytest.raises(PeerNotActive):
        centre.says(provider)
    peers.change(centre.node, ADA, provider.id, PeerCommand.RESTORE, reason="the doubt is over")
    clock.advance(parcels.LONGEST_PAUSE)
    provider.carries()
    assert provider.sent(sent).state is OutState.RECEIVED


def test_what_a_node_said_before_it_was_suspended_waits_until_it_is_believed_again(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair
    provider.says(centre)
    provider.carries()
    peers.change(centre.node, ADA, provider.id, PeerCommand.SUSPEND, reason="a doubt")
    centre.acts()
    clock.advance(timedelta(days=1))
    by_the_clock = centre.node.tasks.by_name["federation:handle-left"].handler
    by_the_clock(centre.node)
    centre.acts()
    assert [one.state for one in centre.came()] == [InState.WAITING]
    stuck = alerting.CONDITIONS[Kind.MESSAGE_STUCK]
    assert stuck(centre.node, clock.now()) is None  # nobody waits for it here
    peers.change(centre.node, ADA, provider.id, PeerCommand.RESTORE, reason="the doubt is over")
    assert stuck(centre.node, clock.now()) is not None
    by_the_clock(centre.node)
    centre.acts()
    assert [one.state for one in centre.came()] == [InState.HANDLED]


def test_what_is_left_for_a_suspended_node_leaves_when_it_is_restored_and_for_an_ended_one_never(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair

    def leaves() -> bool:
        with provider.node.work(ADA, purpose="test") as work:
            return posting.offer(work, centre.id, GREETING, "case 1", {"greeting": "hello"})

    peers.change(provider.node, ADA, centre.id, PeerCommand.SUSPEND, reason="a doubt")
    assert leaves()
    provider.carries()
    assert centre.came() == []
    peers.change(provider.node, ADA, centre.id, PeerCommand.RESTORE, reason="the doubt is over")
    clock.advance(parcels.LONGEST_PAUSE)
    provider.carries()
    assert len(centre.came()) == 1
    peers.change(provider.node, ADA, centre.id, PeerCommand.END, reason="they closed")
    assert not leaves()


def test_a_hundred_at_once_travel_in_one_post_each_with_its_receipt(pair: Pair) -> None:
    provider, centre = pair
    for number in range(150):
        provider.says(centre, f"case {number}")
    provider.carries()
    assert len(centre.came()) == 100
    provider.carries()
    assert len(centre.came()) == 150
    assert {row.state for row in provider.rows()} == {"received"}


def test_a_large_message_and_many_small_ones_all_arrive(pair: Pair) -> None:
    provider, centre = pair
    for number in range(3):
        provider.says(centre, f"case {number}", words="x" * 3_000_000)
    while provider.carries():
        pass
    assert len(centre.came()) == 3


def test_what_is_larger_than_another_node_takes_is_not_said_and_what_is_just_as_large_arrives(
    pair: Pair,
) -> None:
    provider, centre = pair
    most = LARGEST_BODY - len('{"greeting":""}')
    with pytest.raises(MessageUnsayable, match="larger than"):
        provider.says(centre, words="x" * (most + 1))
    assert provider.rows() == []
    sent = provider.says(centre, words="x" * most)
    provider.carries()
    assert provider.sent(sent).state is OutState.RECEIVED


def _says_to(one: Institution, *others: UUID) -> None:
    """Says something to each, in one work."""
    with one.node.work(ADA, purpose="test") as work:
        for other in others:
            posting.post(work, other, GREETING, "case 1", {"greeting": "hello"})


def _deliver_only(parcel: parcels.Parcel) -> Tried:
    """Sends a parcel and returns what came back, settling nothing."""
    answer = httpx.post(parcel.url, content=parcel.post, headers=parcel.headers)
    return Tried(answer.status_code, answer.content)


def test_what_cannot_be_acted_on_waits_with_what_follows_it_and_the_rest_goes_on(
    pair: Pair,
) -> None:
    provider, centre = pair
    for number, subject in enumerate(("a", "b", "b", "c", "b", "d")):
        provider.says(centre, subject, str(number))
    provider.carries()
    heard: list[tuple[str, str]] = []
    broken = {"b"}

    def hear(work: Work, said: Said) -> None:
        if said.subject in broken:
            raise LookupError
        heard.append((said.subject, said.body["greeting"]))

    act, _ = handling.tasks({GREETING.name: hear})
    with pytest.raises(LookupError):
        act.handler(centre.node, peer_id=str(provider.id))
    assert {subject for subject, _ in heard} == {"a", "c", "d"}
    waiting = [one.subject for one in centre.came() if one.state is InState.WAITING]
    assert waiting == ["b", "b", "b"]
    broken.clear()
    heard.clear()
    act.handler(centre.node, peer_id=str(provider.id))
    assert heard == [("b", "1"), ("b", "2"), ("b", "4")]
    assert len(centre.events(Event.MESSAGE_HANDLE.value)) == len(centre.came()) == 6
