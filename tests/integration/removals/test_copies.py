"""Copies of an order that is final go to all authorities and the Centre, and change nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.institutions import ADA
from tests.removals import made_court, request, signed
from tests.together import together
from tests.world import SARA

from tutela.federation import peers, posting
from tutela.federation.kinds import REMOVAL_COPY
from tutela.federation.machine import PeerCommand
from tutela.orders.removal import copies, jobs, papers, requesting
from tutela.orders.removal.errors import NobodyToCopy, RemovalMoveRefused
from tutela.platform.noderole import NodeRole
from tutela.reporting.erasure.clocks import clocks

if TYPE_CHECKING:
    from tests.institutions import Institution
    from tests.removals import Courtroom

    from tutela.orders.removal.model import CopyLine

WHY = "nobody went to court"


@pytest.fixture
def other(courtroom: Courtroom) -> Institution:
    """Another authority, which the first does not know yet, nor the court."""
    one = courtroom.union.make(NodeRole.AUTHORITY)
    courtroom.all = (*courtroom.all, one)
    return one


def met(one: Institution, two: Institution) -> None:
    one.meets(two)
    two.meets(one)


def at(one: Institution) -> list[CopyLine]:
    return copies.list_copies(one.node, SARA)


def events(one: Institution, event: str) -> list[dict[str, Any]]:
    query = text("SELECT facts FROM tutela.audit_event WHERE event = :event ORDER BY at, id")
    with one.node.read() as connection:
        return list(connection.execute(query, {"event": event}).scalars())


def test_a_final_order_is_copied_to_all_authorities_and_the_centre_and_changes_nothing(
    courtroom: Courtroom, other: Institution
) -> None:
    authority, provider, centre = courtroom.authority, courtroom.provider, courtroom.centre
    met(authority, other)
    order_id, paper = courtroom.issued()
    courtroom.executed(order_id)
    assert at(other) == []

    def finalise() -> None:
        requesting.finalise(authority.node, SARA, order_id, reason=WHY)

    met_by = together(finalise, finalise)
    assert [type(one) for one in met_by if one] == [RemovalMoveRefused]
    courtroom.settle()
    assert courtroom.at(authority, order_id).state.value == "closed"
    assert courtroom.at(centre, order_id).state.value == "executed"
    assert [fact["copies"] for fact in events(authority, "removal-order:transmit-copies")] == [2]
    assert (at(authority), at(provider)) == ([], [])
    [there], [here] = at(centre), at(other)
    assert (there.compared, here.compared) == (True, False)
    assert (here.order_id, here.authority_id, here.items) == (order_id, authority.id, 2)
    assert copies.show(other.node, SARA, here.id, purpose="test").signed == paper
    with pytest.raises(RemovalMoveRefused):
        copies.send(authority.node, SARA, order_id)
    courtroom.clock.advance(timedelta(days=366))
    jobs.erase_due(other.node)
    gone = copies.show(other.node, SARA, here.id, purpose="test")
    assert gone.signed == {}
    assert gone.line.erased_at == courtroom.clock.now()
    with other.node.read() as connection:
        erased = {
            one.id
            for clock in clocks()
            if clock.kind == "removal-order"
            for one in clock.erased(connection, None, courtroom.clock.now(), ())
        }
    assert here.id in erased


def test_with_nobody_there_it_stays_final_until_a_person_gives_the_copies(
    courtroom: Courtroom, other: Institution
) -> None:
    authority, centre = courtroom.authority, courtroom.centre
    order_id, _ = courtroom.issued()
    courtroom.executed(order_id)
    peers.change(authority.node, ADA, centre.id, PeerCommand.END, reason="no Centre")
    requesting.finalise(authority.node, SARA, order_id, reason=WHY)
    assert courtroom.at(authority, order_id).state.value == "final"
    with pytest.raises(NobodyToCopy):
        copies.send(authority.node, SARA, order_id)
    met(authority, other)
    assert copies.send(authority.node, SARA, order_id) == 1
    courtroom.settle()
    assert courtroom.at(authority, order_id).state.value == "closed"
    assert [one.order_id for one in at(other)] == [order_id]


def test_a_copy_that_is_not_the_sender_s_or_is_forged_or_came_before_is_refused_and_so_told(
    courtroom: Courtroom, other: Institution
) -> None:
    authority = courtroom.authority
    met(authority, other)
    order_id, paper = courtroom.issued()
    courtroom.executed(order_id)
    requesting.finalise(authority.node, SARA, order_id, reason=WHY)
    stranger = made_court("Another Court")
    mine = request(authority=str(authority.id), id=str(authority.node.ids.new()))
    real = signed(stranger, mine, courtroom.clock.now())
    bodies: list[dict[str, Any]] = [
        {"order": signed(stranger, request(), courtroom.clock.now())},
        {"order": paper | {"content": paper["content"] | {"redress": "None."}}},
        {"order": paper},
        {"order": papers.write_request(mine)},  # a request is no order
        {"order": real, "more": 1},
        {"order": real},
    ]
    with authority.node.work(SARA, purpose="test") as work:
        for body in bodies:
            posting.post(work, other.id, REMOVAL_COPY, f"removal order {order_id}", body)
    courtroom.settle()
    codes = [fact["code"] for fact in events(other, "removal-order:reject")]
    assert codes == ["other-sender", "forged", "replayed", "unreadable", "unreadable"]
    assert sorted(one.court for one in at(other)) == ["Amtsgericht Musterstadt", "Another Court"]
    told = [fact["code"] for fact in events(authority, "removal-order:refused")]
    assert told == ["forged", "replayed"], "what is of no order here is noted by its sender alone"
    assert courtroom.at(authority, order_id).state.value == "closed"
