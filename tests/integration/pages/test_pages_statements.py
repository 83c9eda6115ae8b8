"""The pages of what users are told: the list, one letter, and a case whose user is told later."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tutela.casework.queue import show_case
from tutela.platform.actor import NODE
from tutela.redress.statements import mailing, making, store_erasing, store_mail
from tutela.redress.statements.machine import MailCommand
from tutela.redress.statements.model import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

HELD = {"why": "investigation", "source": "Police <b>, 12 Js 345/26"}


@pytest.fixture
def case(stage: Stage) -> UUID:
    """A case whose item is held, and whose user was told."""
    stage.add_people("mira", "sara")
    made = stage.exact_hit(account="<i>kim</i>")
    _say(stage, made)
    return made


def _say(stage: Stage, case: UUID) -> None:
    """What the job does."""
    for one in show_case(stage.node, stage.actor("mira"), case, purpose="test").items:
        making.follow(stage.node, subject_id=str(one.id))


def _reject(stage: Stage, sara: Visitor, case: UUID) -> None:
    """Somebody decides, and the job makes the statement of it."""
    items = [
        str(one.id)
        for one in show_case(stage.node, stage.actor("sara"), case, purpose="test").items
    ]
    sara.sends(f"/cases/{case}/decide", finding="not-abuse-material", reason="no", items=items)
    _say(stage, case)


def _in(stage: Stage, days: float) -> str:
    return f"{stage.node.clock.now() + timedelta(days=days):%Y-%m-%dT%H:%M}"


def _addresses(page: str, word: str) -> list[str]:
    return re.findall(rf'action="(/cases/[^"]+/withholdings/[^"]+/{word})"', page)


def test_the_list_leads_to_the_letter_and_the_look_is_in_the_log(
    visit: Callable[[str], Visitor], case: UUID, events: Callable[[str], list[Any]]
) -> None:
    mira = visit("mira")
    listed = mira.reads("/statements")
    assert "Hidden until a person looks" in listed
    assert "&lt;i&gt;kim&lt;/i&gt;" in listed
    [address] = set(re.findall(r'href="(/statements/[0-9a-f-]{36})"', listed))
    letter = mira.reads(address)
    assert "No person has looked at it yet" in letter
    assert "Send it again" not in letter
    assert len(events("statement:view")) == 1
    assert address in mira.reads(f"/cases/{case}")
    for show in ("untold", "held-back", "unfit", "unreachable"):
        assert mira.opens(f"/statements?show={show}").status_code == 200
    assert mira.opens("/statements?show=nonsense").status_code == 400
    assert mira.opens(address[:-1] + ("0" if address[-1] != "0" else "1")).status_code == 404


def test_a_senior_has_a_letter_sent_again(
    visit: Callable[[str], Visitor], case: UUID, events: Callable[[str], list[Any]]
) -> None:
    sara = visit("sara")
    [address] = set(re.findall(r'href="(/statements/[^"?]{36})"', sara.reads("/statements")))
    assert case
    sent = sara.sends(f"{address}/resend", page=address)
    assert sent.headers["location"] == f"{address}?done=again"
    assert "The letter is on its way again." in sara.reads(f"{address}?done=again")
    assert "sent again by" in sara.reads(address)
    assert len(events("statement:resend")) == 1
    assert visit("mira").sends(f"{address}/resend").status_code == 403


def test_of_an_erased_statement_the_page_says_so_and_offers_nothing(
    stage: Stage, visit: Callable[[str], Visitor], case: UUID
) -> None:
    sara = visit("sara")
    [address] = set(re.findall(r'href="(/statements/[^"?]{36})"', sara.reads("/statements")))
    with stage.node.work(NODE, purpose="test") as work:
        store_erasing.erase(work.connection, UUID(address[-36:]), State.ERASED, work.now)
    shown = sara.reads(address)
    assert "What it said was erased, its time being over" in shown
    assert "Hidden until a person looks" in shown
    for gone in ("kim", "No person has looked at it yet", "Send it again", "The letter"):
        assert gone not in shown
    assert "kim" not in sara.reads("/statements")
    assert address in sara.reads(f"/cases/{case}")
    refused = sara.sends(f"{address}/resend", page=address)
    assert refused.status_code == 409
    assert "was erased, its time being over" in refused.text


def test_a_senior_holds_back_what_comes_and_tells_it_later(
    stage: Stage, visit: Callable[[str], Visitor], case: UUID
) -> None:
    sara, mira, where = visit("sara"), visit("mira"), f"/cases/{case}"
    assert "Hold back what this user is told" not in mira.reads(where)
    until = _in(stage, 10)
    placed = sara.sends(f"{where}/hold-back", page=where, until=until, **HELD)
    assert placed.headers["location"] == f"{where}?done=withheld#told"
    _reject(stage, sara, case)
    shown = mira.reads(where)
    assert "Police &lt;b&gt;, 12 Js 345/26" in shown
    assert "Tell the user now" not in shown
    listed = mira.reads("/statements?show=held-back")
    assert "No longer restricted" in listed
    assert "What holds them back" in listed
    own = sara.reads(where)
    assert _addresses(own, "renew") == []  # another person must
    [release] = _addresses(own, "release")
    refused = sara.sends(release, page=where, reason=" ")
    assert refused.status_code == 400
    assert "Say who asks for it" in refused.text
    told = sara.sends(release, page=where, reason="the arrest was made")
    assert told.headers["location"] == f"{where}?done=released#told"
    assert _addresses(sara.reads(where), "release") == []


def test_what_is_wrong_in_the_form_stands_beside_it_with_the_input(
    stage: Stage, visit: Callable[[str], Visitor], case: UUID
) -> None:
    sara, where = visit("sara"), f"/cases/{case}"
    good = {**HELD, "until": _in(stage, 3)}
    for wrong in (
        {"until": ""}, {"until": "soon"}, {"until": _in(stage, 43)}, {"until": _in(stage, -1)},
        {"why": "because"}, {"source": ""}, {"source": "x" * 501},
    ):  # fmt: skip
        answer = sara.sends(f"{where}/hold-back", page=where, **(good | wrong))
        assert answer.status_code == 400, wrong
        assert 'role="alert"' in answer.text
    assert visit("mira").sends(f"{where}/hold-back", page=where, **good).status_code == 403


def test_a_letter_that_did_not_arrive_is_seen_sent_elsewhere_and_closed(
    visit: Callable[[str], Visitor], stage: Stage, case: UUID
) -> None:
    sara, mira = visit("sara"), visit("mira")
    [address] = set(re.findall(r'href="(/statements/[0-9a-f-]{36})"', sara.reads("/statements")))
    assert "Send by e-mail" not in sara.reads(address)  # this node sends none
    refused = sara.sends(f"{address}/mail", page=address, email="kim@mail.example")
    assert (refused.status_code, "mail_host" in refused.text) == (409, True)
    sends = {"mail_host": "127.0.0.1", "mail_port": 1, "mail_from": "forum@example.net"}
    settings = stage.node.settings.model_copy(update=sends)
    object.__setattr__(stage.node, "settings", settings)
    assert "Send by e-mail" not in mira.reads(address)
    assert 'name="email"' in sara.reads(address)
    for wrong in ("", "kim", "kim@mail.example\nBcc: x@y.example", "a b@c.example"):
        page = sara.sends(f"{address}/mail", page=address, email=wrong)
        assert page.status_code == 400
        assert 'class="notice stop"' in page.text
    sara.sends(f"{address}/mail", email="kim@mail.example")
    shown = sara.reads(f"{address}?done=mailed")
    assert "The letter is on its way by e-mail." in shown
    assert "Left empty, it goes where the account is known" in shown
    assert "kim@mail.example" not in shown
    mailing.send_due(stage.node)
    with stage.node.work(stage.actor("sara"), purpose="test") as work:
        one = store_mail.due(work.connection, work.now + timedelta(days=1))
        assert one
        mailing.move(work, one, MailCommand.GIVE_UP)
    assert "not delivered" in sara.reads("/statements?show=undelivered")
    [close] = re.findall(rf'action="({address}/mails/[^"]+/close)"', sara.reads(address))
    assert sara.sends(close, page=address, reason=" ").status_code == 400
    sara.sends(close, reason="the account is gone")
    assert "closed by a person" in sara.reads(address)
    assert sara.sends(close, page=address, reason="again").status_code == 404
    listed = sara.reads("/statements?show=undelivered")
    assert "Every letter by e-mail arrived" in listed
