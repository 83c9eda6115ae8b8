"""The simulated platform refuses what a real one refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.simulators import platform as simulator
from tests.simulators.platform import Platform

from tutela.platform.webhooks import signing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tutela.platform.secret import Secret

SECRET = signing.new_secret()


@pytest.fixture
def platform() -> Iterator[Platform]:
    with Platform(SECRET.reveal()) as one:
        yield one


def post(
    url: str,
    payload: Mapping[str, object] | None = None,
    *,
    message: uuid.UUID | None = None,
    secret: Secret = SECRET,
    at: datetime | None = None,
    **changed: str,
) -> int:
    text = json.dumps(payload or {"type": "item.hold", "timestamp": "2026-11-22T09:00:00+00:00"})
    headers = signing.headers(secret, message or uuid.uuid4(), at or datetime.now(UTC), text)
    changes = {name.replace("_", "-"): value for name, value in changed.items()}
    return httpx.post(url, content=text, headers={**headers, **changes}, timeout=5).status_code


def test_it_takes_what_is_signed_and_fresh(platform: Platform) -> None:
    assert post(platform.url) == 204
    assert len(platform.messages) == 1


def test_it_refuses_other_secrets_times_and_changed_ids(platform: Platform) -> None:
    now = datetime.now(UTC)
    assert post(platform.url, secret=signing.new_secret()) == 401
    assert post(platform.url, at=now - timedelta(minutes=6)) == 401
    assert post(platform.url, at=now + timedelta(minutes=6)) == 401
    assert post(platform.url, webhook_id="other") == 401
    assert post(platform.url, webhook_timestamp="x") == 401
    assert post(platform.url, webhook_signature="v1,####") == 401
    assert post(platform.url, webhook_signature="v1a,AAAA") == 401
    assert platform.messages == {}


def test_a_repeated_id_has_no_second_effect(platform: Platform) -> None:
    message = uuid.uuid4()
    for action in ("hold", "remove"):
        payload = {"type": action, "timestamp": "2026-11-22T09:00:00+00:00", "data": {"id": "7"}}
        assert post(platform.url, payload, message=message) == 204
    assert platform.items["7"]["type"] == "hold"
    assert [one.repeated for one in platform.received] == [False, True]


def test_of_two_messages_about_an_item_the_later_caused_one_holds(platform: Platform) -> None:
    for action, minute in (("restore", "05"), ("hold", "04")):
        stamp = f"2026-11-22T09:{minute}:00+00:00"
        post(platform.url, {"type": action, "timestamp": stamp, "data": {"id": "7"}})
    assert platform.items["7"]["type"] == "restore"


def test_it_misbehaves_as_told_and_then_behaves(platform: Platform) -> None:
    platform.fail(1, status=503)
    platform.redirect("http://127.0.0.1:9/")
    platform.lose_answer()
    assert post(platform.url) == 503
    assert post(platform.url) == 307
    with pytest.raises(httpx.RemoteProtocolError):
        post(platform.url)
    assert len(platform.messages) == 1
    platform.hang()
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            platform.url,
            content="{}",
            headers=signing.headers(SECRET, uuid.uuid4(), datetime.now(UTC), "{}"),
            timeout=0.2,
        )
    assert post(platform.url) == 204


def test_it_can_be_away_and_come_back_at_the_same_address(platform: Platform) -> None:
    url = platform.url
    platform.go_away()
    with pytest.raises(httpx.ConnectError):
        post(url)
    platform.come_back()
    assert platform.url == url
    assert post(url) == 204


def test_it_runs_as_a_program_whose_secret_may_come_later(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    command = [sys.executable, simulator.__file__, "--secret-file", str(file), "--fail", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().split()[-1]
            assert post(url) == 401
            file.write_text(SECRET.reveal() + "\n")
            assert post(url) == 500
            assert post(url) == 204
            shown = httpx.get(url.removesuffix("/tutela") + "/", timeout=5).json()
            assert shown["requests"] == 3
        finally:
            os.kill(process.pid, signal.SIGINT)
    assert process.returncode == 0
