"""Who is believed: by a code that people compare, until somebody or its own key says otherwise."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.institutions import ADA, CALLED
from tests.world import BOSS, MIRA, SARA

from tutela.federation import keys, parcels, peers, signing, store
from tutela.federation.courier import Courier
from tutela.federation.errors import (
    DescriptorInvalid,
    DescriptorOld,
    NameInvalid,
    NodeNameless,
    PeerCodeDiffers,
    PeerIsUs,
    PeerKeyDiffers,
    PeerMoveRefused,
    PeerNeedsPerson,
    PeerOtherWorld,
    PeerReasonMissing,
)
from tutela.federation.machine import OutState, PeerCommand, PeerState
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.errors import Forbidden
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.platform.webhooks.errors import WebhookAddressInvalid

if TYPE_CHECKING:
    from tests.institutions import Institution, Union

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

Pair = tuple["Institution", "Institution"]


def test_a_node_that_was_only_added_is_not_believed(union: Union) -> None:
    provider, centre = union.make(), union.make(NodeRole.CENTRE)
    peers.add(provider.node, ADA, centre.descriptor())
    assert provider.knows(centre).state is PeerState.ADDED
    centre.meets(provider)
    sent = centre.says(provider)
    centre.carries()
    assert centre.sent(sent).state is OutState.WAITING
    assert provider.came() == []


def test_a_code_that_differs_in_one_digit_is_not_believed(union: Union) -> None:
    provider, centre = union.make(), union.make(NodeRole.CENTRE)
    peers.add(provider.node, ADA, centre.descriptor())
    code = centre.code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for given in (wrong, "", code[:-1], code + "0"):
        with pytest.raises(PeerCodeDiffers):
            peers.verify(provider.node, ADA, centre.id, code=given, note=CALLED)
    peers.verify(provider.node, ADA, centre.id, code=code.upper().replace("-", " "), note=CALLED)
    assert provider.knows(centre).verified_by_name == "ada"


def test_only_a_person_who_may_says_who_is_believed_and_how_they_know(union: Union) -> None:
    provider, centre = union.make(), union.make(NodeRole.CENTRE)
    with pytest.raises(PeerNeedsPerson):
        peers.add(provider.node, BOSS, centre.descriptor())
    with pytest.raises(Forbidden):
        peers.add(provider.node, MIRA, centre.descriptor())
    peers.add(provider.node, ADA, centre.descriptor())
    with pytest.raises(PeerReasonMissing):
        peers.verify(provider.node, ADA, centre.id, code=centre.code(), note=" ")


def test_a_node_with_no_name_yet_gives_nothing_away_and_believes_nobody(
    demo_node: Node, union: Union
) -> None:
    with pytest.raises(NodeNameless):
        keys.descriptor(demo_node, ADA)
    centre = union.make(NodeRole.CENTRE)
    peers.add(demo_node, ADA, centre.descriptor())
    with pytest.raises(NodeNameless):
        peers.verify(demo_node, ADA, centre.id, code=centre.code(), note=CALLED)


@pytest.mark.parametrize("name", ["", " forum", "two\nlines", "x" * 201])
def test_a_name_is_one_line(demo_node: Node, name: str) -> None:
    with pytest.raises(NameInvalid):
        keys.describe(demo_node, ADA, name=name, address="http://127.0.0.1:1")


@pytest.mark.parametrize(
    "address",
    ["", "ftp://127.0.0.1", "http://example.org", "https://example.org", "http://u:p@127.0.0.1"],
)
def test_a_demo_node_takes_messages_on_this_machine_only(demo_node: Node, address: str) -> None:
    with pytest.raises(WebhookAddressInvalid):
        keys.describe(demo_node, ADA, name="Forum", address=address)


def test_a_real_node_takes_messages_by_https_only(node: Node) -> None:
    with pytest.raises(WebhookAddressInvalid):
        keys.describe(node, ADA, name="Forum", address="http://example.org")
    keys.describe(node, ADA, name="Forum", address="https://example.org")


def test_a_demo_node_and_a_real_one_never_meet(node: Node, union: Union) -> None:
    keys.describe(node, ADA, name="Forum", address="https://example.org")
    centre = union.make(NodeRole.CENTRE)
    with pytest.raises(PeerOtherWorld):
        peers.add(node, ADA, centre.descriptor())
    with pytest.raises(PeerOtherWorld):
        peers.add(centre.node, ADA, json.dumps(keys.descriptor(node, ADA)))


def test_a_descriptor_of_ones_own_an_old_one_and_a_changed_one_are_refused(union: Union) -> None:
    provider, centre = union.make(), union.make(NodeRole.CENTRE)
    with pytest.raises(PeerIsUs):
        peers.add(provider.node, ADA, provider.descriptor())
    old = centre.descriptor()
    centre.describe(name="The Centre")
    peers.add(provider.node, ADA, centre.descriptor())
    with pytest.raises(DescriptorOld):
        peers.add(provider.node, ADA, old)
    changed = json.loads(centre.descriptor())
    changed["descriptor"]["address"] = "http://127.0.0.1:9"
    with pytest.raises(DescriptorInvalid):
        peers.add(provider.node, ADA, json.dumps(changed))


@pytest.mark.parametrize("given", ["", "{}", "[]", "x" * 20_000, "\x00", '{"v": 1}'])
def test_what_is_no_descriptor_is_refused_in_a_sentence(demo_node: Node, given: str) -> None:
    with pytest.raises(DescriptorInvalid) as refused:
        peers.add(demo_node, ADA, given)
    assert "x" * 50 not in str(refused.value)


def test_a_believed_node_cannot_be_replaced_by_a_descriptor_with_another_key(pair: Pair) -> None:
    provider, centre = pair
    keys.rotate(centre.node, ADA)
    with pytest.raises(PeerKeyDiffers):
        peers.add(provider.node, ADA, centre.descriptor())


def test_a_real_node_in_use_needs_another_person_to_believe_a_node(node: Node) -> None:
    """A node of an institution that scans nothing does from the beginning."""
    court = replace(node, identity=replace(node.identity, role=NodeRole.AUTHORITY))
    keys.describe(court, ADA, name="Court", address="https://court.example")
    other = replace(node, identity=replace(node.identity, id=node.ids.new()))
    given = json.dumps(keys.descriptor(other, ADA))
    added = peers.add(court, ADA, given)
    code = signing.code_of(added.key)
    with pytest.raises(AwaitsApproval):
        peers.verify(court, ADA, added.id, code=code, note=CALLED)
    assert peers.show_peer(court, ADA, added.id).state is PeerState.ADDED


def test_a_new_key_is_told_under_the_old_one_and_nobody_must_compare_anything(pair: Pair) -> None:
    provider, centre = pair
    before = centre.code()
    provider.says(centre)
    centre.says(provider)
    code = keys.rotate(centre.node, ADA)
    assert code != before
    last = centre.says(provider)
    while centre.carries():
        pass
    assert signing.code_of(provider.knows(centre).key) == code
    assert centre.sent(last).state is OutState.RECEIVED
    provider.carries()
    assert {row.state for row in provider.rows()} == {"received"}


def test_keys_replaced_twice_before_anybody_heard_arrive_one_after_the_other(pair: Pair) -> None:
    provider, centre = pair
    keys.rotate(centre.node, ADA)
    code = keys.rotate(centre.node, ADA)
    while centre.carries():
        pass
    assert signing.code_of(provider.knows(centre).key) == code
    assert {row.state for row in centre.rows()} == {"received"}


def test_a_crash_between_a_new_key_and_its_receipt_is_no_trouble(pair: Pair) -> None:
    provider, centre = pair
    keys.rotate(centre.node, ADA)
    parcel = parcels.pack(centre.node, provider.id)
    assert parcel
    httpx.post(parcel.url, content=parcel.post, headers=parcel.headers)
    # It died before it heard: it still signs by the old key, which brings what was brought before.
    while centre.carries():
        pass
    assert {row.state for row in centre.rows()} == {"received"}
    sent = centre.says(provider)
    centre.carries()
    assert centre.sent(sent).state is OutState.RECEIVED


def test_with_its_previous_key_nobody_says_anything_new(pair: Pair) -> None:
    provider, centre = pair
    sent = centre.says(provider)
    parcel = parcels.pack(centre.node, provider.id)
    assert parcel
    with provider.node.transaction() as connection:
        known = provider.knows(centre)
        store.save_peer(connection, centre.id, key=bytes(32), previous_key=known.key)
    answer = httpx.post(parcel.url, content=parcel.post, headers=parcel.headers).json()
    assert answer["answers"][0]["refused"] == "envelope-forged"
    assert centre.sent(sent).state is OutState.WAITING


def test_an_ended_key_is_told_to_all_and_believed_no_more_until_codes_are_compared_anew(
    pair: Pair, clock: ManualClock
) -> None:
    provider, centre = pair
    keys.revoke(centre.node, ADA, reason="a disk was stolen")
    centre.carries()
    known = provider.knows(centre)
    assert known.state is PeerState.ADDED
    assert "other hands" in known.state_reason
    sent = centre.says(provider)
    centre.carries()
    assert centre.sent(sent).state is OutState.WAITING
    provider.meets(centre)
    clock.advance(parcels.LONGEST_PAUSE)
    centre.carries()
    assert centre.sent(sent).state is OutState.RECEIVED


def test_the_private_half_of_an_ended_key_is_gone(pair: Pair) -> None:
    _, centre = pair
    with centre.node.read() as connection:
        before = store.current_key(connection)
        assert before
    keys.revoke(centre.node, ADA, reason="a disk was stolen")
    with centre.node.read() as connection:
        assert store.own_key_of(connection, before.id).sealed is None


def test_nobody_ends_anothers_key(pair: Pair) -> None:
    provider, centre = pair
    keys.revoke(centre.node, ADA, reason="a disk was stolen")
    farewell = json.loads(centre.knows(provider).farewell or "")
    url = f"{provider.url}/v1/envelopes/revocation"
    for changes in ({"node": str(provider.id)}, {"key": "A" * 43 + "="}, {"signature": "x"}):
        assert httpx.post(url, json=farewell | changes).status_code in {400, 403}
    assert provider.knows(centre).state is PeerState.ACTIVE
    assert httpx.post(url, json=farewell).status_code == 200
    assert httpx.post(url, json=farewell).status_code == 200
    assert provider.events("peer:doubt") == ["peer:doubt"]


def test_an_ended_node_stays_ended(pair: Pair) -> None:
    provider, centre = pair
    peers.change(provider.node, ADA, centre.id, PeerCommand.END, reason="closed down")
    for command in (PeerCommand.RESTORE, PeerCommand.SUSPEND, PeerCommand.END):
        with pytest.raises(PeerMoveRefused):
            peers.change(provider.node, ADA, centre.id, command, reason="again")
    with pytest.raises(PeerMoveRefused):
        peers.add(provider.node, ADA, centre.descriptor())


def test_two_people_who_believe_the_same_node_at_once_do_it_once(union: Union) -> None:
    provider, centre = union.make(), union.make(NodeRole.CENTRE)
    peers.add(provider.node, ADA, centre.descriptor())
    gate, refused = threading.Barrier(2), []

    def verify() -> None:
        gate.wait()
        try:
            provider.verifies(centre)
        except PeerMoveRefused as error:
            refused.append(error)

    threads = [threading.Thread(target=verify) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(refused) == 1
    assert provider.events("peer:verify") == ["peer:verify"]


def test_the_courier_goes_on_by_itself_and_stops_when_told(pair: Pair) -> None:
    provider, centre = pair
    stop, arrived = threading.Event(), threading.Event()
    thread = threading.Thread(target=Courier(provider.node, pause=0.02).run, args=(stop,))
    thread.start()
    try:
        sent = [provider.says(centre, f"case {number}") for number in range(3)]
        for _ in range(500):
            if all(provider.sent(one).state is OutState.RECEIVED for one in sent):
                arrived.set()
                break
            arrived.wait(0.02)
    finally:
        stop.set()
        thread.join(timeout=10)
    assert arrived.is_set()
    assert not thread.is_alive()


def test_nobody_who_only_decides_cases_manages_nodes() -> None:
    assert not SARA.may(Permission.PEER_MANAGE)
