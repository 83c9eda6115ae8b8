"""The HTTP door under hostile use: a served node, real requests, nothing patched."""

from __future__ import annotations

import json
import socket
import struct
import time
import uuid
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
import schemathesis
from examples import photographs
from hypothesis import HealthCheck, given, settings
from tests.simulators.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.programs import Home, Served

HIT = photographs.original("astronaut.png")
STRANGER = photographs.original("rocket.jpg")
WHERE = {"surface": "uploads"}
CANARY = b"canary-4f1d8e"


@dataclass(frozen=True)
class Node:
    """A served demo node with a key of its service."""

    home: Home
    served: Served
    key: str

    def client(self, key: str | None = None) -> httpx.Client:
        return self.served.client(self.key if key is None else key)


@pytest.fixture(scope="module")
def node(shared: Home) -> Iterator[Node]:
    home = shared.with_(max_item_bytes=2_000_000, max_batch_items=5)
    key = home.json("key", "create", "demo", "tests")["key"]
    with home.served() as served:
        yield Node(home, served, key)


@pytest.fixture
def client(node: Node) -> Iterator[httpx.Client]:
    with node.client() as one:
        yield one


def problem(answer: httpx.Response, status: int) -> str:
    """The code of an error, which must be a problem document that reveals nothing."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["detail"]
    assert not any(word in answer.text for word in ("Traceback", "/tutela/", "sqlalchemy", ".py"))
    return str(document["code"])


def test_the_api_answers_whatever_its_description_allows(node: Node) -> None:
    schema = schemathesis.openapi.from_url(f"{node.served.url}/openapi.json")
    operations = [cast("Any", found).ok() for found in schema.get_all_operations()]
    assert {one.path for one in operations} >= {"/v1/scan", "/v1/scan/batch", "/v1/match"}
    for one in operations:
        exercise(one.as_strategy(), node.key)


def exercise(cases: Any, key: str) -> None:
    """A few requests of the described form: none is a fault of ours."""

    @settings(
        max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=cases)
    def run(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code < 500, answer.content
        if answer.status_code >= 400:
            assert json.loads(answer.content)["code"]

    run()


def test_without_a_valid_key_nothing_is_answered(node: Node) -> None:
    with node.client("") as stranger:
        assert problem(stranger.post("/v1/scan", content=b"x"), 401)
    for wrong in ("x", node.key[:-1], node.key + "x", node.key.upper()):
        with node.client(wrong) as stranger:
            assert problem(stranger.post("/v1/scan", content=b"x", params=WHERE), 401)


def test_a_revoked_key_ends_within_a_second_and_a_key_opens_its_own_service_only(
    node: Node,
) -> None:
    made = node.home.json("key", "create", "demo", "to-revoke")
    with node.client(made["key"]) as caller:
        assert caller.post("/v1/scan", content=STRANGER, params=WHERE).status_code == 200
        other = caller.post("/v1/scan", content=b"x", params={**WHERE, "service": "other"})
        assert problem(other, 403) == "other-service"
        node.home.ok("key", "revoke", made["id"])
        until = time.monotonic() + 10
        while caller.post("/v1/scan", content=b"", params=WHERE).status_code != 401:
            assert time.monotonic() < until


def test_a_body_that_is_too_large_is_refused_before_it_is_read(node: Node) -> None:
    host, port = node.served.url.removeprefix("http://").split(":")
    head = (
        f"POST /v1/scan?surface=uploads HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000000000\r\n"
        f"Authorization: Bearer {node.key}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(head.encode() + b"begin")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_chunked_body_without_a_length_is_bounded_too(client: httpx.Client) -> None:
    pieces = (bytes(100_000) for _ in range(100))
    try:
        answer = client.post("/v1/scan", content=pieces, params=WHERE)
    except httpx.TransportError:
        return  # the door was shut while we still wrote: as good
    assert problem(answer, 413) == "body-too-large"


def test_a_chunked_picture_is_scanned(client: httpx.Client) -> None:
    pieces = (HIT[at : at + 10_000] for at in range(0, len(HIT), 10_000))
    assert client.post("/v1/scan", content=pieces, params=WHERE).json()["verdict"] == "held"


def test_an_item_over_the_limit_is_unscanned_unless_its_bytes_are_known(
    client: httpx.Client,
) -> None:
    answer = client.post("/v1/scan", content=bytes(2_000_001), params=WHERE).json()
    assert (answer["verdict"], answer["reason"]) == ("unscanned", "too large")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary="),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"garbage" * 100, "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file\r\n--x--\r\n',
         "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe"\r\n\r\na\r\n',
         "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 70_000 + b"\r\n--x--",
         "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/scan", "/v1/scan/batch"])
def test_an_odd_form_is_refused_in_a_sentence(
    client: httpx.Client, path: str, body: bytes, kind: str
) -> None:
    answer = client.post(path, content=body, params=WHERE, headers={"Content-Type": kind})
    assert problem(answer, answer.status_code)
    assert 400 <= answer.status_code < 500


def test_a_batch_answers_in_order_and_has_a_limit(client: httpx.Client) -> None:
    files = [("file", (name, data)) for name, data in
             (("a", HIT), ("b", b""), ("c", STRANGER), ("d", b"GIF89a"))]  # fmt: skip
    items = client.post("/v1/scan/batch", files=files, params=WHERE).json()["items"]
    assert [(one["id"], one["verdict"], one["reason"]) for one in items] == [
        ("a", "held", None),
        ("b", "unscanned", "empty"),
        ("c", "clear", None),
        ("d", "unscanned", "undecodable"),
    ]
    many = [("file", (str(at), b"x")) for at in range(6)]
    answer = client.post("/v1/scan/batch", files=many, params=WHERE)
    assert problem(answer, 400) == "too-many-items"


@pytest.mark.parametrize("text", ["A" * 501, "a\0b", "\ud800"])
def test_a_reference_that_cannot_be_kept_is_refused(client: httpx.Client, text: str) -> None:
    given = {"signals": {"sha256": "0" * 64}, **WHERE, "id": text}
    body = json.dumps(given)
    answer = client.post("/v1/match", content=body, headers={"Content-Type": "application/json"})
    assert problem(answer, 400)


@pytest.mark.parametrize(
    "value", ["0" * 63, "G" * 64, "0" * 64 + "\n", " " + "0" * 64, "\u0661" * 64]
)
def test_a_fingerprint_that_is_none_is_refused(client: httpx.Client, value: str) -> None:
    answer = client.post("/v1/match", json={"signals": {"sha256": value}, **WHERE})
    assert problem(answer, 400) == "signals-invalid"


def test_a_match_needs_no_bytes(client: httpx.Client) -> None:
    seen = client.post("/v1/scan", content=HIT, params=WHERE).json()["signals"]
    given = {"pdq": seen["pdq"], "quality": seen["quality"]}
    answer = client.post("/v1/match", json={"signals": given, **WHERE}).json()
    assert [one["distance"] for one in answer["matches"]] == [0]


def test_fifty_at_once_are_all_answered(node: Node) -> None:
    def post(number: int) -> tuple[str, str]:
        with node.client() as one:
            data, name = ((HIT, "held"), (STRANGER, "clear"))[number % 2]
            params = {**WHERE, "id": f"many-{number}", "account": f"someone-{number % 7}"}
            answer = one.post("/v1/scan", content=data, params=params)
            return name, answer.json().get("verdict", answer.text)

    with ThreadPoolExecutor(50) as threads:
        for expected, verdict in threads.map(post, range(50)):
            assert verdict == expected


def test_a_slow_sender_holds_nobody_up(node: Node, client: httpx.Client) -> None:
    host, port = node.served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as slow:
        slow.sendall(b"POST /v1/scan HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\nab")
        answer = client.post("/v1/scan", content=STRANGER, params=WHERE)
        assert answer.json()["verdict"] == "clear"


def bomb() -> bytes:
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb(), "too many pixels"),
        (HIT[: len(HIT) // 2], "undecodable"),
        (b"%PDF-1.7 not a picture", "unsupported format"),
        (b"\0" * 100, "unsupported format"),
    ],
)
def test_a_hostile_file_is_unscanned_with_a_reason(
    client: httpx.Client, data: bytes, reason: str
) -> None:
    answer = client.post("/v1/scan", content=data, params=WHERE).json()
    assert (answer["verdict"], answer["reason"]) == ("unscanned", reason)


def test_an_item_taken_in_is_answered_by_webhook(node: Node, client: httpx.Client) -> None:
    later = {**WHERE, "async": "1", "id": "later-1", "account": "someone"}
    assert problem(client.post("/v1/scan", content=HIT, params=later), 409) == "no-webhook"
    with Platform() as platform:
        secret = node.home.json("service", "webhook", "demo", platform.url)["secret"]
        platform.secret = secret
        answer = client.post("/v1/scan", content=HIT, params=later)
        assert answer.status_code == 202
        request = uuid.UUID(answer.json()["request"])
        until = time.monotonic() + 60
        # The order to hold tells of the same request, and may come before the verdict.
        told: list[str] = []
        while not any('"held"' in one for one in told):
            assert time.monotonic() < until, told
            time.sleep(0.05)
            told = [one.body for one in list(platform.received) if str(request) in one.body]


def test_nothing_of_a_clear_item_remains_and_no_byte_is_written_in_the_clear(
    node: Node, client: httpx.Client
) -> None:
    # A comment in a PNG survives as it is wherever the bytes are written unsealed.
    marked = HIT[:-12] + _text_chunk() + HIT[-12:]
    clear = photographs.altered("rocket.jpg", "png")
    clear = clear[:-12] + _text_chunk() + clear[-12:]
    for data, verdict in ((marked, "held"), (clear, "clear")):
        params = {**WHERE, "account": "canary"}
        assert client.post("/v1/scan", content=data, params=params).json()["verdict"] == verdict
        form = client.post("/v1/scan", files={"file": data}, data=params)
        assert form.json()["verdict"] == verdict
    for path in (*node.home.folder.rglob("*"), *node.home.folder.parent.glob("home-witness/*")):
        if path.is_file() and not path.is_socket():
            assert CANARY not in path.read_bytes(), path


def _text_chunk() -> bytes:
    body = b"tEXtComment\0" + CANARY * 100
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def test_an_unknown_address_and_a_wrong_method_are_problems(client: httpx.Client) -> None:
    assert problem(client.get("/v1/nothing"), 404) == "address-unknown"
    assert problem(client.get("/v1/scan"), 405) == "method-not-allowed"
    answer = client.post("/v1/match", content=b"{", headers={"Content-Type": "application/json"})
    assert problem(answer, 400) == "request-invalid"


def test_where_an_account_reads_e_mail_comes_in_a_body_and_is_never_repeated(
    client: httpx.Client,
) -> None:
    fields = {**WHERE, "account": "kim", "id": "mailed", "email": "kim@mail.example"}
    file = {"file": ("a.png", HIT)}
    assert client.post("/v1/scan", data=fields, files=file).json()["verdict"] == "held"
    assert client.post("/v1/scan/batch", data=fields, files=file).status_code == 200
    digests = {"signals": {"sha256": "0f" * 32}}
    assert client.post("/v1/match", json={**fields, **digests}).status_code == 200
    for wrong in ("kim", f"{CANARY.decode()}@x.example\nBcc: a@b.example", "a" * 600):
        sent = {**fields, "email": wrong}
        for answer in (
            client.post("/v1/scan", data=sent, files=file),
            client.post("/v1/match", json={**sent, **digests}),
        ):
            assert answer.status_code in (400, 413, 422), answer.text
            assert CANARY.decode() not in answer.text
    unknown = {name: value for name, value in fields.items() if name != "account"}
    answer = client.post("/v1/scan", data=unknown, files=file)
    assert "account" in answer.text
    assert answer.status_code < 500
