"""Anybody gives notice by the API; X-ARF too, but never with a picture."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests.integration.notices.notice_samples import URL, Door
from tests.integration.web.conftest import Browser, Program
from tests.world import BOSS, FORUM, MIRA, SARA, picture

from tutela.platform.accounts import api_keys
from tutela.platform.accounts.api_keys import create_key
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.permissions import Permission
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.redress.notices import deciding
from tutela.redress.notices.flaggers import register
from tutela.redress.notices.flaggers.model import NewFlagger
from tutela.redress.notices.model import NoticeKind, Way
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.redress.notices.model import Notice

CANARY = "canary-that-must-not-leave"
NOTICE = {"kind": "material", "urls": [URL], "reasons": "neutral marker", "good_faith": True}
# The example of X-ARF's own documentation, with names made up.
XARF = {
    "xarf_version": "4.2.0",
    "report_id": "550e8400-e29b-41d4-a716-446655440000",
    "timestamp": "2026-01-15T12:00:00Z",
    "reporter": {"org": "Hotline", "contact": "a@example.org", "domain": "example.org"},
    "sender": {"org": "Hotline", "contact": "a@example.org", "domain": "example.org"},
    "source_identifier": "198.51.100.42",
    "category": "content",
    "type": "csam",
    "url": "https://host.example/x",
    "classification": "baseline",
    "detection_method": "manual_review",
}


class Line:
    """The API's door, and what came through it."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.ring = KeyRing(door.node)
        program = Program(door.node, self.ring)
        self.browser = Browser(create_app(cast("Any", program)))

    def posts(self, body: object, path: str = "/v1/notices", **headers: str) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **headers}
        return self.browser.send("POST", path, content=content, headers=sent)

    def key(self, *scopes: Permission) -> dict[str, str]:
        token = create_key(
            self.door.node, BOSS, FORUM, "hotline", scopes=scopes or (Permission.NOTICE_GIVE,)
        )
        return {"Authorization": f"Bearer {token.reveal()}"}

    def taken(self) -> list[Notice]:
        return deciding.list_notices(self.door.node, MIRA)


@pytest.fixture
def line(door: Door) -> Line:
    return Line(door)


def test_anybody_gives_notice_and_follows_it_without_a_key(line: Line) -> None:
    answer = line.posts({"notice": NOTICE})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    followed = line.posts({"code": made["code"]}, "/v1/notices/follow")
    assert followed.json()["state"] == "received"
    [one] = line.taken()
    assert (str(one.id), one.way, one.notifier) == (made["notice"], Way.API, "")
    wrong = line.posts({"code": "AAAA"}, "/v1/notices/follow")
    assert (wrong.status_code, wrong.json()["code"]) == (404, "notice-code-unknown")


def test_a_key_vouches_for_who_sends_and_makes_repeats_harmless(line: Line) -> None:
    key = line.key()
    body = {"id": "case-7", "notice": NOTICE}
    first, again = line.posts(body, **key), line.posts(body, **key)
    assert first.json() == again.json()
    assert len(line.taken()) == 1
    changed = line.posts({"id": "case-7", "notice": NOTICE | {"reasons": "new"}}, **key)
    assert (changed.status_code, changed.json()["code"]) == (409, "notice-repeated")
    stranger = line.posts(body)
    assert stranger.json()["code"] != first.json()["code"], "nobody gets another's code by its id"


def test_a_key_without_the_scope_or_for_another_service_is_refused(line: Line) -> None:
    body = {"notice": NOTICE}
    assert line.posts(body, **line.key(Permission.SCAN)).status_code == 403
    assert line.posts(body, Authorization="Bearer nonsense").status_code == 401
    other = line.posts({"service": "shop", "notice": NOTICE}, **line.key())
    assert (other.status_code, other.json()["code"]) == (403, "notice-other-service")
    assert line.taken() == []


def test_of_several_services_one_is_named(line: Line) -> None:
    declare_service(line.door.node, BOSS, "shop", title="Shop", policy=Policy())
    unnamed = line.posts({"notice": NOTICE})
    assert (unnamed.status_code, unnamed.json()["code"]) == (400, "notice-service-missing")
    assert line.posts({"service": "shop", "notice": NOTICE}).status_code == 201
    unknown = line.posts({"service": "<script>", "notice": NOTICE})
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"notice"',
        b"\xff\xfe",
        b"[" * 50_000,
        {},
        {"notice": {}},
        {"notice": NOTICE | {"kind": CANARY}},
        {"notice": NOTICE | {"reasons": ""}},
        {"notice": NOTICE | {"reasons": "x" * 5001}},
        {"notice": NOTICE | {"reasons": "a\0b"}},
        {"notice": NOTICE | {"urls": CANARY}},
        {"notice": NOTICE | {"urls": [CANARY]}},
        {"notice": NOTICE | {"urls": [f"https://{CANARY}/"] * 101}},
        {"notice": NOTICE | {"picture": CANARY}},
        {"notice": NOTICE | {"email": f"{CANARY}\r\nBcc: x@y.example"}},
        {"notice": NOTICE | {"language": CANARY}},
        {"notice": NOTICE, CANARY: 1},
    ],
)
def test_bad_input_is_a_problem_that_repeats_nothing(line: Line, body: object) -> None:
    answer = line.posts(body)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert CANARY not in answer.text
    assert line.taken() == []


def test_a_megabyte_is_refused_before_it_is_read(line: Line) -> None:
    answer = line.posts({"notice": NOTICE | {"reasons": "x" * 1_000_000}})
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    ten_thousand = {"notice": NOTICE | {"urls": [URL] * 10_000}}
    assert line.posts(ten_thousand).status_code in (400, 413)
    assert line.taken() == []


def test_a_script_is_kept_as_text(line: Line) -> None:
    said = "<script>alert(1)</script>\n{{ 7 * 7 }}"
    assert line.posts({"notice": NOTICE | {"reasons": said}}).status_code == 201
    [one] = line.taken()
    assert one.reasons == said


def test_what_is_published_describes_what_is_taken(line: Line) -> None:
    schema = line.browser.get("/v1/notices/schema").json()
    assert schema["required"] == ["notice"]
    given = schema["$defs"]["Given"]
    assert given["additionalProperties"] is False, "no picture by any name"
    assert set(given["required"]) == {"kind", "reasons", "good_faith"}
    described = line.browser.get("/openapi.json").json()
    assert {"Sent", "Given", "NoticeKind"} <= set(described["components"]["schemas"])


def test_an_x_arf_report_is_a_notice(line: Line) -> None:
    extra = {"tags": ["x:y"], "hash_values": {"sha256": "0" * 64}, "media_type": "image/jpeg"}
    assert line.posts(XARF | extra).status_code == 201
    [one] = line.taken()
    assert (one.kind, one.way, one.notifier) == (NoticeKind.MATERIAL, Way.XARF, "Hotline")
    assert [place.canonical for place in one.places] == ["host.example/x"]
    assert one.details["classification"] == "baseline"
    assert one.details["hashes"] == {"sha256": "0" * 64}


def test_an_x_arf_report_of_exploitation_needs_its_place(line: Line) -> None:
    csem = {key: value for key, value in XARF.items() if key not in ("url", "classification")}
    csem |= {"type": "csem", "exploitation_type": "grooming"}
    nowhere = line.posts(csem)
    assert (nowhere.status_code, nowhere.json()["code"]) == (400, "notice-invalid")
    assert line.posts(csem | {"url": URL}).status_code == 201
    [one] = line.taken()
    assert one.kind is NoticeKind.SOLICITATION


@pytest.mark.parametrize(
    "kind",
    ["image/png", "IMAGE/PNG", "video/mp4", "audio/ogg", "application/zip", "message/rfc822",
     "application/octet-stream", "", "text/html"],
)  # fmt: skip
def test_a_report_with_something_to_see_is_refused_and_not_kept(
    line: Line, rows: Callable[..., list[Any]], kind: str
) -> None:
    payload = b64encode(picture(1)).decode()
    answer = line.posts(XARF | {"evidence": [{"content_type": kind, "payload": payload}]})
    assert (answer.status_code, answer.json()["code"]) == (400, "notice-visual-evidence")
    assert payload[:40] not in answer.text
    assert line.taken() == []


def test_what_a_report_attaches_as_text_is_counted_and_not_kept(
    line: Line, rows: Callable[..., list[Any]]
) -> None:
    evidence = [{"content_type": "text/plain; charset=utf-8", "payload": CANARY}]
    assert line.posts(XARF | {"evidence": evidence}).status_code == 201
    [row] = rows("SELECT to_jsonb(n)::text AS whole FROM notice n")
    assert CANARY not in row.whole
    assert line.taken()[0].details["evidence"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"xarf_version": "3.0.0"},
        {"report_id": "550e8400-e29b-11d4-a716-446655440000"},
        {"timestamp": "2026-01-15T12:00:00"},
        {"category": "messaging"},
        {"type": "spam"},
        {"url": ""},
        {"url": "ftp://host.example/x"},
        {"classification": CANARY},
        {"detection_method": CANARY},
        {"reporter": {"org": "Hotline"}},
        {"evidence": [{"content_type": "text/plain"}] * 51},
        {"hash_values": {"sha256": CANARY}},
    ],
)
def test_an_x_arf_report_that_is_none_is_refused(line: Line, change: dict[str, Any]) -> None:
    answer = line.posts(XARF | change)
    assert answer.status_code == 400, answer.text
    assert CANARY not in answer.text
    assert line.taken() == []


def test_a_key_of_a_trusted_flagger_vouches_for_it_until_the_key_ends(line: Line) -> None:
    node = line.door.node
    key = line.key()
    [known] = api_keys.list_keys(node, BOSS)
    new = NewFlagger("Hotline", "The Coordinator", "DE", "all", "a@b.example", date(2026, 5, 4),
                     known.public_id)  # fmt: skip
    register.add(node, SARA, FORUM, new)
    assert line.posts({"notice": NOTICE}, **key).status_code == 201
    [one] = line.taken()
    assert (one.flagger, one.trusted, one.notifier) == ("Hotline", True, "")
    api_keys.revoke_key(node, BOSS, known.public_id)
    line.ring.refresh()
    assert line.posts({"notice": NOTICE}, **key).status_code == 401
    assert len(line.taken()) == 1
