"""What comes from whoever says to be a node is read, or refused in a sentence; never a fault."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tutela.federation import signing, wire
from tutela.federation.errors import (
    DescriptorInvalid,
    EnvelopeInvalid,
    PassInvalid,
    PostTooLarge,
)
from tutela.federation.model import Descriptor, Envelope, Header
from tutela.platform.noderole import NodeRole

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TEXTS = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
LINES = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=50)


@given(JSON)
def test_any_json_is_an_envelope_or_refused(content: object) -> None:
    with contextlib.suppress(EnvelopeInvalid):
        wire.read_envelope(content)


@given(st.binary(max_size=200) | JSON.map(lambda one: json.dumps(one).encode()))
def test_any_bytes_are_a_post_an_answer_and_an_end_of_a_key_or_refused(content: bytes) -> None:
    with contextlib.suppress(PassInvalid, PostTooLarge):
        wire.read_post(content)
    with contextlib.suppress(PassInvalid):
        wire.read_answers(content, 1)
    with contextlib.suppress(PassInvalid):
        wire.read_revocation(content)
    with contextlib.suppress(DescriptorInvalid):
        wire.read_descriptor(content)


@given(TEXTS | TEXTS.map(lambda one: wire.SCHEME + one))
def test_any_text_is_no_pass(content: str) -> None:
    with pytest.raises(PassInvalid):
        wire.read_pass(content)


@given(LINES, st.sampled_from(NodeRole), st.integers(1, 2**31 - 1))
def test_a_descriptor_comes_back_as_it_was_signed(name: str, role: NodeRole, number: int) -> None:
    demo = number % 2 == 0
    one = Descriptor(UUID(int=7), role, name, "https://a.example", demo, PUBLIC, number, NOW)
    signature = signing.sign(KEY, signing.DESCRIPTOR, signing.of_descriptor(one))
    assert wire.read_descriptor(json.dumps(wire.write_descriptor(one, signature))) == one


@given(st.dictionaries(LINES, LINES | st.integers(-1000, 1000), max_size=4), LINES)
def test_an_envelope_comes_back_as_it_was_signed(body: dict[str, object], subject: str) -> None:
    header = Header(
        UUID(int=1), UUID(int=2), UUID(int=3), "node.greeting", 1, subject, 1, NOW,
        signing.body_digest(body),
    )  # fmt: skip
    signature = signing.sign(KEY, signing.ENVELOPE, signing.of_header(header))
    [read] = wire.read_post(wire.write_post([Envelope(header, body, signature)]))
    found = wire.read_envelope(read)
    assert found == Envelope(header, body, signature)
    content = signing.of_header(found.header)
    assert signing.is_signed(PUBLIC, signing.ENVELOPE, content, found.signature)
    assert not signing.is_signed(PUBLIC, signing.RECEIPT, content, found.signature)


@given(st.integers(0, 511))
def test_a_signature_with_one_other_bit_is_none(bit: int) -> None:
    content = {"a": 1}
    signature = bytearray(signing.sign(KEY, signing.PASS, content))
    assert signing.is_signed(PUBLIC, signing.PASS, content, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not signing.is_signed(PUBLIC, signing.PASS, content, bytes(signature))


def test_a_code_is_eighty_bits_of_one_key_and_read_with_the_usual_slips() -> None:
    code = signing.code_of(PUBLIC)
    assert len(code) == 24
    assert signing.digits(code.upper().replace("-", " ")) == signing.digits(code)
    assert code != signing.code_of(bytes(32))
