"""The pages of orders: who may see and do what, and what comes back when it is refused."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.pages.conftest import _TOKEN
from tests.orders import COURT, WHOLE

from tutela.demonstration import SERVICE
from tutela.orders import issuers, reading
from tutela.orders.model import IssuerKind
from tutela.orders.reading import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

FIELDS = {
    **{name: value for name, value in WHOLE.items() if isinstance(value, str)},
    "service": SERVICE,
    "scope": "DE",
    "targets": "https://forum.example/posts/1",
    "issued_at": "2026-11-21T09:00",
}
PDF = b"%PDF-1.7 <script>alert(1)</script>"


@pytest.fixture
def sara(stage: Stage, visit: Callable[[str], Visitor]) -> Visitor:
    """A senior, and a court that its register knows."""
    made = visit("sara")
    issuers.add(
        stage.node, stage.actor("sara"), SERVICE, COURT,
        kind=IssuerKind.COURT, member_state="DE", contact="+49 30 000000",
    )  # fmt: skip
    return made


def uploads(visitor: Visitor, data: bytes, name: str = "o.pdf") -> httpx.Response:
    [token, *_] = _TOKEN.findall(visitor.reads("/orders/new"))
    fields = {"csrf": token, "service": SERVICE}
    sent = visitor._client.post("/orders/upload", data=fields, files={"file": (name, data)})
    return asyncio.run(sent)


def registered(sara: Visitor, **changes: str) -> str:
    answer = sara.sends("/orders/new", page="/orders/new", **FIELDS | changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def verifies(sara: Visitor) -> None:
    answer = sara.sends(
        "/orders/issuers/verify", page="/orders/issuers", issuer=f"{SERVICE} {COURT}",
        how="call-back", note="the number of the ministry's list",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text


def test_an_order_goes_from_paper_to_its_answer_without_script(
    sara: Visitor, events: Callable[[str], list[Any]]
) -> None:
    verifies(sara)
    assert "called back by sara" in sara.reads("/orders/issuers?done=verified")
    path = registered(sara)
    page = sara.reads(path)
    for words in ("Article 9(2)(a)(i)", "12 Gs 345/26", "Carry it out", "Confirm its receipt"):
        assert words in page
    for step, word, fields in (
        ("acknowledge", "acknowledged", {"how": "by e-mail"}),
        ("check/language", "checked", {"answer": "met", "reason": "we read German"}),
        ("execute", "executed", {}),
        ("effect", "answered", {"became": "done"}),
        ("report", "reported", {"how": "by e-mail"}),
    ):
        answer = sara.sends(f"{path}/{step}", page=path, **fields)
        assert answer.headers["location"] == f"{path}?done={word}"
    page = sara.reads(path)
    assert "took effect and answered" in page
    assert "Effect was given for 1 of 1 targets" in page
    assert path in sara.reads("/orders?show=over")
    assert path not in sara.reads("/orders")
    assert len(events("order:report")) == 1


def test_an_order_of_an_unverified_issuer_waits_for_another_person(
    sara: Visitor, visit: Callable[[str], Visitor], events: Callable[[str], list[Any]]
) -> None:
    path = registered(sara)
    assert "another person must agree" in sara.reads(path)
    refused = sara.sends(f"{path}/execute", page=path, reason="")
    assert refused.status_code == 400
    sara.sends(f"{path}/execute", page=path, reason="it is whole")
    olga = visit("olga")
    [agreeing] = re.findall(r'action="(/requests/[^"]+/approve)"', olga.reads("/requests"))
    assert f'href="{path}"' in olga.reads("/requests")
    olga.sends(agreeing, page="/requests", reason="I called back")
    assert len(events("order:execute")) == 1
    assert "being carried out" in sara.reads(path)


def test_a_reviewer_reads_and_finds_no_form(sara: Visitor, visit: Callable[[str], Visitor]) -> None:
    path = registered(sara)
    mira = visit("mira")
    page = mira.reads(path)
    assert "12 Gs 345/26" in page
    assert f'action="{path}/' not in page
    assert mira.sends(f"{path}/execute", page="/desk").status_code == 403
    assert mira.opens("/orders/new").status_code == 403


def test_an_administrator_sees_no_orders(visit: Callable[[str], Visitor]) -> None:
    assert visit("boss").opens("/orders").status_code == 403


def test_what_is_refused_comes_back_with_the_input(sara: Visitor, stage: Stage) -> None:
    for changes, words in (
        ({"targets": "tea"}, "line 1"),
        ({"issuer": "Nobody <b>"}, "no issuer named Nobody &lt;b&gt;"),
        ({"issued_at": ""}, "issued_at"),
        ({"issued_at": "yesterday"}, "That is no time"),
        ({"scope": "XX"}, "Member State"),
        ({"reasons": "x" * 20_001}, "20000"),
    ):
        answer = sara.sends("/orders/new", page="/orders/new", **FIELDS | changes)
        assert answer.status_code in (400, 404), words
        assert words in answer.text
        assert "Section 184b StGB" in answer.text
    assert reading.list_orders(stage.node, stage.actor("sara")) == []


def test_a_file_is_taken_in_read_outside_and_registered(
    sara: Visitor, events: Callable[[str], list[Any]]
) -> None:
    answer = uploads(sara, PDF, "<b>o.pdf")
    path = answer.headers["location"].partition("?")[0]
    again = uploads(sara, PDF)
    assert again.headers["location"] == f"{path}?done=known"
    page = sara.reads(path)
    assert "&lt;b&gt;o.pdf" in page
    assert "alert(1)" not in page
    taken = sara.opens(f"{path}/documents/1")
    assert taken.content == PDF
    assert taken.headers["content-type"] == "application/octet-stream"
    assert taken.headers["content-disposition"].startswith("attachment")
    assert taken.headers["cache-control"] == "no-store"
    assert len(events("order:open")) == 1
    sent = sara.sends(f"{path}/register", page=f"{path}/register", **FIELDS)
    assert sent.headers["location"] == f"{path}?done=registered"


def test_a_picture_and_nothing_at_all_are_no_documents(sara: Visitor) -> None:
    path = uploads(sara, b"\x89PNG\r\n\x1a\n").headers["location"].partition("?")[0]
    assert "In quarantine" in sara.reads(path)
    assert sara.opens(f"{path}/documents/1").status_code == 409
    assert sara.opens(f"{path}/documents/7").status_code == 404
    assert uploads(sara, b"").status_code == 400
    large = uploads(sara, b"%PDF-" + b"x" * (20 * 1024 * 1024))
    assert large.status_code == 413
    sent = sara.sends("/orders/upload", page="/orders/new", service=SERVICE, file="no file")
    assert sent.status_code == 400


def test_every_state_has_its_page(sara: Visitor, stage: Stage) -> None:
    verifies(sara)
    path = registered(sara)
    for step, fields in (
        ("return", {"reason": "the basis", "how": "by e-mail"}),
        ("register", FIELDS),
        ("check/language", {"answer": "met", "reason": "read"}),
        ("execute", {}),
        ("withdraw", {"reason": "quashed"}),
        ("effect", {"became": "done"}),
        ("report", {"how": "by e-mail"}),
    ):
        page = f"{path}/register" if step == "register" else path
        answer = sara.sends(f"{path}/{step}", page=page, **fields)
        assert answer.status_code == 303, (step, answer.text)
        assert sara.reads(path)
    other = registered(sara, reference="2")
    sara.sends(f"{other}/refuse", page=other, reason="not ours")
    sara.sends(f"{other}/report", page=other, how="by letter")
    assert "not ours" in sara.reads(other)
    third = uploads(sara, PDF).headers["location"].partition("?")[0]
    wrong = sara.sends(f"{third}/dismiss", page=third, reason="the same", same_as="tea")
    assert wrong.status_code == 404
    assert "There is no order" in wrong.text
    same = other.rpartition("/")[2]
    sara.sends(f"{third}/dismiss", page=third, reason="the same", same_as=same)
    assert f'href="{other}"' in sara.reads(third)
    assert reading.list_orders(stage.node, stage.actor("sara"), states=OPEN) == []


def test_words_that_no_form_sends_are_refused_in_words(sara: Visitor) -> None:
    path = registered(sara)
    for step, fields in (
        ("check/tea", {"answer": "met", "reason": "x"}),
        ("check/issuer", {"answer": "met", "reason": "x"}),
        ("acknowledge", {"how": "x", "at": "tea"}),
    ):
        assert sara.sends(f"{path}/{step}", page=path, **fields).status_code == 400
    for fields in ({"how": "tea"}, {"how": "call-back", "note": ""}):
        answer = sara.sends(
            "/orders/issuers/verify", page="/orders/issuers",
            issuer=f"{SERVICE} {COURT}", **fields,
        )  # fmt: skip
        assert answer.status_code == 400
    answer = sara.sends(
        "/orders/issuers", page="/orders/issuers", service=SERVICE, name="X", kind="tea", state="DE"
    )
    assert answer.status_code == 400
