"""Targets as authorities write them, one in a line, and what makes one doubtful. Pure.

A line is an address, `item:REFERENCE`, `account:REFERENCE`, or a SHA-256 with or without
`sha256:` before it. An address is kept as it was written, because the platform looks it up so.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tutela.orders.errors import TargetInvalid, TooManyTargets
from tutela.orders.model import MOST_TARGETS, Target, TargetKind
from tutela.signals import url
from tutela.signals.errors import SignalError
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_REFERENCE = 500
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
_NAMED = {"item:": TargetKind.ITEM, "account:": TargetKind.ACCOUNT}
_STRAY = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read(lines: Iterable[str]) -> tuple[Target, ...]:
    """The targets of these lines, each once, in their order; empty lines are left out.

    Raises TargetInvalid with the number of the line, and TooManyTargets.
    """
    found: dict[tuple[TargetKind, str], str] = {}
    for number, line in enumerate(lines, start=1):
        if text := line.strip():
            kind, value, doubt = _read(text, number)
            found.setdefault((kind, value), doubt)
    if len(found) > MOST_TARGETS:
        raise TooManyTargets(most=MOST_TARGETS, number=len(found))
    return tuple(
        Target(number, kind, value, doubt)
        for number, ((kind, value), doubt) in enumerate(found.items(), start=1)
    )


def written(one: Target) -> str:
    """The target as a line that `read` takes."""
    prefix = next((name for name, kind in _NAMED.items() if kind is one.kind), "")
    return f"{prefix}{one.value}"


def _read(text: str, number: int) -> tuple[TargetKind, str, str]:
    if _STRAY.search(text):
        raise TargetInvalid(line=number, problem="it holds signs that no address or name has")
    if digest := _SHA256.fullmatch(text):
        return TargetKind.SHA256, digest[1].lower(), ""
    if url.is_address(text):
        return TargetKind.URL, text, _doubt(text, number)
    for prefix, kind in _NAMED.items():
        if text.lower().startswith(prefix):
            return kind, _reference(text[len(prefix) :].strip(), number), ""
    raise TargetInvalid(
        line=number,
        problem="write an address, item:REFERENCE, account:REFERENCE, or a SHA-256",
    )


def _reference(text: str, number: int) -> str:
    if not text or len(text) > LONGEST_REFERENCE:
        raise TargetInvalid(
            line=number, problem=f"a reference has 1 to {LONGEST_REFERENCE} characters"
        )
    return text


def doubt_of(target: Target) -> str:
    """Why a target may not be what it seems, to be said to whoever reads it now."""
    return _doubt(target.value, target.number) if target.doubt else ""


def _doubt(text: str, number: int) -> str:
    """Why an address may not be what it seems; empty if nothing is odd. Raises TargetInvalid."""
    try:
        host = url.canonical(text).partition("/")[0]
    except SignalError as error:
        problem = str(error).rstrip(".")
        raise TargetInvalid(line=number, problem=problem[:1].lower() + problem[1:]) from None
    if _mixed(urlsplit(text).netloc) or _mixed(_shown(host)):
        return phrase("Its host mixes scripts and may be a look-alike: {host}", host=host)
    if "xn--" in host:
        return phrase("Its host is written with other letters than a to z: {host}", host=host)
    if "@" in urlsplit(text).netloc:
        return phrase("It names a user before its host, which is: {host}", host=host)
    return ""


def _shown(host: str) -> str:
    """A host with its letters as people see them; what cannot be read stays as it is."""
    labels = []
    for label in host.split("."):
        try:
            labels.append(label.encode("ascii").decode("idna") if "xn--" in label else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


def _mixed(host: str) -> bool:
    """Whether a label of a host has letters of more than one script, as look-alikes do."""
    return any(len(_scripts(label)) > 1 for label in host.split("."))


def _scripts(label: str) -> set[str]:
    """The scripts of the letters in a label, by the first word of their Unicode names."""
    letters = (sign for sign in label if sign.isalpha())
    return {unicodedata.name(sign, "UNKNOWN").partition(" ")[0] for sign in letters}
