"""A platform says what it knows of a report: only of its own service's, and only what is sound."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pytest
from tests.bureau import Bureau
from tests.integration.web.conftest import Browser, Program
from tests.simulators.cybertip import CyberTip
from tests.world import BOSS

from tutela import demonstration
from tutela.platform.accounts.api_keys import create_key
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.permissions import Permission
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.reporting.details import Details
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

CANARY = "canary-that-must-not-leave"
DETAILS = {
    "description": "neutral marker",
    "suspects": [{"screen_name": "kim", "captures": [{"address": "192.0.2.7", "port": 40711}]}],
}


class Desk:
    """A node with a draft that a platform may describe."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        node = bureau.node
        self.browser = Browser(create_app(cast("Any", Program(node, KeyRing(node)))))
        bureau.add_pack()
        bureau.confirmed()
        self.report = bureau.only().row.id

    def key(self, service: str = demonstration.SERVICE, *scopes: Permission) -> dict[str, str]:
        given = scopes or (Permission.REPORT_DETAILS,)
        token = create_key(self.bureau.node, BOSS, service, "uploader", scopes=given)
        return {"Authorization": f"Bearer {token.reveal()}"}

    def puts(self, body: bytes, key: dict[str, str] | None = None, report: object = "") -> Any:
        path = f"/v1/reports/{report or self.report}/details"
        headers = {"Content-Type": "application/json", **(self.key() if key is None else key)}
        return self.browser.send("PUT", path, content=body, headers=headers)

    def told(self) -> Details:
        shown = self.bureau.show(self.report).report
        assert shown is not None
        return shown.details


@pytest.fixture
def desk(demo_node: Node, clock: ManualClock) -> Iterator[Desk]:
    with CyberTip(now=clock.now) as service:
        bureau = Bureau(demo_node, service)
        try:
            yield Desk(bureau)
        finally:
            bureau.close()


def test_what_a_platform_knows_goes_into_the_draft(desk: Desk) -> None:
    answer = desk.puts(json.dumps(DETAILS).encode())
    assert (answer.status_code, answer.content) == (204, b"")
    assert desk.told() == Details.model_validate(DETAILS)
    assert desk.puts(b'{"description": "something else"}').status_code == 204
    assert desk.told() == Details(description="something else")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"\xff\xfe",
        json.dumps({CANARY: 1}).encode(),
        json.dumps({"incident": CANARY}).encode(),
        json.dumps({"suspects": [{"captures": [{"address": CANARY}]}]}).encode(),
        json.dumps({"happened_at": "2026-01-02T03:04"}).encode(),
        b"[" * 100_000,
    ],
)
def test_details_that_are_not_sound_are_refused_without_repeating_them(
    desk: Desk, body: bytes
) -> None:
    answer = desk.puts(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "report-details-invalid")
    assert answer.headers["content-type"] == "application/problem+json"
    assert CANARY not in answer.json()["detail"].partition(":")[2].partition(":")[2]
    assert desk.told() == Details()


def test_too_much_is_not_read(desk: Desk) -> None:
    answer = desk.puts(b" " * (1024 * 1024 + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert desk.puts(b'{"description": "x"}'.ljust(1024 * 1024)).status_code == 204


def test_another_services_report_does_not_exist_for_a_key(desk: Desk) -> None:
    declare_service(desk.bureau.node, BOSS, "forum", title="Forum", policy=Policy())
    answer = desk.puts(b"{}", desk.key("forum"))
    assert (answer.status_code, answer.json()["code"]) == (404, "report-unknown")
    answer = desk.puts(b"{}", report=UUID(int=7))
    assert (answer.status_code, answer.json()["code"]) == (404, "report-unknown")
    assert desk.puts(b"{}", report="not-an-id").status_code == 400


def test_a_key_needs_the_permission_and_must_be_there(desk: Desk) -> None:
    assert desk.puts(b"{}", {}).status_code == 401
    assert desk.puts(b"{}", desk.key(demonstration.SERVICE, Permission.SCAN)).status_code == 403


def test_what_a_person_has_sent_is_changed_by_no_platform(desk: Desk) -> None:
    desk.bureau.send(desk.report)
    answer = desk.puts(json.dumps(DETAILS).encode())
    assert (answer.status_code, answer.json()["code"]) == (409, "report-move-refused")
    desk.bureau.run_jobs()
    assert desk.puts(b"{}").status_code == 409


def test_the_description_of_the_api_says_what_details_are_made_of(desk: Desk) -> None:
    described = desk.browser.get("/openapi.json").json()
    operation = described["paths"]["/v1/reports/{report_id}/details"]["put"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Details"}
    schemas = described["components"]["schemas"]
    assert set(schemas["Details"]["properties"]) == set(Details.model_fields)
    references = json.dumps(described).split('"$ref": "')[1:]
    named = {one.partition('"')[0].rpartition("/")[2] for one in references}
    assert named <= set(schemas)
