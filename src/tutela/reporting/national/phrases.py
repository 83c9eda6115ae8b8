"""The fixed words of the letter, in the languages it can be written in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, get_args

from tutela.law.documents import parse
from tutela.reporting.national.errors import WordMissing

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["en", "de", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FILE = "words.yaml"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language."""

    language: str
    words: Mapping[str, str]

    def say(self, key: str, **facts: object) -> str:
        """The words for `key` with the facts put in. Raises WordMissing."""
        if key not in self.words:
            raise WordMissing(key=key, language=self.language)
        return self.words[key].format(**facts)

    def count(self, key: str, number: int, **facts: object) -> str:
        """The words for none, one or many: `key.none`, `key.one`, `key.many`."""
        form = {0: "none", 1: "one"}.get(number, "many")
        return self.say(f"{key}.{form}", count=number, **facts)

    def answer(self, truth: bool | None) -> str:  # noqa: FBT001 - the answer is the argument
        """Yes, no, or that it is not known."""
        keys = {True: "answer.yes", False: "answer.no", None: "unknown"}
        return self.say(keys[truth])


def phrases(language: str) -> Phrases:
    """The words of a language there are words for. Raises WordMissing."""
    found = table()
    if language not in found:
        raise WordMissing(key="it", language=language)
    return Phrases(language, found[language])


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """All words by language and key."""
    text = (files(__package__) / FILE).read_text(encoding="utf-8")
    return parse(text, dict[str, dict[str, str]], FILE)
