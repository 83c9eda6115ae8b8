"""The door on real sockets: who waits, who sends too much, and whose word on a caller is taken."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
import uvicorn
from fastapi.routing import _IncludedRouter
from tests.certificates import certificate
from tests.integration.web.conftest import Program

from tutela.platform.accounts.keyring import KeyRing
from tutela.web.door import Door
from tutela.web.patience import Patience

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from tutela.assembly import Program as WholeProgram
    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

ORIGIN = "https://tutela.example.org"
PATIENCE = 20.0


class Hasty(Patience):
    """The same with little patience."""

    head_seconds = 0.2
    head_bytes = 4096
    body_seconds = 0.2
    body_pace = 1_000_000
    look_seconds = 0.02


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers how many bytes the body had."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]}
    )
    await send({"type": "http.response.body", "body": str(size).encode()})


@contextmanager
def running(server: uvicorn.Server, address: str = "127.0.0.1") -> Iterator[tuple[str, int]]:
    """The server in a thread, on a free port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((address, 0))
    listener.listen()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def hasty() -> Iterator[tuple[str, int]]:
    config = uvicorn.Config(
        echo, http=Hasty, ws="none", lifespan="off", access_log=False, log_config=None
    )
    with running(uvicorn.Server(config)) as where:
        yield where


def answered(where: tuple[str, int], *parts: bytes) -> bytes:
    """All that comes back until the other side closes."""
    with socket.create_connection(where, timeout=PATIENCE) as line:
        for part in parts:
            line.sendall(part)
        found = b""
        while chunk := line.recv(65536):
            found += chunk
        return found


WHOLE = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\nbody"


def test_a_request_that_comes_whole_is_answered(hasty: tuple[str, int]) -> None:
    assert answered(hasty, WHOLE).endswith(b"\r\n\r\n4")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"G",
        b"POST / HTTP/1.1\r\nhost: x\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbo",
        b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbo",
    ],
)
def test_who_does_not_finish_a_request_is_not_waited_for(
    hasty: tuple[str, int], said: bytes
) -> None:
    assert b"200" not in answered(hasty, said)


def test_who_sends_letter_by_letter_is_not_waited_for(hasty: tuple[str, int]) -> None:
    with socket.create_connection(hasty, timeout=PATIENCE) as line:
        line.settimeout(0.05)
        for _ in range(400):
            try:
                line.sendall(b"x")
                if line.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            pytest.fail("the connection stayed open")


def test_who_sends_empty_lines_after_an_answer_is_not_waited_for(hasty: tuple[str, int]) -> None:
    with socket.create_connection(hasty, timeout=PATIENCE) as line:
        line.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        found = b""
        while not found.endswith(b"0"):
            found += line.recv(65536)
        line.sendall(b"\r\n")
        assert line.recv(1) == b""


def test_a_head_that_is_too_large_is_refused(hasty: tuple[str, int]) -> None:
    head = b"GET / HTTP/1.1\r\nhost: x\r\n" + b"x-more: " + b"a" * 8192
    assert answered(hasty, head).startswith(b"HTTP/1.1 431 ")


def test_what_is_no_http_is_refused_plainly(hasty: tuple[str, int]) -> None:
    assert answered(hasty, b"\x16\x03\x01 no http\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def door_of(node: Node, **settings: Any) -> Door:
    changed = replace(node, settings=node.settings.model_copy(update=settings))
    program = Program(changed, KeyRing(changed))
    return Door(cast("WholeProgram", program))


def test_a_door_has_built_its_routes_before_anybody_asks(node: Node) -> None:
    app = cast("FastAPI", door_of(node).config.app)
    routers = [one for one in app.routes if isinstance(one, _IncludedRouter)]
    assert routers
    assert all(one._effective_candidates_version is not None for one in routers)


def caller(where: tuple[str, int], source: str, **more: Any) -> httpx.Client:
    """A program that calls from the address `source` of this machine."""
    transport = httpx.HTTPTransport(local_address=source, **more)
    scheme = "https" if more else "http"
    return httpx.Client(
        transport=transport,
        base_url=f"{scheme}://{where[0]}:{where[1]}",
        headers={"host": "tutela.example.org"},
    )


def test_only_a_named_proxy_is_believed_about_a_caller(node: Node, clock: ManualClock) -> None:
    door = door_of(node, origin=ORIGIN, host="127.0.0.2", trusted_proxies=("127.0.0.1",))
    told = {"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"}
    with running(door) as where:
        with caller(where, "127.0.0.1") as proxy:
            page = proxy.get("/login", headers=told)
            assert page.status_code == 200
            assert page.headers["strict-transport-security"]
            assert page.headers["set-cookie"].startswith("__Host-")
            assert proxy.get("/login").status_code == 403
        with caller(where, "127.0.0.3") as stranger:
            assert stranger.get("/login", headers=told).status_code == 403


def test_a_node_with_a_certificate_speaks_tls_and_nothing_else(
    node: Node, clock: ManualClock, tmp_path: Path
) -> None:
    files = certificate(tmp_path, clock.now().replace(year=2026, month=1))
    door = door_of(
        node, origin=ORIGIN, host="127.0.0.2", tls_certificate=files.certificate, tls_key=files.key
    )
    trust = ssl.create_default_context(cafile=str(files.certificate))
    trust.check_hostname = False
    trust.verify_mode = ssl.CERT_NONE
    with running(door, "127.0.0.2") as where:
        with caller(where, "127.0.0.1", verify=trust) as browser:
            page = browser.get("/login")
            assert page.status_code == 200
            assert page.headers["strict-transport-security"]
            # Nobody is believed who was not named.
            spoofed = {"x-forwarded-proto": "http", "x-forwarded-for": "198.51.100.7"}
            assert browser.get("/login", headers=spoofed).status_code == 200
        assert b"HTTP/1.1 200" not in answered(where, WHOLE)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with (
            pytest.raises((ssl.SSLError, OSError)),
            socket.create_connection(where, timeout=PATIENCE) as line,
        ):
            old.wrap_socket(line)
