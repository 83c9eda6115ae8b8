"""A node that is told a story with canaries in it, and everything that was heard of it."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from tests.e2e.programs import Home, Served, stop

from tutela.platform.database.address import OWNER_ROLE
from tutela.platform.database.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx
    from tests.e2e.canary import Canary, Watch
    from tests.simulators.cybertip import CyberTip
    from tests.simulators.platform import Platform

PASSWORD = "nine lives of a quiet cat"
ITEM, NAME, LEAKED = "item", "name", "leaked"  # the canaries


@dataclass
class Story:
    """A node, everything it answered, and what must not be in any of it."""

    home: Home
    place: Path
    watch: Watch
    tip: CyberTip
    platform: Platform
    answers: list[bytes] = field(default_factory=list)
    refusals: list[bytes] = field(default_factory=list)

    @property
    def canaries(self) -> dict[str, Canary]:
        return dict(self.watch.canaries)

    @property
    def account(self) -> str:
        return self.canaries[NAME].letters

    @property
    def log(self) -> Path:
        """What the served node tells beside its answers."""
        return self.place / "serve.log"

    @property
    def uploads(self) -> Path:
        return uploads_of(self.place)

    def tells(self, *arguments: object, given: str = "") -> str:
        """What a command that must succeed answers."""
        done = self.home.ok(*arguments, given=given)
        self.answers += [done.out.encode(), done.err.encode()]
        return done.out

    def is_refused(self, *arguments: object) -> None:
        """A command fails with a sentence."""
        heard = self.home.refused(*arguments).err.encode()
        self.answers.append(heard)
        self.refusals.append(heard)

    def hears(self, response: httpx.Response) -> httpx.Response:
        """Remembers an answer of the served node."""
        heard = [response.content, str(response.headers).encode()]
        self.answers += heard
        if response.status_code >= 400:
            self.refusals += heard
        return response

    def submits(self, browser: httpx.Client, page: str, path: str, **fields: str) -> httpx.Response:
        """Sends a form with the hidden token of its page; it must be taken."""
        shown = self.hears(browser.get(page)).text
        token = re.search(r'name="csrf" value="([^"]+)"', shown)
        assert token, shown
        answer = self.hears(browser.post(path, data={"csrf": token[1], **fields}))
        assert answer.status_code == 303, answer.text
        return answer

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(database(self.home)) as connection:
            return connection.execute(query).fetchall()

    @contextlib.contextmanager
    def served(self) -> Iterator[Served]:
        """The node as it is served, telling all it can, with its log in a file."""
        home = self.home.with_(port=0, log_level="debug")
        with self.log.open("wb") as log:
            process = home.start("serve", stderr=log)
            try:
                yield Served.by(process)
            finally:
                self.answers.append(stop(process)[0].encode())

    @contextlib.contextmanager
    def signed_in(self, served: Served, name: str) -> Iterator[httpx.Client]:
        """A person at the pages, with nothing but forms."""
        with served.client() as browser:
            self.submits(browser, "/login", "/login", name=name, password=PASSWORD)
            yield browser


def database(home: Home) -> str:
    """The address of a home's database, with the rights of the tables' owner."""
    return EmbeddedServer(home.folder / "postgres").conninfo(OWNER_ROLE, "tutela")


def uploads_of(place: Path) -> Path:
    """The platform's own files, outside the place that is searched."""
    return place.with_name(f"{place.name}-uploads")
