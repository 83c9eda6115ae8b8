"""The secret, its sealing, and the signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tutela.platform import keys
from tutela.platform.home import KEYS
from tutela.platform.secret import Secret
from tutela.platform.webhooks import signing
from tutela.platform.webhooks.errors import WebhookSecretUnreadable
from tutela.platform.webhooks.model import Delivery, DeliveryState

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = uuid.UUID("01936000-0000-7000-8000-000000000001")


def test_a_secret_is_32_random_bytes_and_prints_as_a_mask() -> None:
    first, second = signing.new_secret(), signing.new_secret()
    assert first.reveal() != second.reveal()
    assert len(base64.b64decode(first.reveal().removeprefix("whsec_"), validate=True)) == 32
    assert first.reveal() not in f"{first} {first!r}"


def test_the_signature_is_that_of_the_specification() -> None:
    """HMAC-SHA256 over id, time and body joined by dots (Standard Webhooks 1.0)."""
    now = datetime(2026, 11, 22, 9, 0, 0, 999_999, tzinfo=UTC)
    secret = Secret("whsec_" + base64.b64encode(b"k" * 32).decode())
    headers = signing.headers(secret, MESSAGE, now, '{"a":1}')
    signed = f'{MESSAGE}.{int(now.timestamp())}.{{"a":1}}'.encode()
    expected = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers == {
        "webhook-id": str(MESSAGE),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": f"v1,{expected}",
    }


def test_the_library_a_platform_would_use_accepts_it_and_nothing_changed() -> None:
    secret = signing.new_secret()
    headers = signing.headers(secret, MESSAGE, datetime.now(UTC), '{"a":1}')
    platform = Webhook(secret.reveal())
    assert platform.verify('{"a":1}', headers) == {"a": 1}
    for body, changed in (('{"a":2}', {}), ('{"a":1}', {"webhook-id": "other"})):
        with pytest.raises(WebhookVerificationError):
            platform.verify(body, {**headers, **changed})


def test_a_sealed_secret_opens_for_its_service_and_node_only(tmp_path: Path) -> None:
    for name in ("one", "two"):
        keys.create(tmp_path / name / KEYS)
    one, two = (keys.load(tmp_path / name / KEYS).evidence for name in ("one", "two"))
    secret = signing.new_secret()
    sealed = signing.seal(one, "forum", secret)
    assert secret.reveal() not in sealed
    assert signing.unseal(one, "forum", sealed) == secret
    for key, service_id, text in (
        (one, "chat", sealed),
        (two, "forum", sealed),
        (one, "forum", "?"),
    ):
        with pytest.raises(WebhookSecretUnreadable):
            signing.unseal(key, service_id, text)


def test_the_payload_is_the_same_text_whatever_the_order_of_its_parts() -> None:
    def payload(body: dict[str, object], *, demo: bool = False) -> str:
        return Delivery(
            id=MESSAGE,
            service_id="forum",
            kind="item.hold",
            body=body,
            state=DeliveryState.PENDING,
            attempts=0,
            last_status=None,
            last_error="",
            created_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
            finished_at=None,
        ).payload(demo=demo)

    assert payload({"b": 1, "a": "é"}) == payload({"a": "é", "b": 1})
    assert payload({"a": 1}) == (
        '{"data":{"a":1},"service":"forum","timestamp":"2026-11-22T09:00:00+00:00",'
        '"type":"item.hold"}'
    )
    assert '"demo":true' in payload({}, demo=True)
