"""Whoever left an address is told by e-mail that we have the notice, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.integration.notices.notice_samples import NOT_ILLEGAL
from tests.simulators.mail import Mailbox, serving, settings_of
from tests.world import CURATOR

from tutela.redress.complaints import deciding as complaints
from tutela.redress.complaints import lodging
from tutela.redress.complaints.answer import Answer
from tutela.redress.notices import erasing, mailing
from tutela.redress.notices.errors import NoticeInvalid, NoticeUntold
from tutela.redress.notices.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.integration.notices.notice_samples import Door

    from tutela.platform.clock import ManualClock

KIM = "kim@mail.example"


@pytest.fixture
def box() -> Mailbox:
    return Mailbox(frozenset({KIM}))


@pytest.fixture
def mailed(door: Door, box: Mailbox, tmp_path: Path) -> Iterator[Door]:
    """A node that sends mail through the simulated server."""
    with serving(box, tmp_path) as authority:
        changed = settings_of(box, authority, tmp_path, "notices@example.net")
        object.__setattr__(door.node, "settings", door.node.settings.model_copy(update=changed))
        yield door


def sends(door: Door, rows: Callable[..., list[Any]]) -> None:
    """The jobs run that wait."""
    for row in rows("SELECT id FROM notice_mail WHERE state = 'waiting' ORDER BY made_at"):
        mailing.send(door.node, mail_id=str(row.id))


def test_the_receipt_and_the_decision_arrive_in_the_language_of_the_notice(
    mailed: Door, box: Mailbox, rows: Callable[..., list[Any]]
) -> None:
    made = mailed.takes(name="Kim", email=KIM, language="de-AT")
    sends(mailed, rows)
    [receipt] = box.arrived
    said = receipt.get_content()
    assert receipt["Content-Language"] == "de"
    assert receipt["From"] == "Forum <notices@example.net>"
    assert str(made.notice_id) in said
    assert "112" in said
    mailed.decides(made.notice_id)
    sends(mailed, rows)
    decision = box.arrived[1].get_content()
    assert NOT_ILLEGAL.told in decision
    assert "20" in decision
    for hidden in ("forum.example", "neutral marker", made.code.reveal()):
        assert hidden not in said + decision
    sends(mailed, rows)
    assert len(box.arrived) == 2
    assert len(rows("SELECT id FROM audit_event WHERE event = 'notice:tell'")) == 2


def test_each_who_gave_notice_of_the_same_is_told_once_of_every_changed_decision(
    mailed: Door, box: Mailbox, rows: Callable[..., list[Any]]
) -> None:
    first, second, third = (
        mailed.takes(name="Kim", email=KIM, source=f"s{number}") for number in range(3)
    )
    mailed.decides(first.notice_id)
    objects = {
        made.notice_id: lodging.by_code(mailed.node, made.code.reveal(), "It is.", language="en")
        for made in (first, second)
    }
    sends(mailed, rows)
    before = len(box.arrived)
    complaints.decide(mailed.node, CURATOR, objects[first.notice_id].id, Answer("It stands."))
    sends(mailed, rows)
    assert len(box.arrived) == before + 1, "the answer to the first complaint"
    changed = Answer("We looked again.", notice=Outcome.ACTED_LAW)
    complaints.decide(mailed.node, CURATOR, objects[second.notice_id].id, changed)
    sends(mailed, rows)
    told = box.arrived[before + 1 :]
    assert all("We looked again." in one.get_content() for one in told)
    assert sorted(str(one["Subject"])[-8:] for one in told) == sorted(
        str(made.notice_id)[-8:] for made in (first, second, third)
    )
    kinds = rows("SELECT kind FROM notice_mail ORDER BY kind")
    assert [one.kind for one in kinds].count("changed") == 2


def test_nothing_is_sent_to_who_gave_no_address(
    mailed: Door, rows: Callable[..., list[Any]]
) -> None:
    mailed.decides(mailed.takes().notice_id)
    assert rows("SELECT id FROM notice_mail") == []


def test_a_bounce_stands_with_the_notice(mailed: Door, rows: Callable[..., list[Any]]) -> None:
    mailed.takes(name="Kim", email="nobody@mail.example")
    sends(mailed, rows)
    [row] = rows("SELECT state, last_error FROM notice_mail")
    assert (row.state, row.last_error) == ("failed", "recipient refused, 550")
    assert len(rows("SELECT id FROM audit_event WHERE event = 'notice:fail-to-tell'")) == 1


def test_a_server_that_puts_off_is_asked_again(
    mailed: Door, box: Mailbox, rows: Callable[..., list[Any]]
) -> None:
    box.greylisted = 1
    mailed.takes(name="Kim", email=KIM)
    with pytest.raises(NoticeUntold):
        sends(mailed, rows)
    sends(mailed, rows)
    assert len(box.arrived) == 1


def test_a_message_about_what_was_erased_is_given_up(
    mailed: Door, box: Mailbox, clock: ManualClock, rows: Callable[..., list[Any]]
) -> None:
    made = mailed.takes(name="Kim", email=KIM)
    mailed.decides(made.notice_id)
    erase_at = mailed.shows(made.notice_id).erase_at
    assert erase_at
    clock.set(erase_at)
    erasing.erase_due(mailed.node)
    sends(mailed, rows)
    assert box.arrived == []
    assert {row.state for row in rows("SELECT state FROM notice_mail")} == {"failed"}


@pytest.mark.parametrize("poison", [" ", "=?utf-8?q?x?=@b.example", "a\n@b.example"])
def test_a_message_that_cannot_be_made_is_given_up_and_stops_no_other(
    mailed: Door, box: Mailbox, rows: Callable[..., list[Any]], poison: str
) -> None:
    """What the door refuses now may lie here from before."""
    mailed.takes(name="Lee", email=KIM)
    with mailed.node.transaction() as connection:
        connection.execute(text("UPDATE notice SET email = :poison"), {"poison": poison})
    mailed.takes(name="Kim", email=KIM, urls=("https://forum.example/other",))
    sends(mailed, rows)
    assert len(box.arrived) == 1
    lost, sent = rows("SELECT state, last_error FROM notice_mail ORDER BY made_at, id")
    assert (lost.state, sent.state) == ("failed", "sent")
    assert lost.last_error.startswith("no message can be made of it")


def test_a_node_without_a_mail_server_says_so(door: Door, rows: Callable[..., list[Any]]) -> None:
    door.takes(name="Kim", email=KIM)
    sends(door, rows)
    [row] = rows("SELECT state, last_error FROM notice_mail")
    assert (row.state, row.last_error) == ("failed", "this node sends no e-mail")


@pytest.mark.parametrize(
    "address",
    ["kim", "kim@", "a@b.example\nBcc: c@d.example", "a b@c.example", "\u200b",
     "kim@mail.example\u200b", "k\u00efm@mail.example",
     "=?utf-8?q?x?=@b.example"],
)  # fmt: skip
def test_what_could_name_a_second_recipient_or_none_is_no_address(door: Door, address: str) -> None:
    with pytest.raises(NoticeInvalid):
        door.takes(email=address)
