"""What the demo drives: the real command line, a served node, its pages, a platform's messages."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx
from rich.progress import track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import ExitStack

    from tests.simulators.platform import Platform

T = TypeVar("T")
PROGRAM = os.environ.get("DEMO_PROGRAM") or str(Path(sys.executable).with_name("tutela"))
PATIENCE = 30.0


class Failed(Exception):
    """Something was not as it must be."""


def use(path: Path, data: bytes) -> str:
    """Writes a private file; returns its path as text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)
    return str(path)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What the calls return, in order; two of them run at a time."""
    with ThreadPoolExecutor(2) as pool:
        return [one.result() for one in [pool.submit(call) for call in calls]]


class Command:
    """The command line of a node, answering with JSON."""

    def __init__(self, home: Path, work: Path) -> None:
        self.environment = {**os.environ, "TUTELA_HOME": str(home)}
        self.work = work

    def __call__(self, *words: object, exits: int = 0) -> Any:
        """Runs `tutela WORDS --json` and returns its answer, or the error it must end with."""
        command = [PROGRAM, *map(str, words), "--json"]
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=self.work,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != exits:
            shown = " ".join(map(str, words))
            raise Failed(f"`tutela {shown}` ended with {done.returncode}: {done.stderr.strip()}")
        answer = done.stdout if done.stdout.strip() else done.stderr.splitlines()[-1]
        return json.loads(answer)


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def served(home: Path, work: Path, port: str = "") -> Iterator[str]:
    """Serves the node in a process of its own; yields its address, and ends it after."""
    environment = {**os.environ, "TUTELA_HOME": str(home)}
    # A port that is said, so that the node knows its own address.
    environment["TUTELA_PORT"] = port or environment.get("TUTELA_PORT") or str(free_port())
    log = (work / f"{home.name}.log").open("w")
    process = subprocess.Popen(
        [PROGRAM, "serve"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
    )
    try:
        first = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+", first)
        if not found:
            raise Failed(f"the node does not serve; see {log.name}")
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


class Browser:
    """A person at the pages, with nothing but forms."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, follow_redirects=True, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def sign_in(self, name: str, password: str) -> None:
        self._send("/login", name=name, password=password)

    def look(self, case: str, item: str, purpose: str) -> None:
        """Opens an item step by step, up to grey; raises Failed unless a picture comes."""
        tiles = self._send(f"/cases/{case}/items/{item}/look", purpose=purpose)
        shown = self._send(tiles.url.path, to="/show", step="grey")
        picture = re.search(r'<img[^>]+src="([^"]+)"', shown.text)
        got = self._client.get(picture[1]) if picture else None
        if got is None or got.headers["content-type"] != "image/png":
            raise Failed("the look shows no picture")

    def _send(self, path: str, to: str = "", **fields: str) -> httpx.Response:
        """Sends the form on the page `path` there, or to what stands below it."""
        form = self._client.get(path)
        token = re.search(r'name="csrf"[^>]*value="([^"]+)"', form.text)
        if not token:
            raise Failed(f"{path} has no form (status {form.status_code})")
        answer = self._client.post(path + to, data={"csrf": token[1], **fields})
        if answer.status_code != httpx.codes.OK:
            raise Failed(f"{path} answered {answer.status_code}")
        return answer


@dataclass
class Demo:
    """The demo under way: what it drives, and how it tells of it."""

    tutela: Command
    work: Path
    platform: Platform
    ending: ExitStack  # what ends with the demo
    address: str = ""
    key: str = ""
    passwords: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)

    def say(self, line: str) -> None:
        print(line, flush=True)

    def tell(self, line: str, link: object = "") -> None:
        """One step that held, with where to see it."""
        self.say(f"  ✓ {line}" + (f"\n      {link}" if link else ""))

    def check(self, held: bool, what: str) -> None:  # noqa: FBT001
        if not held:
            raise Failed(what)

    def until(self, held: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
        """Waits until something holds, and returns it; raises Failed if it does not in time."""
        end = time.monotonic() + seconds
        while not (found := held()):
            if time.monotonic() > end:
                raise Failed(what)
            time.sleep(0.1)
        return found

    def watched(self, title: str, items: Sequence[T]) -> Iterable[T]:
        return track(items, description=f"  {title}", transient=True)

    def link(self, *parts: str) -> str:
        return "/".join((self.address, *parts))

    def post(self, data: bytes, **where: str) -> Any:
        """Scans an item by HTTP, as the platform would."""
        answer = httpx.post(
            f"{self.address}/v1/scan",
            params=where,
            content=data,
            headers={
                "authorization": f"Bearer {self.key}",
                "content-type": "application/octet-stream",
            },
            timeout=PATIENCE,
        )
        self.check(answer.status_code == httpx.codes.OK, f"scan answers {answer.status_code}")
        verdict = answer.json()
        if verdict["item"]:
            self.items[where["id"]] = verdict["item"]
        return verdict

    def expect(self, item: str, message: str) -> None:
        """Waits until the platform's last word on `item` is `message`."""
        self.until(
            lambda: self.platform.items.get(item, {}).get("type") == message,
            f"the platform gets {message} for {item}",
        )

    def case_of(self, account: str) -> str:
        """The case that was opened about an account."""
        if account not in self.cases:
            found = self.tutela("case", "list")["cases"]
            self.cases |= {one["subject"]: one["case"] for one in found}
        self.check(account in self.cases, f"{account} has a case")
        return self.cases[account]

    def proposed(self, account: str) -> str:
        """The open case about an account in which restoration is proposed; empty if none is."""
        cases = self.tutela("case", "list")["cases"]
        found = [one for one in cases if one["subject"] == account and one["restoration_proposed"]]
        return str(found[0]["case"]) if found else ""

    def show(self, case: str) -> Any:
        return self.tutela("case", "show", case, "--purpose", "follow the demo")

    def as_person(self, name: str, *words: object, exits: int = 0) -> Any:
        """Runs a command as a person with a password."""
        file = use(self.work / f"{name}.password", self.passwords[name].encode())
        return self.tutela(*words, "--as", name, "--password-file", file, exits=exits)

    def decide(self, name: str, case: str, *how: str, reason: str, exits: int = 0) -> Any:
        """Decides a case; its items as (state, seen), or the code of the refusal."""
        answer = self.as_person(name, "case", "decide", case, *how, "--reason", reason, exits=exits)
        if exits:
            return answer["error"]["code"]
        return [(one["state"], one["seen"]) for one in answer["items"]]

    def second(self, name: str, case: str, *how: str, reason: str) -> list[str]:
        answer = self.as_person(name, "case", "second", case, *how, "--reason", reason)
        return [one["state"] for one in answer["items"]]
