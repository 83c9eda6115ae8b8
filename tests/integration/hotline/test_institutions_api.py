"""An institution's own case system sees what waits and hands in addresses, and no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests.integration.web.conftest import Browser, Program
from tests.receiving import OTTO
from tests.world import BOSS, FORUM

from tutela.hotline import reading
from tutela.platform.accounts import api_keys
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.web.app import create_app

if TYPE_CHECKING:
    from tests.hotlines import Hotlines

    from tutela.platform.node import Node


class System:
    """A case system, with a key of a purpose."""

    def __init__(self, node: Node) -> None:
        self.node = node
        declare_service(node, BOSS, FORUM, title="Forum", policy=Policy())
        self.browser = Browser(create_app(cast("Any", Program(node, KeyRing(node)))))
        self.key = self.new_key("case-system")

    def new_key(self, purpose: str) -> str:
        scopes = api_keys.PURPOSES[purpose]
        return api_keys.create_key(self.node, BOSS, FORUM, purpose, scopes=scopes).reveal()

    def asks(self, method: str, path: str, body: object = None, key: str = "") -> Any:
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {key or self.key}",
        }
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.browser.send(method, path, content=content, headers=headers)

    def reports(self, **fields: object) -> Any:
        return self.asks("POST", "/v1/hotline/reports", fields)


@pytest.fixture(scope="module")
def system(hotlines: Hotlines) -> System:
    return System(hotlines.first.node)


def test_an_address_that_a_program_hands_in_is_one_case_and_waits_for_people(
    system: System,
) -> None:
    address = "https://pictures.example/handed-in"
    first = system.reports(address=address, words="by our own form", urgent=True)
    assert (first.status_code, first.json()["new"]) == (201, True)
    again = system.reports(address=address, words="once more")
    assert (again.status_code, again.json()["new"]) == (200, False)
    assert first.json()["case"] == again.json()["case"]
    [waits] = [
        one
        for one in system.asks("GET", "/v1/waiting").json()["waiting"]
        if one["id"] == first.json()["case"]
    ]
    assert (waits["kind"], waits["state"], waits["urgent"]) == ("address", "open", True)
    assert waits["due_at"]
    assert "pictures.example" not in str(waits)
    [line] = [one for one in reading.list_cases(system.node, OTTO) if str(one.id) == waits["id"]]
    one = reading.show(system.node, OTTO, line.id, purpose="test")
    assert (one.url, line.reports) == (address, 2)
    assert [step.by_name for step in one.steps] == ["case-system", "case-system"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        {},
        {"address": "https://a.example/x"},
        {"address": "https://a.example/x", "words": ""},
        {"address": "https://a.example/x", "words": "w", "more": 1},
        {"address": "https://a.example/x", "words": "w", "urgent": "yes"},
        {"address": "https://a.example/x", "words": "\x1b[2J"},
        {"address": "no address", "words": "w"},
        {"address": "https://a.example/" + "x" * 9000, "words": "w"},
        {"address": "https://a.example/x", "words": "w" * 5000},
    ],
)
def test_what_is_no_report_of_an_address_is_refused_and_nothing_is_kept(
    system: System, body: object
) -> None:
    before = len(reading.list_cases(system.node, OTTO))
    answer = system.asks("POST", "/v1/hotline/reports", body)
    assert answer.status_code == 400, answer.text
    assert "a.example" not in answer.text
    assert len(reading.list_cases(system.node, OTTO)) == before


def test_a_key_for_something_else_sees_and_hands_in_nothing(
    system: System, hotlines: Hotlines
) -> None:
    for purpose in ("scanning", "metrics", "orders", "notices"):
        key = system.new_key(purpose)
        assert system.asks("GET", "/v1/waiting", key=key).status_code == 403
        body = {"address": "https://b.example/x", "words": "w"}
        assert system.asks("POST", "/v1/hotline/reports", body, key=key).status_code == 403
    assert system.asks("GET", "/v1/waiting", key="tutela_no").status_code == 401
    assert system.asks("POST", "/v1/scan", {}).status_code in (403, 415)
