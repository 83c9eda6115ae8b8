"""How the simulated CyberTipline misbehaves: which call, and what comes instead of its answer."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What happens to one call. Unless it says otherwise, the request had its effect before."""

    RESET = "reset"  # no effect; the connection breaks without an answer
    LOSE_ANSWER = "lose-answer"  # the connection breaks instead of an answer
    CUT = "cut"  # the connection breaks in the middle of the answer
    HANG = "hang"  # no effect; nothing until the client has gone
    SLOW = "slow"  # nothing until the client has gone or `resume()`, which lets it answer
    DRIP_HEADERS = "drip-headers"  # a header without end, byte by byte
    DRIP = "drip"  # an answer without end, byte by byte
    ENDLESS = "endless"  # an answer without end, as fast as it is read
    HTML_STATUS = "html-status"  # no effect; an error page with `status` (500)
    HTML_200 = "html-200"  # no effect; an error page that calls itself a success
    EMPTY = "empty"  # a success without a body
    CODE = "code"  # no effect; a well-formed answer with `code` (1000)
    WRONG_REPORT = "wrong-report"  # the id of another report
    WRONG_FILES = "wrong-files"  # at /finish: other file ids than were uploaded
    WRONG_HASH = "wrong-hash"  # at /upload: the MD5 of something else
    NO_HASH = "no-hash"  # at /upload: the MD5 is left out, as the schema lets it
    TRUNCATED = "truncated"  # half of the XML, as a whole answer
    REDIRECT = "redirect"  # no effect; 307 to `location`
    ENTITY_BOMB = "entity-bomb"  # XML that grows a billionfold when its entities are read


WITHOUT_EFFECT = frozenset(
    {Fault.RESET, Fault.HANG, Fault.HTML_STATUS, Fault.HTML_200, Fault.CODE, Fault.REDIRECT}
)

PAGE = b"<!doctype html><html><body><h1>Something went wrong</h1></body></html>"


@dataclass(frozen=True)
class Plan:
    """A fault with its particulars; `effect` says whether the request is processed."""

    fault: Fault
    effect: bool
    status: int = 500
    code: int = 1000
    location: str = "http://127.0.0.1:9/elsewhere"


class Script:
    """Which call of which endpoint meets which fault. Calls count from 1."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._plans: dict[tuple[str, int], Plan] = {}

    def add(self, endpoint: str, plan: Plan, call: int | None = None) -> None:
        """Plans `plan` for that call, or for the next one without a plan."""
        with self._lock:
            number = call or self._calls[endpoint] + 1
            while call is None and (endpoint, number) in self._plans:
                number += 1
            self._plans[endpoint, number] = plan

    def next(self, endpoint: str) -> Plan | None:
        """Counts one call, and returns what is planned for it."""
        with self._lock:
            self._calls[endpoint] += 1
            return self._plans.pop((endpoint, self._calls[endpoint]), None)

    def clear(self) -> None:
        """Forgets what is planned."""
        with self._lock:
            self._plans.clear()


def altered(fault: Fault, xml: bytes) -> bytes:
    """The answer `xml` as `fault` spoils it; unchanged if it spoils something else."""
    change = _CHANGES.get(fault)
    return change(xml) if change else xml


def _wrong_files(xml: bytes) -> bytes:
    return xml.replace(b"</files>", b"<fileId>" + b"0" * 32 + b"</fileId></files>")


def _wrong_hash(xml: bytes) -> bytes:
    return re.sub(rb"<hash>\w+</hash>", b"<hash>" + b"0" * 32 + b"</hash>", xml)


def _bomb(xml: bytes) -> bytes:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY e0 "x">{steps}]>'
    answer = xml.partition(b"?>")[2]
    return head.encode() + answer.replace(b"</responseCode>", b"</responseCode>&e9;", 1)


_CHANGES = {
    Fault.EMPTY: lambda _xml: b"",
    Fault.WRONG_REPORT: lambda xml: re.sub(rb"<reportId>", b"<reportId>9", xml),
    Fault.WRONG_FILES: _wrong_files,
    Fault.WRONG_HASH: _wrong_hash,
    Fault.NO_HASH: lambda xml: re.sub(rb"<hash>\w+</hash>", b"", xml),
    Fault.TRUNCATED: lambda xml: xml[: len(xml) // 2],
    Fault.ENTITY_BOMB: _bomb,
}
