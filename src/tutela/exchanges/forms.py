"""What people and nodes give of an indicator, checked for its form alone. Pure.

Nobody here judges whether something is illegal: an authority's people did.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tutela.exchanges.errors import ExchangeInvalid
from tutela.exchanges.model import KINDS
from tutela.indicators.bounds import uninformative
from tutela.law import classification
from tutela.law.errors import LawError
from tutela.signals.errors import SignalTextError
from tutela.signals.model import SignalKind
from tutela.signals.parse import parse
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tutela.indicators.store_import import Fingerprint
    from tutela.law.durations import Duration

LONGEST_WORDS: Final = 500
LONGEST_REASON: Final = 2000
_LANGUAGE: Final = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONGEST_LANGUAGE: Final = 20


def fingerprints_of(given: Mapping[str, str]) -> list[Fingerprint]:
    """The fingerprints of one item, from hexadecimal digits by kind. Raises ExchangeInvalid."""
    if not given:
        raise ExchangeInvalid(problem=phrase("it has no fingerprint."))
    found = []
    for name, text in given.items():
        kind = SignalKind(name) if name in KINDS else None
        if kind is None:
            raise ExchangeInvalid(problem=phrase("a fingerprint is sha256, md5, sha1 or pdq."))
        try:
            value = parse(kind, text)
        except SignalTextError as error:
            raise ExchangeInvalid(problem=str(error)) from None
        if problem := uninformative(kind, value):
            raise ExchangeInvalid(problem=problem)
        found.append((kind, value))
    return found


def as_text(fingerprints: list[Fingerprint]) -> dict[str, str]:
    """The same, as a node says it."""
    return {kind.value: value.hex() for kind, value in fingerprints}


def label_of(scheme: str, label: str) -> classification.Scheme:
    """The scheme of a label that says what is abuse material. Raises ExchangeInvalid."""
    try:
        found = classification.scheme(scheme)
        meant = found.label(label)
    except LawError as error:
        raise ExchangeInvalid(problem=str(error)) from None
    if not meant.is_abuse_material:
        raise ExchangeInvalid(problem=phrase("this label is not one of abuse material."))
    return found


def check_language(tag: str) -> None:
    """Raises ExchangeInvalid unless this is empty or looks like a tag of BCP 47."""
    if tag and not (len(tag) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(tag)):
        raise ExchangeInvalid(problem=phrase("its language is no tag such as de or pt-BR."))


def words_of(text: str, what: str, longest: int = LONGEST_REASON) -> str:
    """One line of text that says something. Raises ExchangeInvalid."""
    said = " ".join(text.split())
    if not (0 < len(said) <= longest and said.isprintable()):
        problem = phrase("say {what}, in up to {longest} characters.", what=what, longest=longest)
        raise ExchangeInvalid(problem=problem)
    return said


def period_of(
    begins_at: datetime, ends_at: datetime, longest: Duration, now: datetime
) -> tuple[datetime, datetime]:
    """A period of an access. Raises ExchangeInvalid."""
    if not (begins_at < ends_at <= longest.after(begins_at)):
        problem = phrase("the period must end after it begins, and last {longest} at most.",
                         longest=str(longest))  # fmt: skip
        raise ExchangeInvalid(problem=problem)
    if ends_at <= now:
        raise ExchangeInvalid(problem=phrase("the period is over already."))
    return begins_at, ends_at
