"""What users flagged, at the doors: a platform's key hands it on, and people open and decide it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests.integration.web.conftest import Browser, Program
from tests.world import BOSS, FORUM, MIRA

from tutela.law.model import SurfaceKind
from tutela.platform.accounts.api_keys import create_key
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.permissions import Permission
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service, declare_surface
from tutela.redress.flags import deciding
from tutela.redress.flags.model import Outcome
from tutela.web.app import create_app

if TYPE_CHECKING:
    from tutela.platform.node import Node

CANARY = "canary-that-must-stay-sealed"
FLAG = {
    "id": "f1",
    "item": "photo-1",
    "surface": "posts",
    "category": "material",
    "account": "kim",
    "words": CANARY,
}


class Line:
    """The API's door, with a key that may hand flags on."""

    def __init__(self, node: Node) -> None:
        self.node = node
        declare_service(node, BOSS, FORUM, title="Forum", policy=Policy())
        declare_surface(node, BOSS, FORUM, "posts", kind=SurfaceKind.HOSTING)
        declare_surface(node, BOSS, FORUM, "secret", kind=SurfaceKind.HOSTING, encrypted=True)
        self.ring = KeyRing(node)
        self.browser = Browser(create_app(cast("Any", Program(node, self.ring))))
        self.key = self.new_key(Permission.FLAG_SEND)

    def new_key(self, *scopes: Permission) -> str:
        return create_key(self.node, BOSS, FORUM, "flags", scopes=scopes).reveal()

    def posts(self, body: object, key: str = "") -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {key or self.key}",
        }
        return self.browser.send("POST", "/v1/flags", content=content, headers=headers)


@pytest.fixture
def line(node: Node) -> Line:
    return Line(node)


def test_a_platform_hands_a_flag_on_once(line: Line) -> None:
    first, again = line.posts(FLAG), line.posts(FLAG)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["flag"] == again.json()["flag"]
    assert CANARY not in first.text
    other = line.posts(FLAG | {"words": "something else"})
    assert other.status_code == 409
    assert len(deciding.list_flags(line.node, MIRA, None)) == 1


def test_a_child_is_shown_whom_to_talk_to_first(line: Line) -> None:
    told = line.posts(FLAG | {"child": True, "language": "nl", "country": "NL"}).json()
    assert next(iter(told)) == "support"
    assert told["support"][0]["country"] == "NL"
    assert any(one["country"] == "EU" for one in told["support"])
    assert "support" not in line.posts(FLAG | {"id": "f2"}).json()


def test_what_is_not_for_this_door_is_refused(line: Line) -> None:
    assert line.posts(FLAG, key=line.new_key(Permission.SCAN)).status_code == 403
    assert line.posts(FLAG, key="nothing").status_code == 401
    assert line.posts(FLAG | {"surface": "secret"}).status_code == 400
    assert line.posts(FLAG | {"surface": "nowhere"}).status_code in (400, 404)
    assert line.posts(FLAG | {"picture": "AAAA"}).status_code == 400
    assert line.posts(b"{").status_code == 400
    assert line.posts(b"x" * (300 * 1024)).status_code == 413
    assert deciding.list_flags(line.node, MIRA, None) == []


def test_a_repeat_after_the_case_was_closed_opens_no_other(line: Line) -> None:
    flag_id = line.posts(FLAG).json()["flag"]
    [one] = deciding.list_flags(line.node, MIRA, None)
    assert str(one.id) == flag_id
    deciding.decide(line.node, MIRA, one.id, Outcome.ACTED)
    assert line.posts(FLAG).status_code == 200
    with line.node.read() as connection:
        cases = connection.exec_driver_sql('SELECT state FROM tutela."case"').scalars().all()
    assert cases == ["closed"]
