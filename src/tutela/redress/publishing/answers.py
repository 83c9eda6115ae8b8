"""What the Transparency Database answered, read strictly: what is not whole is no answer. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tutela.redress.publishing.wire import Silence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutela.redress.publishing.wire import Answer

    Words = dict[str, list[str]]

_CREATED, _FOUND, _UNAUTHORISED, _FORBIDDEN, _UNKNOWN = 201, 302, 401, 403, 404
_TOO_LARGE, _INVALID, _TOO_MANY = 413, 422, 429
_NOT_FOUND: Final = "statement of reason not found"
_STATEMENT: Final = "statement_"
_MOST_WORDS, _LONGEST_WORD = 40, 300
NOT_SAID: Final = "refused, without a word why"


@dataclass(frozen=True, slots=True)
class Stored:
    """All are there: the public name of each by its own."""

    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Existing:
    """Nothing was stored: these were there before."""

    puids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was stored: these are wrong, by their place. Without any, which one is not said."""

    said: Mapping[int, Words]
    words: Words


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was stored: not now, but after `seconds` (0: not said)."""

    problem: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """Nothing was stored: the token opens nothing."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """What came of it is not known."""

    problem: str


Outcome = Stored | Existing | Refused | Later | TokenRefused | Unclear


def stored(answer: Answer | Silence, puids: Sequence[str]) -> Outcome:
    """What became of the statements named `puids`, in the order they were sent in."""
    common = _common(answer)
    if common is not None or isinstance(answer, Silence):
        return common or Unclear("")
    content = _object(answer.body)
    if answer.status == _CREATED:
        names = _names(content.get("statements"))
        return Stored(names) if set(names) == set(puids) else Unclear("another answer than asked")
    if answer.status in {_INVALID, _TOO_LARGE}:
        return _refused(content, puids)
    return Unclear(f"status {answer.status}")


def exists(answer: Answer | Silence, puid: str) -> bool | Outcome:
    """Whether a statement of that name is there; or why that is not known."""
    common = _common(answer)
    if common is not None or isinstance(answer, Silence):
        return common or Unclear("")
    content = _object(answer.body)
    if answer.status == _FOUND and not answer.redirects and content.get("puid") == puid:
        return True
    if answer.status == _UNKNOWN and content.get("message") == _NOT_FOUND:
        return False
    return Unclear(f"status {answer.status}")


def _common(answer: Answer | Silence) -> Outcome | None:
    if isinstance(answer, Silence):
        return Unclear(answer.problem) if answer.sent else Later(answer.problem)
    if answer.status in {_UNAUTHORISED, _FORBIDDEN}:
        return TokenRefused()
    if answer.status == _TOO_MANY:
        return Later("status 429", answer.retry_after)
    return None


def _refused(content: Mapping[str, Any], puids: Sequence[str]) -> Outcome:
    errors = content.get("errors")
    found = errors if isinstance(errors, dict) else {}
    named = found.get("existing_puids")
    there = frozenset(puids) & {str(one) for one in (named if isinstance(named, list) else ())}
    if there:
        return Existing(there)
    said = {at: _words(found[key]) for key in found if (at := _place(key, len(puids))) is not None}
    return Refused(said, {} if said else _words(found))


def _place(key: str, size: int) -> int | None:
    number = key.removeprefix(_STATEMENT)
    fits = key.startswith(_STATEMENT) and number.isascii() and number.isdigit()
    return int(number) if fits and int(number) < size else None


def _words(found: object) -> Words:
    """Its words by field, bounded and on one line each."""
    if not isinstance(found, dict) or not found:
        return {"": [NOT_SAID]}
    return {
        _plain(name): [_plain(one) for one in (said if isinstance(said, list) else [said])]
        for name, said in list(found.items())[:_MOST_WORDS]
    }


def _plain(text: object) -> str:
    return "".join(sign for sign in str(text) if sign.isprintable())[:_LONGEST_WORD]


def _names(found: object) -> dict[str, str]:
    rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {str(one.get("puid")): str(one["uuid"]) for one in rows if one.get("uuid")}


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
