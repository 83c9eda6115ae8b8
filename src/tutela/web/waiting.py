"""The pictures that wait for a browser: in this process, or with the parent of several.

The browser's next request may reach another process than the one that made the picture. So the
parent keeps them, in its memory and nowhere else, and the serving processes ask it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tutela.detection.sandbox.reveal import Reveal
from tutela.platform.secret import Secret
from tutela.signals.stretch import Stretch
from tutela.web.pages.previews import Look, Previews
from tutela.web.pages.sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutela.web.pages.previews import Browser

    Ask = Callable[[dict[str, Any]], dict[str, Any]]

_IDS = ("case_id", "item_id", "object_id", "look_id", "view_id")


@dataclass(frozen=True)
class Waiting:
    """Where the pages of a process put pictures, and take them."""

    previews: Previews | FarPreviews = field(default_factory=Previews)
    sheets: Sheets | FarSheets = field(default_factory=Sheets)


@dataclass(frozen=True, slots=True)
class _Known:
    """A browser as the parent knows it."""

    csrf: Secret


class Keeper:
    """The parent's side: keeps the pictures of all serving processes. Threads may share it."""

    def __init__(self) -> None:
        self._previews = Previews()
        self._sheets = Sheets()
        self._moves: dict[str, Callable[[_Known, dict[str, Any]], object]] = {
            "put preview": self._put_preview,
            "look": self._look,
            "take preview": self._take_preview,
            "put sheets": self._put_sheets,
            "sheet": self._sheet,
        }

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to what a serving process asks. Raises KeyError and ValueError."""
        browser = _Known(Secret(asked["browser"]))
        return {"found": self._moves[asked["ask"]](browser, asked)}

    def _put_preview(self, browser: _Known, asked: dict[str, Any]) -> str:
        return self._previews.put(browser, _look_of(asked["look"]), b64decode(asked["picture"]))

    def _look(self, browser: _Known, asked: dict[str, Any]) -> object:
        found = self._previews.look(browser, asked["word"])
        return found and [_told(found[0]), found[1]]

    def _take_preview(self, browser: _Known, asked: dict[str, Any]) -> str | None:
        return _text(self._previews.take(browser, asked["word"]))

    def _put_sheets(self, browser: _Known, asked: dict[str, Any]) -> str:
        pages = [b64decode(page) for page in asked["pages"]]
        return self._sheets.put(browser, UUID(asked["report"]), pages)

    def _sheet(self, browser: _Known, asked: dict[str, Any]) -> str | None:
        report = UUID(asked["report"])
        return _text(self._sheets.page(browser, report, asked["word"], asked["number"]))


class FarPreviews:
    """What `Previews` promises, kept by the parent."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def put(self, session: Browser, look: Look, picture: bytes) -> str:
        """Keeps a picture for this session; returns the word under which it is fetched."""
        word: str = self._asked(
            session, "put preview", look=_told(look), picture=b64encode(picture).decode()
        )
        return word

    def look(self, session: Browser, word: str) -> tuple[Look, int] | None:
        """The look of that word and how long its picture waits still; None if it is over."""
        found = self._asked(session, "look", word=word)
        return (_look_of(found[0]), found[1]) if found else None

    def take(self, session: Browser, word: str) -> bytes | None:
        """The picture, the first time it is asked for."""
        return _bytes(self._asked(session, "take preview", word=word))

    def _asked(self, session: Browser, ask: str, **more: object) -> Any:
        return self._ask({"ask": ask, "browser": session.csrf.reveal(), **more})["found"]


class FarSheets:
    """What `Sheets` promises, kept by the parent."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def put(self, session: Browser, report_id: UUID, pages: Sequence[bytes]) -> str:
        """Keeps pages for this session; returns the word under which they are fetched."""
        texts = [b64encode(page).decode() for page in pages]
        word: str = self._asked(session, "put sheets", report_id, pages=texts)
        return word

    def page(self, session: Browser, report_id: UUID, word: str, number: int) -> bytes | None:
        """The page of that number, counted from 1; None once the look is over, or for others."""
        return _bytes(self._asked(session, "sheet", report_id, word=word, number=number))

    def _asked(self, session: Browser, ask: str, report_id: UUID, **more: object) -> Any:
        owner = session.csrf.reveal()
        asked = {"ask": ask, "browser": owner, "report": str(report_id), **more}
        return self._ask(asked)["found"]


def far(ask: Ask) -> Waiting:
    """The pictures of a process whose parent keeps them."""
    return Waiting(FarPreviews(ask), FarSheets(ask))


def packed(message: dict[str, Any]) -> bytes:
    """A message between a serving process and its parent."""
    return json.dumps(message).encode()


def unpacked(message: bytes | bytearray) -> dict[str, Any]:
    """The message that was packed. Raises ValueError."""
    found = json.loads(message)
    if not isinstance(found, dict):
        raise ValueError("a message is an object")  # noqa: TRY004 - said by a process, not by us
    return found


def _told(look: Look) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value
            for name, value in asdict(look).items()}  # fmt: skip


def _look_of(told: dict[str, Any]) -> Look:
    ids = {name: UUID(told[name]) if told[name] else None for name in _IDS}
    way = tuple(Stretch(**one) for one in told["way"])
    return Look(**{**told, **ids, "step": Reveal(told["step"]), "way": way})


def _text(data: bytes | None) -> str | None:
    return None if data is None else b64encode(data).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
