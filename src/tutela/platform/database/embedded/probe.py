"""Asks the server whether it takes connections, in its own protocol, without a client library.

PostgreSQL documentation, "Frontend/Backend Protocol", Message Flow and Message Formats.
"""

from __future__ import annotations

import os
import socket
import struct
from enum import Enum
from typing import TYPE_CHECKING

from tutela.platform.database.embedded.configuration import APP, DATABASE

if TYPE_CHECKING:
    from pathlib import Path

PROTOCOL = 3 << 16
SECONDS = 5.0
READY_FOR_QUERY = b"Z\x00\x00\x00\x05I"
TERMINATE = b"X\x00\x00\x00\x04"
ERROR = b"E"
CANNOT_CONNECT_NOW = b"C57P03\x00"
AUTHENTICATION_FAILED = b"C28000\x00"


class Answer(Enum):
    """What came back."""

    READY = "ready"
    STARTING = "starting, recovering or stopping"
    REFUSED = "not for this user"
    SILENT = "no server"


def ask(path: Path) -> Answer:
    """Connects to the socket `path` as the application does, and leaves again."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(SECONDS)
        try:
            connection.connect(os.fsencode(path))
            connection.sendall(_startup())
            return _judge(_answer(connection))
        except TimeoutError:
            return Answer.STARTING
        except OSError:
            return Answer.SILENT


def _answer(connection: socket.socket) -> bytes:
    """Everything up to the end, an error, or the server's being ready for a query."""
    said = b""
    while not (said.startswith(ERROR) or said.endswith(READY_FOR_QUERY)):
        part = connection.recv(4096)
        if not part:
            return said
        said += part
    if said.endswith(READY_FOR_QUERY):
        connection.sendall(TERMINATE)
    return said


def _judge(said: bytes) -> Answer:
    if not said:
        return Answer.SILENT
    if CANNOT_CONNECT_NOW in said:
        return Answer.STARTING
    if AUTHENTICATION_FAILED in said:
        return Answer.REFUSED
    return Answer.READY  # Also "too many clients": a server that says so is there.


def _startup() -> bytes:
    words = f"user\0{APP}\0database\0{DATABASE}\0\0".encode()
    return struct.pack("!II", len(words) + 8, PROTOCOL) + words
