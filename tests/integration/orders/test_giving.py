"""Information given to an authority under Article 10: chosen, agreed on, sealed, once."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pyrage
import pytest
from tests.orders import COURT, OLGA, Registry
from tests.world import FORUM, KEPT, MIRA, World, officer, picture

from tutela.evidence import service as evidence
from tutela.orders import answering, counting, effects, issuers, jobs, reading
from tutela.orders.errors import (
    GivingAbsent,
    GivingNotAgreed,
    GivingWaits,
    IssuerNotVerified,
    KeyAbsent,
    KeyChanged,
    KeyCodeDiffers,
    LetterUntimely,
    NotAskedFor,
    NothingChosen,
    NothingToGive,
    OrderMoveRefused,
    OrderWordsMissing,
    TimeLimitOver,
    TooMuchChosen,
)
from tutela.orders.giving import keys, opening, service
from tutela.orders.giving.model import MOST_ITEMS, Choice, Part
from tutela.orders.machine import OrderState
from tutela.orders.model import TargetState, Verified
from tutela.platform.approvals import answering as approvals
from tutela.platform.approvals.errors import AskingReasonMissing, AwaitsApproval
from tutela.platform.errors import Forbidden
from tutela.reporting.national.errors import KeyUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.orders.giving.model import Sealed
    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

ALL = frozenset(Part)


@dataclass
class Office:
    """A node with items of two accounts, a court with a key, and two officers."""

    node: Node
    registry: Registry = field(init=False)
    world: World = field(init=False)
    court: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)
    kims: list[UUID] = field(default_factory=list)
    lees: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.registry = Registry(self.node)
        self.world = World(self.node, policy=KEPT)
        self.world.switch_on()
        for number in range(3):
            self.world.learn(number)
        self.world.refresh()
        self.kims = [self.world.hit(picture(at), account="kim", name=f"k{at}") for at in (0, 1)]
        self.lees = [self.world.hit(picture(2), account="lee", name="l1")]
        self.first, self.other = officer(self.node, "first"), officer(self.node, "other")

    def key(self, identity: pyrage.x25519.Identity | None = None) -> str:
        text = str((identity or self.court).to_public())
        return keys.record(
            self.node, OLGA, FORUM, COURT, key=text, code=keys.code_of(text), note="called back"
        )

    def order(self, **changes: object) -> UUID:
        self.key()
        whole = {
            "article": "10", "targets": ["account:kim"], "information": "What kim shared",
            "legal_basis": "Section 100j StPO",
        }  # fmt: skip
        return self.registry.executed(**whole | changes)

    def chooses(
        self, order_id: UUID, *items: UUID, parts: frozenset[Part] = ALL, **more: str
    ) -> UUID:
        """The first officer chooses; the request that another one must agree to."""
        choice = Choice(items or tuple(self.kims), parts, **more)
        with pytest.raises(AwaitsApproval) as waits:
            service.choose(self.node, self.first, order_id, choice, reason="the court asks")
        request: UUID = waits.value.facts["request"]
        return request

    def agrees(self, request: UUID, by: Actor | None = None) -> None:
        approvals.approve(self.node, by or self.other, request, reason="read it", doers={})

    def gives(self, order_id: UUID, *items: UUID, note: str = "") -> Sealed:
        self.agrees(self.chooses(order_id, *items, note=note))
        return service.give(self.node, self.first, order_id)

    def opened(self, sealed: Sealed) -> dict[str, bytes]:
        """What the court finds in it."""
        archive = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed.data, [self.court])))
        return {name: archive.read(name) for name in archive.namelist()}

    def state(self, order_id: UUID) -> OrderState:
        return self.registry.show(order_id).line.state

    def standing(self, order_id: UUID, by: Actor | None = None) -> service.Standing:
        return service.standing(self.node, by or self.first, self.registry.show(order_id))


@pytest.fixture
def office(node: Node) -> Iterator[Office]:
    one = Office(node)
    yield one
    one.world.close()


def test_the_court_opens_what_two_people_gave_and_nobody_else(office: Office) -> None:
    order_id = office.order()
    sealed = office.gives(order_id)
    found = office.opened(sealed)
    names = {f"media/item-{one.hex}" for one in office.kims}
    assert set(found) == names | {"ANSWER.txt", "facts.json", "log.csv", "manifest-sha256.txt"}
    assert found[f"media/item-{office.kims[0].hex}"] == picture(0)
    facts = json.loads(found["facts.json"])
    assert [one["account"] for one in facts["items"]] == ["kim", "kim"]
    assert set(facts["provenance"]) == set(Part)
    assert facts["order"]["legal_basis"] == "Section 100j StPO"
    assert all(one["matches"] for one in facts["items"])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.data, [pyrage.x25519.Identity.generate()])


def test_nothing_of_it_is_kept_but_digests(office: Office) -> None:
    order_id = office.order()
    sealed = office.gives(order_id)
    [row] = office.world.rows("order_giving")
    assert (row.state, row.sha256, row.size) == ("given", sealed.sha256, len(sealed.data))
    assert len(row.sealed) < 5000
    [giving] = office.standing(order_id).givings
    assert "  ANSWER.txt\n" in giving.manifest
    assert office.world.item(office.kims[0]).external_id not in str(row._mapping)
    [event] = office.world.events("order:give")
    assert event.facts["sha256"] == sealed.sha256
    released = office.world.events("evidence:open")
    assert [one.facts["order"] for one in released] == [str(order_id)] * 2


def test_the_letter_says_purpose_targets_and_what_else_the_platform_tells(office: Office) -> None:
    order_id = office.order(targets=["account:kim", "account:zoe"])
    letter = office.opened(office.gives(order_id, note="Born 1990-01-01."))["ANSWER.txt"].decode()
    assert "for this order and for nothing else" in letter
    assert "account:zoe" not in letter
    assert "2. zoe: nothing of it is in this answer" in letter
    assert "Born 1990-01-01." in letter
    assert "olga" not in letter


def test_the_log_of_an_item_leaves_without_anybodys_name(office: Office) -> None:
    office.world.look(office.kims[0])
    log = office.opened(office.gives(office.order()))["log.csv"].decode()
    assert "item:detect" in log
    assert "evidence:open" in log
    assert "mira" not in log
    assert str(office.lees[0]) not in log


def test_only_what_was_chosen_leaves(office: Office) -> None:
    order_id = office.order()
    request = office.chooses(order_id, office.kims[1], parts=frozenset())
    office.agrees(request)
    found = office.opened(service.give(office.node, office.first, order_id))
    assert set(found) == {"ANSWER.txt", "facts.json", "manifest-sha256.txt"}
    [item] = json.loads(found["facts.json"])["items"]
    assert item["sha256"] == office.standing(order_id).on_record[1].sha256
    assert "matches" not in item


def test_what_the_order_does_not_name_cannot_be_chosen(office: Office) -> None:
    order_id = office.order()
    there = [one.id for one in office.standing(order_id).on_record]
    assert sorted(there) == sorted(office.kims)
    for item in (office.lees[0], uuid4()):
        with pytest.raises(NotAskedFor, match=str(item)):
            service.choose(office.node, office.first, order_id, Choice((item,), ALL), reason="x")


@pytest.mark.parametrize("target", ["item:l1", "sha256"])
def test_items_are_found_by_reference_and_by_fingerprint(office: Office, target: str) -> None:
    known = office.world.rows("item")
    digest = next(one.sha256 for one in known if one.id == office.lees[0])
    order_id = office.order(targets=[digest if target == "sha256" else target])
    assert [one.id for one in office.standing(order_id).on_record] == office.lees


def test_nothing_leaves_before_another_person_agreed_and_then_once(office: Office) -> None:
    order_id = office.order()
    request = office.chooses(order_id)
    with pytest.raises(GivingNotAgreed):
        service.give(office.node, office.first, order_id)
    assert office.standing(order_id).asked is not None
    office.agrees(request)
    with pytest.raises(GivingNotAgreed):
        service.give(office.node, office.other, order_id)
    assert office.standing(order_id).permit
    assert not office.standing(order_id, office.other).permit
    service.give(office.node, office.first, order_id)
    with pytest.raises(GivingAbsent):
        service.give(office.node, office.first, order_id)


def test_while_a_request_waits_nothing_else_is_chosen(office: Office) -> None:
    order_id = office.order()
    request = office.chooses(order_id)
    with pytest.raises(GivingWaits, match=str(request)):
        service.choose(
            office.node, office.other, order_id, Choice((office.kims[0],), ALL), reason="x"
        )
    approvals.recall(office.node, office.first, request)
    assert office.chooses(order_id, office.kims[0]) != request
    states = [one.state.value for one in office.standing(order_id).givings]
    assert states == ["dropped", "chosen"]


def test_a_second_answer_can_follow_until_the_authority_was_told(office: Office) -> None:
    order_id = office.order()
    office.gives(order_id, office.kims[0])
    assert office.state(order_id) is OrderState.EFFECTED
    office.gives(order_id, office.kims[1])
    answering.report(office.node, OLGA, order_id, how="by post")
    with pytest.raises(NothingToGive):
        service.choose(office.node, office.first, order_id, Choice((office.kims[0],), ALL),
                       reason="x")  # fmt: skip


def test_what_is_given_is_done_and_users_are_told(office: Office) -> None:
    order_id = office.order(targets=["account:kim", "account:zoe"])
    office.gives(order_id)
    one = office.registry.show(order_id)
    assert [each.state for each in one.targets] == [TargetState.DONE, TargetState.ASKED]
    assert office.state(order_id) is OrderState.EXECUTING
    effects.record_rest(office.node, OLGA, order_id, TargetState.NOT_FOUND)
    [told] = [row for row in office.world.rows("webhook_delivery") if row.kind == "order.tell"]
    assert [one["value"] for one in told.body["targets"]] == ["kim"]


def test_users_are_not_told_of_what_must_stay_secret(office: Office) -> None:
    until = {"withheld_until": "2027-06-01T00:00:00Z", "withheld_ground": "the inquiry"}
    order_id = office.order(**until)
    office.gives(order_id)
    one = office.registry.show(order_id)
    assert (one.line.state, one.told_users_at) == (OrderState.EFFECTED, None)


def test_what_was_erased_is_said_as_erased(office: Office) -> None:
    order_id = office.order()
    request = office.chooses(order_id)
    office.agrees(request)
    kept = office.standing(order_id).on_record[0].evidence_id
    assert kept is not None
    with office.node.work(MIRA, purpose="test") as work:
        evidence.erase(work, kept, "its clock ran out")
    found = office.opened(service.give(office.node, office.first, order_id))
    assert f"media/item-{office.kims[0].hex}" not in found
    assert "its bytes were erased at" in found["ANSWER.txt"].decode()
    [item, _] = json.loads(found["facts.json"])["items"]
    assert item["bytes_erased_at"]


def test_without_a_verified_issuer_with_a_key_nothing_is_given(office: Office) -> None:
    order_id = office.registry.executed(article="10", targets=["account:kim"])
    choice = Choice(tuple(office.kims), ALL)
    with pytest.raises(KeyAbsent, match=COURT):
        service.choose(office.node, office.first, order_id, choice, reason="x")
    office.key()
    request = office.chooses(order_id)
    office.agrees(request)
    office.registry.verify(how=Verified.NOT)
    with pytest.raises(IssuerNotVerified):
        service.give(office.node, office.first, order_id)
    office.registry.verify()
    with pytest.raises(KeyAbsent):
        service.give(office.node, office.first, order_id)
    office.key(pyrage.x25519.Identity.generate())
    with pytest.raises(KeyChanged):
        service.give(office.node, office.first, order_id)


def test_a_key_is_taken_with_the_code_that_was_read_out(office: Office) -> None:
    text = str(office.court.to_public())
    code = keys.code_of(text)
    for wrong in ("", "0000-0000-0000-0000", code[:-1]):
        with pytest.raises(KeyCodeDiffers):
            keys.record(office.node, OLGA, FORUM, COURT, key=text, code=wrong, note="called")
    with pytest.raises(KeyUnusable):
        keys.record(office.node, OLGA, FORUM, COURT, key="age1nonsense", code=code, note="called")
    with pytest.raises(OrderWordsMissing):
        keys.record(office.node, OLGA, FORUM, COURT, key=text, code=code, note=" ")
    spoken = code.upper().replace("-", " ")
    assert keys.record(office.node, OLGA, FORUM, COURT, key=text, code=spoken, note="x") == code
    [one] = issuers.list_issuers(office.node, OLGA, FORUM)
    assert (one.age_key, one.age_key_by_name) == (text, "olga")
    [event] = office.world.events("issuer:key")
    assert (event.facts["code"], event.facts["replaced"]) == (code, False)
    office.registry.add_issuer("Stranger", verified=False)
    with pytest.raises(IssuerNotVerified):
        keys.record(office.node, OLGA, FORUM, "Stranger", key=text, code=code, note="x")


def test_orders_that_cannot_be_answered_are_refused(office: Office) -> None:
    choice = Choice(tuple(office.kims), ALL)
    removal = office.registry.executed(reference="r", targets=["account:kim"])
    asked = office.registry.register(article="10", reference="q", targets=["account:kim"])
    for order_id in (removal, asked):
        with pytest.raises(NothingToGive):
            service.choose(office.node, office.first, order_id, choice, reason="x")
    order_id = office.order()
    request = office.chooses(order_id)
    office.agrees(request)
    answering.withdraw(office.node, OLGA, order_id, reason="by telephone")
    with pytest.raises(NothingToGive):
        service.give(office.node, office.first, order_id)


def test_a_late_answer_needs_somebody_who_still_wants_it(
    office: Office, clock: ManualClock
) -> None:
    order_id = office.order(time_limit="PT24H")
    clock.advance(timedelta(hours=25))
    choice = Choice(tuple(office.kims), ALL)
    with pytest.raises(TimeLimitOver):
        service.choose(office.node, office.first, order_id, choice, reason="x")
    office.chooses(order_id, still_wanted="the registry, by telephone")
    [event] = office.world.events("order:choose")
    assert event.facts["late"] is True


def test_what_is_chosen_is_bounded_and_plain(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = office.order()
    for choice, error in (
        (Choice((), ALL), NothingChosen),
        (Choice(tuple(uuid4() for _ in range(MOST_ITEMS + 1)), ALL), TooMuchChosen),
        (Choice(tuple(office.kims), ALL, note="\ud800"), OrderWordsMissing),
        (Choice(tuple(office.kims), ALL, note="a\x00b"), OrderWordsMissing),
    ):
        with pytest.raises(error):
            service.choose(office.node, office.first, order_id, choice, reason="x")
    choice = Choice(tuple(office.kims), ALL)
    with pytest.raises(AskingReasonMissing):
        service.choose(office.node, office.first, order_id, choice, reason="")
    with pytest.raises(Forbidden):
        service.choose(office.node, MIRA, order_id, choice, reason="x")
    monkeypatch.setattr(opening, "LIMIT", 10)
    with pytest.raises(TooMuchChosen):
        service.choose(office.node, office.first, order_id, choice, reason="x")
    assert not office.world.rows("order_giving")


def test_the_receipt_is_recorded_after_it_left(office: Office, clock: ManualClock) -> None:
    order_id = office.order()
    with pytest.raises(GivingAbsent):
        service.received(office.node, OLGA, order_id, how="by telephone")
    before = clock.now()
    clock.advance(timedelta(hours=1))
    office.gives(order_id)
    with pytest.raises(LetterUntimely):
        service.received(office.node, OLGA, order_id, how="by telephone", at=before)
    service.received(office.node, OLGA, order_id, how="Ms Doe opened it")
    [giving] = office.standing(order_id).givings
    assert giving.received_how == "Ms Doe opened it"
    assert office.world.events("order:receive")


def test_answers_are_counted_and_erased_with_their_order(
    office: Office, clock: ManualClock
) -> None:
    order_id = office.order()
    sealed = office.gives(order_id)
    service.received(office.node, OLGA, order_id, how="Ms Doe opened it")
    answering.report(office.node, OLGA, order_id, how="by post")
    since = clock.now() - timedelta(days=1)
    until = clock.now() + timedelta(days=1)
    assert counting.figures(office.node, OLGA, FORUM, since, until).given == 1
    clock.advance(timedelta(days=370))
    jobs.erase_due(office.node)
    [row] = office.world.rows("order_giving")
    assert (row.sealed, row.received_how, row.sha256) == (None, "", sealed.sha256)
    [giving] = office.standing(order_id).givings
    assert (giving.choice, giving.manifest) == (None, "")


def test_a_reviewer_sees_how_it_stands_and_gives_nothing(office: Office) -> None:
    order_id = office.order()
    office.chooses(order_id)
    one = reading.show(office.node, MIRA, order_id, purpose="test")
    assert service.standing(office.node, MIRA, one).waiting
    with pytest.raises(Forbidden):
        service.give(office.node, MIRA, order_id)
    with pytest.raises(OrderMoveRefused):
        answering.report(office.node, OLGA, order_id, how="by post")
