"""Orders over HTTP: an authority's program sends them, the platform's says what became of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.orders import OLGA, WHOLE, Registry

from tutela.orders import form, reading, registering
from tutela.orders.model import CameBy
from tutela.platform.accounts.api_keys import PURPOSES
from tutela.platform.actor import operator
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from tests.integration.web.conftest import Browser

    from tutela.platform.node import Node

CANARY = "canary-that-must-not-leave"
BOSS = operator("console")


@pytest.fixture
def registry(node: Node) -> Registry:
    return Registry(node)


@pytest.fixture
def authority(registry: Registry, make_key: Callable[..., dict[str, str]]) -> dict[str, str]:
    return make_key(*PURPOSES["orders"])


@pytest.fixture
def platform(registry: Registry, make_key: Callable[..., dict[str, str]]) -> dict[str, str]:
    return make_key(Permission.ORDER_EFFECT)


def submits(browser: Browser, key: dict[str, str], **changes: Any) -> httpx.Response:
    return browser.send("POST", "/v1/orders", json=WHOLE | changes, headers=key)


def test_a_submitted_order_waits_for_a_person_who_registers_it_as_it_was_sent(
    browser: Browser, registry: Registry, authority: dict[str, str]
) -> None:
    answer = submits(browser, authority)
    assert answer.status_code == 202
    [line] = reading.list_orders(registry.node, OLGA)
    assert (str(line.id), line.came_by, line.article) == (
        answer.json()["order"], CameBy.API, None,
    )  # fmt: skip
    sent = form.parse(registry.show(line.id).proposed.encode())
    registering.register(registry.node, OLGA, line.id, sent)
    assert registry.show(line.id).line.reference == WHOLE["reference"]


def test_the_very_same_sent_again_is_the_same_order(
    browser: Browser, registry: Registry, authority: dict[str, str]
) -> None:
    first = submits(browser, authority).json()
    again = submits(browser, authority)
    assert (again.status_code, again.json()) == (200, first | {"new": False})
    assert submits(browser, authority, reasons="others").json()["order"] != first["order"]
    assert len(reading.list_orders(registry.node, OLGA)) == 2


def test_ten_thousand_addresses_are_taken_over_http(
    browser: Browser, authority: dict[str, str]
) -> None:
    many = [f"https://forum.example/{'p' * 300}/{number}" for number in range(10_000)]
    assert submits(browser, authority, targets=many).status_code == 202
    more = submits(browser, authority, targets=[*many, "item:one-more"])
    assert (more.status_code, more.json()["code"]) == (413, "order-too-many-targets")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "order-fields-invalid"),
        (b"{", "order-fields-invalid"),
        (b"[]", "order-fields-invalid"),
        (b"[" * 100_000, "order-fields-invalid"),
        (b"\xff\xfe", "order-fields-invalid"),
        (json.dumps({CANARY: CANARY}).encode(), "order-fields-invalid"),
        (json.dumps(WHOLE | {"targets": [CANARY]}).encode(), "order-target-invalid"),
        (json.dumps(WHOLE | {"targets": CANARY}).encode(), "order-fields-invalid"),
        (json.dumps(WHOLE | {"reasons": CANARY + "\0"}).encode(), "order-fields-invalid"),
        (json.dumps(WHOLE | {"issued_at": 7}).encode(), "order-fields-invalid"),
    ],
)
def test_what_is_no_order_is_refused_and_not_repeated(
    browser: Browser, registry: Registry, authority: dict[str, str], body: bytes, code: str
) -> None:
    answer = browser.send("POST", "/v1/orders", content=body, headers=authority)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert CANARY not in answer.text
    assert reading.list_orders(registry.node, OLGA) == []


def test_nobody_submits_or_answers_without_the_right_key(
    browser: Browser, registry: Registry, authority: dict[str, str], platform: dict[str, str]
) -> None:
    path = f"/v1/orders/{registry.executed()}/effects"
    body = {"targets": [{"number": 1, "state": "done"}]}
    assert submits(browser, {}).status_code == 401
    assert submits(browser, platform).status_code == 403
    assert browser.send("POST", path, json=body).status_code == 401
    assert browser.send("POST", path, json=body, headers=authority).status_code == 403


def test_the_platform_says_what_became_of_each_target(
    browser: Browser, registry: Registry, platform: dict[str, str]
) -> None:
    order_id = registry.executed(targets=["item:a", "item:b"])
    path = f"/v1/orders/{order_id}/effects"
    refused = {"number": 2, "state": "refused", "reason": "a newspaper"}
    for targets, state in (
        ([{"number": 1, "state": "done", "at": "2026-11-22T08:30:00Z"}], "executing"),
        ([{"number": 1, "state": "done"}], "executing"),
        ([refused], "effected"),
        ([refused], "effected"),
    ):
        answer = browser.send("POST", path, json={"targets": targets}, headers=platform)
        assert answer.json() == {"order": str(order_id), "state": state}
    for wrong, status in (
        ({"targets": [{"number": 3, "state": "done"}]}, 400),
        ({"targets": [{"number": 1, "state": CANARY}]}, 400),
        ({"targets": []}, 400),
        ({"targets": [{"number": 1, "state": "not-found"}]}, 409),
    ):
        answer = browser.send("POST", path, json=wrong, headers=platform)
        assert answer.status_code == status
        assert CANARY not in answer.text
    missing = f"/v1/orders/{registry.node.ids.new()}/effects"
    body = {"targets": [{"number": 1, "state": "done"}]}
    assert browser.send("POST", missing, json=body, headers=platform).status_code == 404
