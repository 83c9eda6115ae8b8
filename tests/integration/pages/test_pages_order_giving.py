"""The page of an order for information: chosen, agreed on, taken out once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyrage
import pytest
from tests.orders import COURT, written

from tutela import assembly
from tutela.demonstration import SERVICE
from tutela.orders import checking, executing, issuers, registering
from tutela.orders.giving import keys
from tutela.orders.model import IssuerKind, Verified
from tutela.platform.approvals import answering, listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

ISSUERS = "/orders/issuers"


@pytest.fixture
def path(stage: Stage) -> str:
    """An order about an account with one item, carried out, of a verified court without a key."""
    stage.add_people("sara", "olga")
    node, sara = stage.node, stage.actor("sara")
    stage.exact_hit(account="kim", name="post-1")
    issuers.add(node, sara, SERVICE, COURT, kind=IssuerKind.COURT, member_state="DE", contact="1")
    issuers.verify(node, sara, SERVICE, COURT, how=Verified.LIST, note="the ministry's list")
    form = written(article="10", targets=["account:kim"], information="What kim shared")
    order_id = registering.register_new(node, sara, SERVICE, form)
    for condition in ("language", "held-already"):
        checking.answer(node, sara, order_id, condition, met=True, note="looked it up")
    executing.execute(node, sara, order_id)
    return f"/orders/{order_id}"


@pytest.fixture
def court(stage: Stage, path: str) -> pyrage.x25519.Identity:
    """The court's key, on record."""
    made = pyrage.x25519.Identity.generate()
    key = str(made.to_public())
    keys.record(
        stage.node, stage.actor("sara"), SERVICE, COURT, key=key, code=keys.code_of(key), note="x"
    )
    return made


def item_of(page: str) -> str:
    found: list[str] = re.findall(r'name="items" value="([^"]+)"', page)
    assert len(found) == 1
    return found[0]


def test_without_a_key_the_page_says_what_to_do(
    stage: Stage, visit: Callable[[str], Visitor], path: str
) -> None:
    sara = visit("sara")
    assert "is sealed to the key of" in sara.reads(path)
    key = str(pyrage.x25519.Identity.generate().to_public())
    fields = {"issuer": f"{SERVICE} {COURT}", "key": key, "note": "registry, by telephone"}
    wrong = sara.sends(f"{ISSUERS}/key", page=ISSUERS, code="0000", **fields)
    assert wrong.status_code == 400
    assert "not the code of that key" in wrong.text
    assert key in wrong.text
    code = keys.code_of(key)
    right = sara.sends(f"{ISSUERS}/key", page=ISSUERS, code=code, **fields)
    assert right.status_code == 303
    assert code in sara.reads(f"{ISSUERS}?done=key")
    assert "Ask to give it" in sara.reads(path)


def test_it_leaves_once_after_another_person_agreed(
    stage: Stage, visit: Callable[[str], Visitor], path: str, court: pyrage.x25519.Identity
) -> None:
    sara = visit("sara")
    page = sara.reads(path)
    assert "What kim shared" in page
    asked = sara.sends(
        f"{path}/choose", page=path, items=item_of(page), parts="media", note="Born in 1990.",
        reason="the court asks",
    )  # fmt: skip
    assert asked.headers["location"].endswith("?done=asked")
    assert "sara asked to give information" in sara.reads(path)
    early = sara.sends(f"{path}/give", page=path)
    assert early.status_code == 409
    [request] = listing.list_requests(stage.node, stage.actor("olga"))
    assert f'href="{path}"' in visit("olga").reads("/requests")
    answering.approve(
        stage.node, stage.actor("olga"), request.id, reason="right", doers=assembly.doers()
    )
    left = sara.sends(f"{path}/give", page=path)
    assert left.status_code == 200
    assert left.headers["cache-control"] == "no-store"
    assert pyrage.decrypt(left.content, [court]).startswith(b"PK")
    assert sara.sends(f"{path}/give", page=path).status_code == 404
    page = sara.reads(path)
    assert "Taken out by sara" in page
    assert "ANSWER.txt" in page
    done = sara.sends(f"{path}/received", page=path, how="Ms Doe opened it")
    assert done.status_code == 303
    assert "Ms Doe opened it" in sara.reads(path)


def test_what_cannot_be_chosen_comes_back_with_the_input(
    stage: Stage, visit: Callable[[str], Visitor], path: str, court: pyrage.x25519.Identity
) -> None:
    sara = visit("sara")
    for fields, status in (
        ({}, 400),
        ({"items": "tea"}, 400),
        ({"items": "0193a1de-0000-7000-8000-000000000000"}, 400),
        ({"items": item_of(sara.reads(path)), "reason": ""}, 400),
    ):
        answer = sara.sends(f"{path}/choose", page=path, **{"reason": "because", **fields})
        assert answer.status_code == status, answer.text
        assert "notice stop" in answer.text
    mira = visit("mira")
    assert "Ask to give it" not in mira.reads(path)
