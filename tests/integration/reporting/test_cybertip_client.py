"""Our calls against the simulated CyberTipline, and against servers that are not even that."""

from __future__ import annotations

import base64
import gc
import gzip
import hashlib
import logging
import socket
import ssl
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.simulators.cybertip import CyberTip, Fault

from tutela.platform.secret import Secret
from tutela.reporting.cybertip.client import Answer, Client, Credentials, Limits
from tutela.reporting.cybertip.wire_errors import (
    AnswerTooLarge,
    CallFailed,
    CredentialsRefused,
    CredentialsUnusable,
    NotReached,
    Redirected,
    Unanswered,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CANARY = "canary-4f1c-Zürich"
USER = "esp-canary"
SECONDS = 0.3
LATEST = 5.0
REPORT = (
    b"<report><incidentSummary><incidentType>Child Sex Tourism</incidentType>"
    b"<incidentDateTime>2026-01-15T12:00:00Z</incidentDateTime></incidentSummary>"
    b"<internetDetails><webPageIncident/></internetDetails>"
    b"<reporter><reportingPerson><email>safety@app.example</email></reportingPerson></reporter>"
    b"</report>"
)


@pytest.fixture
def tip() -> Iterator[CyberTip]:
    with CyberTip(USER, CANARY) as one:
        yield one


@pytest.fixture
def client(tip: CyberTip) -> Client:
    return at(tip.url)


def at(url: str, seconds: float = SECONDS, limits: Limits | None = None) -> Client:
    return Client(url, Credentials(USER, Secret(CANARY)), seconds, limits or Limits())


def opened(tip: CyberTip) -> int:
    at(tip.url, LATEST).submit(REPORT)
    return max(tip.reports)


def details(number: int, file: str) -> bytes:
    return (
        f"<fileDetails><reportId>{number}</reportId><fileId>{file}</fileId></fileDetails>".encode()
    )


def failure(call: Callable[[], Answer]) -> CallFailed:
    """How `call` fails; within the time it has."""
    started = time.monotonic()
    with pytest.raises(CallFailed) as caught:
        call()
    assert time.monotonic() - started < LATEST
    return caught.value


@contextmanager
def serving(answer: bytes) -> Iterator[str]:
    """A server that answers these bytes to whatever comes, once, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/ispws"
        thread.join()


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def first_bytes(listener: socket.socket, context: ssl.SSLContext) -> bytes:
    """What the first client says after a handshake: nothing, if there was none."""
    with listener.accept()[0] as connection:
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                return secured.recv(100)
        except OSError:
            return b""


# What is sent.


def test_a_report_goes_its_whole_way(tip: CyberTip, client: Client) -> None:
    assert b"<responseCode>0<" in client.status().body
    assert b"schema" in client.schema().body
    answer = client.submit(REPORT)
    number = max(tip.reports)
    assert answer.status == 200
    assert f"<reportId>{number}<".encode() in answer.body
    client.upload(number, "a.png", b"drawn\r\n--\x00\xff", "image/png")
    (file,) = tip.reports[number].files.values()
    assert (file.name, file.media_type, file.data) == ("a.png", "image/png", b"drawn\r\n--\x00\xff")
    client.file_info(details(number, file.id))
    assert tip.reports[number].files[file.id].info == details(number, file.id)
    assert file.id.encode() in client.finish(number).body
    assert tip.finished[0].xml == REPORT
    assert {one.code for one in tip.requests} == {0}


def test_a_report_can_be_retracted(tip: CyberTip, client: Client) -> None:
    client.retract(opened(tip))
    assert [one.state for one in tip.reports.values()] == ["retracted"]


def test_every_answer_carries_the_id_of_its_request(tip: CyberTip, client: Client) -> None:
    ids = [client.status().request_id, client.submit(b"<report/>").request_id]
    assert ids == [one.request_id for one in tip.requests]


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_a_refusal_is_an_answer_whatever_its_status(status: int) -> None:
    with CyberTip(USER, CANARY, error_status=status) as tip:
        answer = at(tip.url).submit(b"<report/>")
        assert answer.status == status
        assert b"<responseCode>4100<" in answer.body


def test_requests_say_who_asks_and_want_nothing_compressed(tip: CyberTip, client: Client) -> None:
    client.submit(REPORT)
    headers = tip.requests[0].headers
    assert headers["user-agent"] == "tutela"
    assert headers["accept-encoding"] == "identity"
    assert headers["content-type"] == "text/xml; charset=utf-8"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ('quo"ted.png', "quo%22ted.png"),
        ("line\r\nX-More: 1.png", "line%0D%0AX-More: 1.png"),
        ('x"; name="id"; filename="y', "x%22; name=%22id%22; filename=%22y"),
        ("back\\slash.png", "back\\\\slash.png"),
        ("Zürich 写真 🙂.png", "Zürich 写真 🙂.png"),
        ("lone \udcff surrogate", "lone ? surrogate"),
        ("\x00\x1b[2J\x7f", "%00%1B[2J%7F"),
        ("", "file"),
    ],
)
def test_a_file_name_stays_within_its_quotes(
    tip: CyberTip, client: Client, name: str, sent: str
) -> None:
    number = opened(tip)
    client.upload(number, name, b"drawn", "image/png")
    (file,) = tip.reports[number].files.values()
    assert (file.name, file.data) == (sent, b"drawn")


@pytest.mark.parametrize(
    "media_type", ["", "image", "image/png\r\nX-More: 1", "image/png; a=b", "ümage/png", "a/b/c"]
)
def test_a_media_type_that_is_none_is_sent_as_unknown(
    tip: CyberTip, client: Client, media_type: str
) -> None:
    number = opened(tip)
    client.upload(number, "a.png", b"drawn", media_type)
    (file,) = tip.reports[number].files.values()
    assert file.media_type == "application/octet-stream"


def test_a_large_file_arrives_whole(tip: CyberTip) -> None:
    number, data = opened(tip), bytes(range(256)) * 80_000
    at(tip.url, LATEST).upload(number, "a.bin", data, "application/octet-stream")
    (file,) = tip.reports[number].files.values()
    assert file.md5 == hashlib.md5(data).hexdigest()  # noqa: S324 - NCMEC's choice


def test_proxies_and_passwords_of_the_environment_are_not_used(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert client.status().status == 200


# What can go wrong.


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.RESET, Unanswered),
        (Fault.LOSE_ANSWER, Unanswered),
        (Fault.CUT, Unanswered),
        (Fault.HANG, Unanswered),
        (Fault.SLOW, Unanswered),
        (Fault.DRIP_HEADERS, Unanswered),
        (Fault.DRIP, Unanswered),
        (Fault.ENDLESS, AnswerTooLarge),
        (Fault.REDIRECT, Redirected),
    ],
)
@pytest.mark.parametrize("endpoint", ["status", "xsd", "submit", "upload", "finish"])
def test_each_fault_is_one_kind_of_error_within_the_deadline(
    tip: CyberTip, fault: Fault, kind: type[CallFailed], endpoint: str
) -> None:
    number = opened(tip)
    tip.fail(endpoint, fault)
    # An endless answer needs the time to be read; it must end by its size.
    client = at(tip.url, LATEST if fault is Fault.ENDLESS else SECONDS)
    calls = {
        "status": client.status,
        "xsd": client.schema,
        "submit": lambda: client.submit(REPORT),
        "upload": lambda: client.upload(number, "a.png", b"drawn", "image/png"),
        "finish": lambda: client.finish(number),
    }
    error = failure(calls[endpoint])
    assert type(error) is kind
    assert endpoint in str(error)
    assert not error.unprocessed


@pytest.mark.parametrize(
    "fault", [Fault.HTML_STATUS, Fault.HTML_200, Fault.CODE, Fault.EMPTY, Fault.TRUNCATED]
)
def test_an_answer_that_makes_no_sense_is_still_an_answer(
    tip: CyberTip, client: Client, fault: Fault
) -> None:
    tip.fail("submit", fault)
    answer = client.submit(REPORT)
    assert answer.status == (500 if fault is Fault.HTML_STATUS else 200)
    assert b"<reportId>" not in answer.body


def test_a_lost_answer_may_have_opened_a_report(tip: CyberTip, client: Client) -> None:
    tip.fail("submit", Fault.LOSE_ANSWER)
    assert not failure(lambda: client.submit(REPORT)).unprocessed
    assert tip.open_count == 1


def test_a_refused_connection_opened_nothing(tip: CyberTip, client: Client) -> None:
    tip.go_away()
    error = failure(lambda: client.submit(REPORT))
    assert isinstance(error, NotReached)
    assert error.unprocessed
    tip.come_back()
    assert tip.reports == {}
    assert client.submit(REPORT).status == 200


@pytest.mark.parametrize(
    "url", ["http://name.invalid/ispws", "https://{host}/ispws", "ftp://{host}/ispws", "no url"]
)
def test_without_a_proper_connection_nothing_was_sent(tip: CyberTip, url: str) -> None:
    host = tip.url.removeprefix("http://").removesuffix("/ispws")
    # A resolver may take its time to say no.
    client = at(url.format(host=host), LATEST)
    assert isinstance(failure(lambda: client.submit(REPORT)), NotReached)
    assert tip.requests == []


def test_a_handshake_without_end_was_no_request() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = at(f"https://127.0.0.1:{silent.getsockname()[1]}/ispws")
        assert isinstance(failure(lambda: client.submit(REPORT)), NotReached)
        gc.collect()  # a connection left open would warn, and warnings are errors


def test_a_name_that_nobody_resolves_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(60))
    error = failure(at("http://name.invalid/ispws").status)
    released.set()
    assert isinstance(error, NotReached)


def test_a_certificate_of_an_unknown_authority_gets_no_request(tmp_path: Path) -> None:
    context = self_signed(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/ispws"
        seen = pool.submit(first_bytes, listener, context)
        assert isinstance(failure(at(url, LATEST).status), NotReached)
        assert seen.result() == b""
        gc.collect()


def test_a_server_that_accepts_and_says_nothing_may_have_read_the_request() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = at(f"http://127.0.0.1:{silent.getsockname()[1]}/ispws")
        assert isinstance(failure(lambda: client.submit(REPORT)), Unanswered)


def test_a_redirect_is_not_followed(tip: CyberTip, client: Client) -> None:
    with CyberTip(USER, CANARY) as elsewhere:
        tip.fail("submit", Fault.REDIRECT, location=f"{elsewhere.url}/submit")
        error = failure(lambda: client.submit(REPORT))
        assert isinstance(error, Redirected)
        assert str(elsewhere.url) not in str(error)
        assert elsewhere.requests == []


def test_refused_credentials_are_told_apart(tip: CyberTip, client: Client) -> None:
    tip.revoke()
    error = failure(lambda: client.submit(REPORT))
    assert isinstance(error, CredentialsRefused)
    assert error.unprocessed
    assert error.facts["status"] == 401


def test_an_empty_403_refuses_the_credentials_too() -> None:
    with serving(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n") as url:
        assert isinstance(failure(at(url).status), CredentialsRefused)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
    ],
    ids=["nothing", "other", "short", "length", "chunks", "header", "continue"],
)
def test_what_is_not_http_is_no_answer(answer: bytes) -> None:
    with serving(answer) as url:
        assert isinstance(failure(at(url).status), Unanswered)


def test_a_compressed_answer_is_not_inflated() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(bomb)}\r\n\r\n"
    with serving(head.encode() + bomb) as url:
        assert at(url, LATEST).status().body == bomb


def test_the_schema_may_be_larger_than_other_answers(tip: CyberTip) -> None:
    size = len(at(tip.url).schema().body)
    assert at(tip.url, limits=Limits(answer_bytes=9, schema_bytes=size)).schema().status == 200
    tight = at(tip.url, limits=Limits(schema_bytes=size - 1))
    assert isinstance(failure(tight.schema), AnswerTooLarge)


def test_an_upload_may_be_given_more_time_than_other_calls(tip: CyberTip) -> None:
    number = opened(tip)
    patient = at(tip.url, limits=Limits(upload_seconds=LATEST))
    tip.fail("upload", Fault.SLOW)
    tip.fail("status", Fault.SLOW)
    with ThreadPoolExecutor() as pool:
        upload = pool.submit(patient.upload, number, "a.png", b"drawn", "image/png")
        assert isinstance(failure(patient.status), Unanswered)
        assert not upload.done()
        tip.resume()
        assert upload.result().status == 200


# What never shows.


def every_failure(tip: CyberTip) -> Iterator[CallFailed]:
    client = at(tip.url)
    for fault in (Fault.RESET, Fault.HANG, Fault.CUT, Fault.REDIRECT, Fault.ENDLESS):
        tip.fail("status", fault)
        yield failure(client.status)
    tip.revoke()
    yield failure(client.status)
    tip.go_away()
    yield failure(client.status)


def test_the_credentials_show_in_no_log_repr_or_error(
    tip: CyberTip, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = at(tip.url)
    answer = client.status()
    shown = [repr(client), str(client.credentials), repr(answer)]
    for error in every_failure(tip):
        shown += [repr(error), *traceback.format_exception(error)]
        # httpx exceptions know their request with all its headers.
        assert error.__context__ is None
        assert error.__cause__ is None
    shown += [str(vars(record)) for record in caplog.records]
    assert len(caplog.records) > 10
    sent = base64.b64encode(f"{USER}:{CANARY}".encode()).decode()
    for secret in (CANARY, USER, sent):
        assert not [text for text in shown if secret in text]


@pytest.mark.parametrize(
    ("user", "password"),
    [("", "x"), ("x", ""), ("a:b", "x"), ("a\r\nX-More: 1", "x"), ("a", "x\x00")],
)
def test_credentials_that_cannot_be_sent_are_refused_without_being_shown(
    user: str, password: str
) -> None:
    with pytest.raises(CredentialsUnusable) as caught:
        Credentials(user, Secret(password))
    assert not user.strip("ax") or user not in str(caught.value)
