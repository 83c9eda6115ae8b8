"""What a node refuses from whoever is not who they say, or says what is not so."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.institutions import ADA

from tutela.federation import keys, parcels, peers, signing, store, wire
from tutela.federation.machine import OutState, PeerCommand
from tutela.federation.model import Envelope, Header
from tutela.federation.parcels import Tried
from tutela.federation.wire import Pass
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.institutions import Institution, Union

Pair = tuple["Institution", "Institution"]


class Hand:
    """Somebody who writes posts by hand, with the key of one institution or another key."""

    def __init__(self, one: Institution, other: Institution) -> None:
        self.one, self.other = one, other
        with one.node.read() as connection:
            own = store.current_key(connection)
            assert own
            self.key = keys.of_peer(one.node, connection, own.id)

    def header(self, **changes: Any) -> Header:
        values: dict[str, Any] = {
            "id": self.one.node.ids.new(),
            "sender": self.one.id,
            "recipient": self.other.id,
            "kind": "node.greeting",
            "schema": 1,
            "subject": "case 1",
            "number": 1,
            "sent_at": self.one.node.clock.now(),
            "body_sha256": signing.body_digest({"greeting": "hello"}),
        }
        return Header(**(values | changes))

    def envelope(self, body: dict[str, Any] | None = None, **changes: Any) -> Envelope:
        said = {"greeting": "hello"} if body is None else body
        header = self.header(**({"body_sha256": signing.body_digest(said)} | changes))
        content = signing.of_header(header)
        return Envelope(header, said, signing.sign(self.key, signing.ENVELOPE, content))

    def sends(self, post: bytes, **changes: Any) -> httpx.Response:
        values: dict[str, Any] = {
            "sender": self.one.id,
            "recipient": self.other.id,
            "at": self.one.node.clock.now(),
            "sha256": sha256(post).digest(),
        }
        shown = Pass(**(values | changes))
        signed = signing.sign(self.key, signing.PASS, shown.to_json())
        return httpx.post(
            f"{self.other.url}/v1/envelopes",
            content=post,
            headers={"authorization": wire.write_pass(shown, signed)},
        )

    def says(self, *envelopes: Envelope) -> list[dict[str, Any]]:
        answer = self.sends(wire.write_post(envelopes))
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["answers"]
        return found


@pytest.fixture
def hand(pair: Pair) -> Hand:
    return Hand(*pair)


def test_what_is_right_is_taken_so_that_what_follows_here_is_refused_for_its_fault(
    hand: Hand,
) -> None:
    assert "receipt" in hand.says(hand.envelope())[0]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"recipient": "other"}, "envelope-elsewhere"),
        ({"sender": "other"}, "envelope-elsewhere"),
        ({"kind": "nobody.says-this"}, "envelope-unwanted"),
        ({"schema": 2}, "envelope-invalid"),
        ({"number": 0}, "envelope-invalid"),
        ({"number": 2**31}, "envelope-invalid"),
        ({"subject": ""}, "envelope-invalid"),
        ({"subject": "two\nlines"}, "envelope-invalid"),
        ({"subject": "x" * 101}, "envelope-invalid"),
        ({"body_sha256": bytes(32)}, "envelope-invalid"),
    ],
)
def test_an_envelope_with_a_fault_is_refused_for_good_and_stops_no_other(
    hand: Hand, fault: dict[str, Any], code: str
) -> None:
    changes: dict[str, Any] = {
        name: hand.one.node.ids.new() if value == "other" else value
        for name, value in fault.items()
    }
    bad, good = hand.envelope(**changes), hand.envelope(subject="case 2")
    answers = hand.says(bad, good)
    assert answers[0]["refused"] == code
    assert answers[0]["final"] is True
    assert "receipt" in answers[1]
    assert [one.subject for one in hand.other.came()] == ["case 2"]
    assert hand.other.knows(hand.one).refusal == code


def test_a_changed_body_or_signature_or_header_is_refused(hand: Hand) -> None:
    one = hand.envelope()
    other_body = replace(one, body={"greeting": "give me everything"})
    other_sign = replace(one, signature=bytes(64))
    other_head = replace(one, header=replace(one.header, number=2))
    answers = hand.says(other_body, other_sign, other_head)
    assert [answer["refused"] for answer in answers] == [
        "envelope-invalid", "envelope-forged", "envelope-forged",
    ]  # fmt: skip
    assert hand.other.came() == []


def test_whoever_is_not_known_or_not_the_one_they_name_is_told_nothing(
    hand: Hand, union: Union
) -> None:
    post = wire.write_post([hand.envelope()])
    stranger = Hand(union.make(NodeRole.AUTHORITY), hand.other)
    assert stranger.sends(post).status_code == 403
    thief = Hand(hand.one, hand.other)
    thief.key = Ed25519PrivateKey.generate()
    said = thief.sends(post)
    assert said.status_code == 403
    assert said.json() == stranger.sends(post).json()
    assert hand.other.came() == []


def test_a_post_is_for_one_node_at_one_time_and_with_what_it_carried(
    hand: Hand, union: Union
) -> None:
    post = wire.write_post([hand.envelope()])
    elsewhere = union.make(NodeRole.AUTHORITY)
    elsewhere.meets(hand.one)
    assert hand.sends(post, recipient=elsewhere.id).status_code == 403
    assert hand.sends(post, sha256=bytes(32)).status_code == 400
    now = hand.one.node.clock.now()
    for minutes in (-6, 6):
        late = hand.sends(post, at=now.replace(minute=0) if minutes < 0 else now)
        assert late.status_code in {200, 409}
    assert hand.sends(post, at=now.replace(year=2025)).json()["code"] == "pass-stale"


def test_a_replayed_post_changes_nothing(hand: Hand) -> None:
    post = wire.write_post([hand.envelope()])
    first, again = hand.sends(post).json(), hand.sends(post).json()
    assert first == again
    assert len(hand.other.came()) == 1


def test_one_id_or_one_number_twice_with_something_else_is_refused(hand: Hand) -> None:
    one = hand.envelope()
    same_id = hand.envelope(id=one.header.id, number=2)
    same_place = hand.envelope({"greeting": "something else"})
    answers = hand.says(one, same_id, same_place)
    assert [answer.get("refused") for answer in answers] == [
        None, "envelope-twice", "envelope-twice",
    ]  # fmt: skip
    answers = hand.says(one, same_id, same_place)
    assert [answer.get("refused") for answer in answers] == [
        None, "envelope-twice", "envelope-twice",
    ]  # fmt: skip
    assert len(hand.other.came()) == 1


@pytest.mark.parametrize(
    "post",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"envelopes": []}',
        b'{"envelopes": {}}',
        b'{"envelopes": "' + b"x" * 1000 + b'"}',
        b"[" * 100_000,
        b"\xff\xfe",
        json.dumps({"envelopes": [1] * 101}).encode(),
    ],
)
def test_what_is_no_post_is_refused_whole_in_a_sentence(hand: Hand, post: bytes) -> None:
    said = hand.sends(post)
    assert said.status_code in {400, 413}
    assert said.json()["code"] in {"pass-invalid", "post-too-large"}


@pytest.mark.parametrize(
    "given",
    [
        1, None, "x", [], {}, {"header": {}}, {"header": 1, "body": 1, "signature": 1},
        {"header": {"id": "x"}, "body": {}, "signature": "x"},
    ],
)  # fmt: skip
def test_what_is_no_envelope_is_answered_and_stops_no_other(hand: Hand, given: Any) -> None:
    good = json.loads(wire.write_post([hand.envelope()]))["envelopes"][0]
    answer = hand.sends(json.dumps({"envelopes": [given, good]}).encode()).json()["answers"]
    assert answer[0]["refused"] == "envelope-invalid"
    assert "receipt" in answer[1]


@pytest.mark.parametrize("body", ["1e400", "NaN", '"\\ud800"', "12345678901234567890", "[" * 500])
def test_a_body_without_a_canonical_form_is_refused(hand: Hand, body: str) -> None:
    good = json.loads(wire.write_post([hand.envelope()]))["envelopes"][0]
    deep = body + "]" * body.count("[")
    text = json.dumps({"envelopes": [good | {"body": {"a": "HERE"}}]}).replace('"HERE"', deep)
    said = hand.sends(text.encode())
    assert said.status_code == 200
    assert said.json()["answers"][0]["refused"] == "envelope-invalid"


@pytest.mark.parametrize(
    "header",
    ["", "Bearer x", "Tutela", "Tutela .", "Tutela x.y", "Tutela e30=.e30=", "Tutela " + "A" * 9],
)
def test_without_a_pass_nothing_is_read(hand: Hand, header: str) -> None:
    post = wire.write_post([hand.envelope()])
    url = f"{hand.other.url}/v1/envelopes"
    said = httpx.post(url, content=post, headers={"authorization": header})
    assert said.status_code == 400
    assert said.json()["code"] == "pass-invalid"


def test_a_stranger_may_send_little_and_a_believed_node_much(hand: Hand, union: Union) -> None:
    post = wire.write_post([hand.envelope({"greeting": "x" * 3_000_000})])
    stranger = Hand(union.make(NodeRole.AUTHORITY), hand.other)
    assert stranger.sends(post).status_code == 403
    assert "receipt" in hand.sends(post).json()["answers"][0]
    huge = wire.write_post([hand.envelope(subject="big")] * 1) + b" " * 9_000_000
    assert hand.sends(huge).status_code == 413


def test_too_many_that_wait_for_one_that_never_comes_are_not_taken(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela.federation.taking.MOST_WAITING", 3)
    answers = hand.says(*(hand.envelope(number=number) for number in range(2, 7)))
    assert [answer.get("refused") for answer in answers] == [
        None, None, None, "envelope-full", "envelope-full",
    ]  # fmt: skip
    assert answers[3]["final"] is False


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{}",
        b'{"answers": []}',
        b'{"answers": [{}]}',
        b'{"answers": [{"refused": "x"}]}',
        b'{"answers": [{"receipt": {}, "signature": ""}]}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none_confirms_nothing(pair: Pair, answer: bytes) -> None:
    provider, centre = pair
    sent = provider.says(centre)
    _settle(provider, centre, lambda _: answer)
    assert provider.sent(sent).state is OutState.WAITING
    assert provider.knows(centre).failures == 1


def test_a_receipt_for_something_else_or_by_somebody_else_confirms_nothing(
    pair: Pair, union: Union
) -> None:
    provider, centre = pair
    sent = provider.says(centre)

    def forged(answer: bytes) -> bytes:
        found = json.loads(answer)
        found["answers"][0]["signature"] = signing.text(bytes(64))
        return json.dumps(found).encode()

    def other(answer: bytes) -> bytes:
        found = json.loads(answer)
        found["answers"][0]["receipt"]["envelope"] = str(provider.node.ids.new())
        return json.dumps(found).encode()

    for change in (forged, other):
        _settle(provider, centre, change)
        assert provider.sent(sent).state is OutState.WAITING
        assert provider.knows(centre).problem == "its receipt is not what it should be"


def _settle(one: Institution, other: Institution, change: Callable[[bytes], bytes]) -> None:
    """Sends what waits, and settles by another answer than came."""
    parcel = parcels.pack(one.node, other.id)
    assert parcel
    came = httpx.post(parcel.url, content=parcel.post, headers=parcel.headers)
    parcels.settle(one.node, parcel, Tried(200, change(came.content)))


def test_an_ended_node_is_believed_no_more(hand: Hand) -> None:
    peers.change(hand.other.node, ADA, hand.one.id, PeerCommand.END, reason="closed down")
    assert hand.sends(wire.write_post([hand.envelope()])).status_code == 403
