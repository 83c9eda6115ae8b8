"""Personal data in a statement: what may never reach a public database (DSA, Article 24(5)). Pure.

Two nets. What is known of the case (a reference, a name, an address) is searched word for word, in
every field. And in the free texts whatever has the form of personal data is refused, whoever it is
of. No pattern knows a name: so our own statements hold fixed sentences only (`facts.py`).
"""

from __future__ import annotations

import re
import unicodedata
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from tutela.redress.publishing.problem import Problem
from tutela.redress.publishing.rules import FREE_TEXTS
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

PERSONAL: Final = "personal-data"
_SHORT_FACT = 6  # below this, a fact counts only as a word of its own
_PHONE_DIGITS = 9
_LOOKED_AT = 10_000  # what is longer than any field may be is refused for that
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS_SIGNS = re.compile(r"[0-9a-f:.]+(?:/[0-9]+)?")
_PHONE = re.compile(r"(?:\+|\b00)?[0-9][0-9 ()./-]{5,}[0-9]")
# Each is bounded, so that no text makes the search slow.
_FORMS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
        phrase("holds what looks like an e-mail address."),
    ),
    (
        re.compile(r"(?<!\w)@\w{2,}|\bu/\w{2,}"),
        phrase("holds what looks like somebody's name on a service."),
    ),
    (
        re.compile(
            r"\b[a-z][a-z0-9+.-]{0,20}://|\bwww\.|(?<![a-z0-9-])[a-z0-9-]{2,63}\.[a-z]{2,}\b(?!\.)"
        ),
        phrase("holds what looks like an address of the web."),
    ),
    (
        re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b"),
        phrase("holds what looks like an identifier."),
    ),
    (re.compile(r"[0-9]{6,}"), phrase("holds a long number.")),
    (
        re.compile(r"\b[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){3,}"),
        phrase("holds what looks like the number of a bank account."),
    ),
)


def findings(statement: Mapping[str, Any], known: Collection[str] = ()) -> Iterator[Problem]:
    """What looks like personal data in `statement`, once for each field and form; no value."""
    facts = {folded for one in known if (folded := _folded(one).strip())}
    for name, value in statement.items():
        for text in _texts(value):
            yield from _in_field(name, _folded(text[:_LOOKED_AT]), facts)


def _in_field(name: str, text: str, facts: Collection[str]) -> Iterator[Problem]:
    if any(_stands_in(fact, text) for fact in facts):
        yield Problem(name, PERSONAL, phrase("holds a fact of the case."), ours=True)
    if name in FREE_TEXTS:
        yield from (Problem(name, PERSONAL, said, ours=True) for said in _by_form(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, str))
    elif isinstance(value, dict):
        yield from (one for one in value.values() if isinstance(one, str))


def _by_form(text: str) -> Iterator[str]:
    for form, said in _FORMS:
        if form.search(text):
            yield said
    if _has_phone(text):
        yield phrase("holds what looks like a telephone number.")
    if any(_is_address(one) for one in _ADDRESS_SIGNS.findall(text)):
        yield phrase("holds what looks like an internet address.")


def _has_phone(text: str) -> bool:
    for found in _PHONE.findall(_DAY.sub("day", text)):
        digits = sum(sign.isdigit() for sign in found)
        if digits >= _PHONE_DIGITS or found.startswith(("+", "00")):
            return True
    return False


def _is_address(text: str) -> bool:
    try:
        ip_address(text.partition("/")[0].strip("."))
    except ValueError:
        return False
    return True


def _stands_in(fact: str, text: str) -> bool:
    if len(fact) >= _SHORT_FACT:
        return fact in text
    return re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", text) is not None


def _folded(text: str) -> str:
    """As compared: small, one form of each sign, without those that nobody sees."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").casefold()
