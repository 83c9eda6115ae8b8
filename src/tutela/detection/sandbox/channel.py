"""Length-prefixed messages over a socket, against a deadline.

A message is four bytes of length (most significant first) and the body.
"""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

_LENGTH = struct.Struct(">I")


class ChannelClosed(Exception):
    """The other side is gone, or said something that is no message."""


def send(
    channel: socket.socket, body: bytes, deadline: float | None = None, *, head: bytes = b""
) -> None:
    """Send `head` and `body` as one message.

    Raises TimeoutError past the deadline (monotonic seconds), and ChannelClosed.
    """
    try:
        for part in (_LENGTH.pack(len(head) + len(body)) + head, body):
            channel.settimeout(_left(deadline))
            channel.sendall(part)  # its time limit is for the whole of it, not for each write
    except TimeoutError:
        raise
    except OSError as gone:
        raise ChannelClosed from gone


def receive(channel: socket.socket, most: int, deadline: float | None = None) -> bytearray:
    """One message of at most `most` bytes. TimeoutError past the deadline, ChannelClosed."""
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, deadline))
    if length > most:
        raise ChannelClosed
    return _exactly(channel, length, deadline)


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytearray:
    body = bytearray(length)
    rest = memoryview(body)
    while rest:
        channel.settimeout(_left(deadline))
        try:
            got = channel.recv_into(rest)
        except TimeoutError:
            raise
        except OSError as gone:
            raise ChannelClosed from gone
        if not got:
            raise ChannelClosed
        rest = rest[got:]
    return body


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
