"""No caller takes all places: real sockets, from several addresses of this machine."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.integration.web.test_web_door import ORIGIN, PATIENCE, caller, door_of, running

from tutela.web.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node

MOST = 4
GREEDY, OTHER, PROXY = "127.0.0.2", "127.0.0.3", "127.0.0.4"
SLOW = (
    b"POST /login HTTP/1.1\r\nhost: tutela.example.org\r\ncontent-length: 9\r\n"
    b"content-type: application/x-www-form-urlencoded\r\n"
)


@contextmanager
def served(node: Node, **settings: object) -> Iterator[tuple[str, int]]:
    with running(door_of(node, connections_per_address=MOST, **settings)) as where:
        yield where


def held(stack: ExitStack, where: tuple[str, int], source: str, said: bytes) -> socket.socket:
    """A connection that says this and then nothing."""
    line = socket.create_connection(where, timeout=PATIENCE, source_address=(source, 0))
    stack.enter_context(line)
    line.sendall(said)
    return line


def status(where: tuple[str, int], source: str, path: str = "/healthz", **headers: str) -> int:
    with caller(where, source) as one:
        return one.get(path, headers=headers).status_code


def waits_until_taken(where: tuple[str, int], *, by: str) -> None:
    """Returns once every connection made so far was seen: they are taken in their order."""
    assert status(where, by) == 200


def test_one_address_has_only_so_many_connections_and_others_are_served(node: Node) -> None:
    with served(node) as where, ExitStack() as stack:
        for _ in range(MOST):
            held(stack, where, GREEDY, b"G")
        waits_until_taken(where, by=OTHER)
        for _ in range(3):
            assert status(where, GREEDY) == 429
        assert status(where, OTHER) == 200
        stack.close()
        assert eventually(200, where, GREEDY)


def eventually(wanted: int, where: tuple[str, int], source: str, **headers: str) -> bool:
    """Whether an address is answered so once the node has seen what was begun or ended before."""
    return any(status(where, source, **headers) == wanted for _ in range(200))


def test_a_refused_connection_takes_no_place(node: Node) -> None:
    with served(node) as where, ExitStack() as stack:
        lines = [held(stack, where, GREEDY, b"G") for _ in range(MOST)]
        waits_until_taken(where, by=OTHER)
        for _ in range(20):
            assert status(where, GREEDY) == 429
        lines.pop().close()
        assert eventually(200, where, GREEDY)


def test_behind_a_proxy_the_callers_are_counted_and_the_proxy_is_not(node: Node) -> None:
    head = SLOW + b"x-forwarded-proto: https\r\nx-forwarded-for: 198.51.100.7\r\n\r\nhalf"
    with (
        served(node, origin=ORIGIN, host="127.0.0.9", trusted_proxies=(PROXY,)) as where,
        ExitStack() as stack,
    ):
        for _ in range(MOST):
            held(stack, where, PROXY, head)
        secure = {"x-forwarded-proto": "https"}
        assert eventually(429, where, PROXY, **secure, **{"x-forwarded-for": "198.51.100.7"})
        assert status(where, PROXY, **secure, **{"x-forwarded-for": "198.51.100.8"}) == 200
        # Nobody else chooses the address that is counted.
        for _ in range(MOST):
            held(stack, where, GREEDY, head)
        waits_until_taken(where, by=OTHER)
        assert status(where, GREEDY, **secure, **{"x-forwarded-for": "198.51.100.9"}) == 429


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::8"),
    ],
)
def test_one_caller_under_two_spellings_or_addresses_of_its_network_is_one(
    first: str, second: str
) -> None:
    places = Places(1)
    assert places.take(first)
    assert not places.take(second)
    assert places.take("192.0.2.8")
    assert places.take("2001:db8:1:3::7")
    places.give(first)
    assert places.take(second)
