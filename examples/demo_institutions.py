"""The demo's institutions: what a provider reports goes round, and comes back to protect others.

An authority, the EU Centre and a second provider have a node each, served like the first. Most of
what goes between them rests on draft law (COM(2022) 209), and their pages say so.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import demo_fairness
import demo_orders
import httpx
import photographs
from demo_node import PATIENCE, PROGRAM, Command, at_once, free_port, served, use

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack
    from pathlib import Path

    from demo_node import Demo

KNOWN = photographs.banked()[4]
PEOPLE = {"ada": "administrator", "olga": "officer", "otto": "officer", "sara": "senior"}
PASSPHRASE = b"a passphrase that only the court knows"
COURT = "Amtsgericht Musterstadt"
NOTE = "called the number on their own site"
PROVIDER = {"name": "The forum", "contact": {"name": "Safety desk", "email": "safety@demo.example"}}


@dataclass
class House:
    """An institution: its node, its people, and where it is served."""

    demo: Demo
    name: str
    tutela: Command
    home: Path
    address: str = ""
    id: str = ""
    code: str = ""
    passwords: dict[str, str] = field(default_factory=dict)

    def by(self, person: str, *words: object) -> Any:
        """Runs a command as a person of this institution."""
        file = use(self.demo.work / f"{self.home.name}-{person}", self.passwords[person].encode())
        return self.tutela(*words, "--as", person, "--password-file", file)

    def until(self, held: Callable[[], Any], what: str) -> Any:
        return self.demo.until(held, f"{self.name}: {what}")

    def descriptor(self) -> Path:
        return self.demo.work / f"{self.home.name}.descriptor.json"


@dataclass
class Institutions:
    """The four of the demo."""

    forum: House
    harbour: House
    authority: House
    centre: House

    def all(self) -> tuple[House, ...]:
        return self.forum, self.harbour, self.authority, self.centre


def found(demo: Demo, stack: ExitStack, home: Path, clear: Callable[[Path], None]) -> Institutions:
    """Makes and serves three more nodes, and has all compare each other's codes."""
    made = Institutions(
        House(demo, "The forum", demo.tutela, home, demo.address, passwords=demo.passwords),
        *(_house(demo, name, home.with_name(f"{home.name}-{role}"))
          for name, role in (("The harbour", "harbour"), ("The authority", "authority"),
                             ("The EU Centre", "centre"))),
    )  # fmt: skip
    roles = {"The harbour": "provider", "The authority": "authority", "The EU Centre": "centre"}
    for one in made.all()[1:]:
        clear(one.home)
    at_once(*(lambda one=one: _make(one, roles.get(one.name)) for one in made.all()))
    at_once(*(lambda one=one: _serve(one, stack) for one in made.all()[1:]))
    at_once(*(lambda one=one: _describe(one) for one in made.all()))
    centre, authority = made.centre, made.authority
    pairs = [(made.forum, centre), (made.harbour, centre), (authority, centre),
             (made.forum, authority)]  # fmt: skip
    for one, other in pairs:
        at_once(lambda: _meet(one, other), lambda: _meet(other, one))  # noqa: B023
    demo.tell("Made an authority, the EU Centre and a second provider; each compared the codes of "
              "those it speaks with", authority.address)  # fmt: skip
    return made


def report_round(demo: Demo, at: Institutions, reviewer: str, officer: str) -> str:
    """A confirmed item is reported to the Centre, which passes it on; the authority assesses it."""
    options = {"provider": PROVIDER, "centre": at.centre.id}
    demo.tutela("recipient", "add", "demo", "centre", "--kind", "eu-centre", "--environment",
                "simulator", "--address", at.centre.address, "--options",
                use(demo.work / "centre.json", json.dumps(options).encode()))  # fmt: skip
    demo.until(lambda: _scanned(demo, "upload-9")["verdict"] == "held", "upload-9 is held")
    case = demo.case_of("user-9")
    demo.decide(reviewer, case, "--confirm", "--label", "stand-in", reason="the same file")
    report = demo.until(lambda: _draft(demo, case), "a draft to the Centre waits")
    demo.as_person(officer, "report", "send", report)
    filed = demo.until(lambda: _filed(demo, report), "the Centre gives its number")
    demo.tell(f"{officer} reported upload-9 to the EU Centre, which gave it the number "
              f"{filed['reference']}", demo.link("reports", report))  # fmt: skip
    centre, authority = at.centre, at.authority
    centre.by("olga", "received", "serve", "--country", "DE", "--authority", authority.id)
    [came] = centre.until(lambda: _received(centre), "the report is received")
    centre.by("olga", "received", "forward", came["report"], "--country", "DE", "--reason",
              "the provider and the upload are in Germany")  # fmt: skip
    [passed] = authority.until(lambda: _received(authority), "it is passed on")
    item = authority.tutela("received", "show", passed["report"])["items"][0]["item"]
    demo.tell("The Centre passed it on to the authority, whose month to assess it runs",
              f"{authority.address}/received/{passed['report']}")  # fmt: skip
    authority.by("olga", "received", "assess", passed["report"], item, "--finding", "confirmed",
                 "--reason", "a stand-in, assessed with care")  # fmt: skip
    demo.until(lambda: "confirmed" in json.dumps(demo.tutela("report", "show", report)),
               "the provider hears what was found")  # fmt: skip
    demo.tell("The authority confirmed it, and the provider heard so", demo.link("reports", report))
    return str(passed["number"])


def indicator_round(demo: Demo, at: Institutions, number: str) -> str:
    """Two people submit a fingerprint; another provider holds what it had never seen."""
    authority, centre, harbour = at.authority, at.centre, at.harbour
    now = datetime.now(UTC)
    harbour.by(
        "sara", "exchange", "ask", centre.id, "--category", "known", "--purpose",
        "find known material", "--basis", "the terms of the harbour", "--from", now.isoformat(),
        "--until", (now + timedelta(days=90)).isoformat(),
    )  # fmt: skip
    [asked] = centre.until(lambda: _exchanged(centre, "accesses"), "somebody asks for access")
    centre.by("olga", "exchange", "grant", asked["access"], "--reason", "within its basis")
    data = photographs.original(KNOWN)
    submission = authority.by(
        "olga", "exchange", "propose", centre.id, "--category", "known", "--sha256",
        hashlib.sha256(data).hexdigest(), "--scheme", "tutela-demo", "--label", "stand-in",
        "--reference", f"Report {number}", "--reasons", "assessed with care",
    )["submission"]  # fmt: skip
    authority.by("otto", "exchange", "agree", submission)
    came = centre.until(lambda: _exchanged(centre, "submissions"), "the submission is here")
    centre.by("olga", "exchange", "take", came[0]["submission"])
    harbour.until(lambda: _exchanged(harbour, "accesses")[0]["number"], "the entry came")
    bank = next(one["bank"] for one in _banks(harbour) if one["bank"].startswith("centre-known-"))
    [access] = _exchanged(harbour, "accesses")
    harbour.by("sara", "bank", "activate", bank, "--batch", access["access"])
    key = harbour.tutela("key", "create", "demo", "the uploader")["key"]
    harbour.until(lambda: _scan(harbour, key, data)["verdict"] == "held", "a re-upload is held")
    demo.tell("olga and otto of the authority submitted its fingerprint; the harbour, which had "
              "never seen it, holds a re-upload", f"{harbour.address}/desk")  # fmt: skip
    authority.by("olga", "exchange", "withdraw", submission, "--cause", "wrong", "--reason",
                 "assessed again: it is none")  # fmt: skip
    harbour.until(lambda: _scan(harbour, key, data)["verdict"] == "clear", "it matches no more")
    harbour.until(lambda: _proposed(harbour), "restoring what it held is proposed")
    demo.tell("The authority withdrew it as wrong: it matches nothing there any more, and what it "
              "held is looked at again", f"{harbour.address}/desk")  # fmt: skip
    return submission


def removal_round(demo: Demo, at: Institutions, person: str) -> None:
    """A court signs with a key that no node holds; the provider removes within its day."""
    authority, centre, forum = at.authority, at.centre, at.forum
    court, paper = _court(demo, at), demo.work / "removal-order.json"
    asked = authority.by(
        "olga", "removal", "draft", "--provider", forum.id, "--service", "demo", "--target",
        "item:upload-9", "--definition", "material", "--reasons", "It is what its report says.",
    )["removal_order"]  # fmt: skip
    request = demo.work / "removal-request.json"
    authority.by("olga", "removal", "export", asked, "--to", request)
    authority.tutela("court", "sign", request, "--folder", court, "--redress",
                     "The court, within two weeks.", "--to", paper, "--yes", "--passphrase-file",
                     demo.work / "court.passphrase")  # fmt: skip
    authority.by("olga", "removal", "issue", paper)
    came = forum.until(lambda: _removal(forum), "the order is received")
    demo.check(bool(came["due_at"]), "its twenty-four hours run")
    demo.tell(f"{COURT} signed a removal order, with a key that lies on no node; the forum has "
              "twenty-four hours", demo.link("removals", came["removal_order"]))  # fmt: skip
    order = came["order"]
    demo.as_person(person, "order", "check", order, "language", "--met", "--note", "it is English")
    demo.as_person(person, "order", "execute", order)
    demo.until(lambda: demo_orders.asked(demo, order), "the platform is asked to remove it")
    demo_orders.answer(demo, order)
    forum.by(person, "removal", "report", came["removal_order"], "removed")
    centre.until(lambda: _removal(centre).get("executed_at"), "the Centre hears of it")
    centre.by("olga", "removal", "check", _removal(centre)["removal_order"], "gone")
    authority.until(lambda: _removal(authority).get("gone"), "somebody saw that it is gone")
    demo.tell("The forum removed it and said so; somebody at the Centre saw that it is gone",
              f"{authority.address}/removals/{asked}")  # fmt: skip


def victim_round(demo: Demo, at: Institutions) -> None:
    """Somebody asks the authority what was reported of themselves, without sending a picture."""
    authority, centre = at.authority, at.centre
    stranger = demo_fairness.Stranger(authority.address)
    digest = hashlib.sha256(photographs.original(KNOWN)).hexdigest()
    code = demo_fairness.code_in(stranger.sends(
        "/public/request", sha256=digest, asked="reports", who="self", preference="all"
    ))  # fmt: skip
    request = authority.until(lambda: _asked(authority), "the request is there")
    authority.by("olga", "victim", "identify", request, "--how", "came to the desk")
    authority.by("olga", "victim", "pass", request)
    search = centre.until(lambda: _asked(centre), "the Centre is asked")
    centre.by("olga", "victim", "search", search, "--purpose", "a request of an authority")
    centre.by("otto", "victim", "release", search)
    authority.until(lambda: _answerable(authority, request), "what was found is told")
    words = "It was reported once, and removed."
    authority.by("olga", "victim", "answer", request, "--words", words)
    demo.check(words in stranger.sends("/public/request/follow", code=code),
               "the answer stands behind the code")  # fmt: skip
    demo.tell("Somebody asked where a picture of themselves was reported, without sending it; one "
              "person at the Centre searched, and another released what was found",
              f"{authority.address}/victims")  # fmt: skip


def logs_verify(demo: Demo, at: Institutions) -> None:
    for one in at.all()[1:]:
        demo.check(one.tutela("audit", "verify")["clean"], f"the log of {one.name} is clean")
    demo.tell("The logs of all institutions verify")


def _house(demo: Demo, name: str, home: Path) -> House:
    return House(demo, name, Command(home, demo.work), home)


def _make(one: House, role: str | None) -> None:
    people = PEOPLE
    if role:
        one.tutela("init", "--demo", "--role", role)
    else:
        people = {"ada": "administrator"}
    for name, what in people.items():
        one.passwords[name] = one.tutela("account", "add", name, "--role", what)["password"]


def _serve(one: House, stack: ExitStack) -> None:
    port = one.tutela.environment["TUTELA_PORT"] = str(free_port())
    one.address = stack.enter_context(served(one.home, one.demo.work, port))


def _describe(one: House) -> None:
    one.by("ada", "peer", "describe", "--name", one.name, "--address", one.address)
    done = subprocess.run(
        [PROGRAM, "peer", "descriptor"],
        env=one.tutela.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    use(one.descriptor(), done.stdout.encode())
    one.id = json.loads(done.stdout)["descriptor"]["node"]
    one.code = done.stderr.rsplit(":", 1)[1].strip()


def _meet(one: House, other: House) -> None:
    one.by("ada", "peer", "add", other.descriptor())
    one.by("ada", "peer", "verify", other.id, "--code", other.code, "--note", NOTE)


def _court(demo: Demo, at: Institutions) -> Path:
    """A court with a key in a folder of its own, which all three have compared."""
    folder = demo.work / "court"
    shutil.rmtree(folder, ignore_errors=True)
    passphrase = use(demo.work / "court.passphrase", PASSPHRASE)
    made = at.authority.tutela("court", "init", folder, "--name", COURT, "--member-state", "DE",
                               "--passphrase-file", passphrase)  # fmt: skip
    public = use(demo.work / "court.json", json.dumps(made["court"]).encode())

    def known(one: House) -> None:
        added = one.by("olga", "court", "add", public)["court"]
        one.by("olga", "court", "compare", added, "--code", made["code"], "--note", NOTE)

    at_once(*(lambda one=one: known(one) for one in (at.forum, at.authority, at.centre)))
    return folder


def _scanned(demo: Demo, name: str) -> Any:
    data = photographs.original(KNOWN)
    return demo.post(data, surface="uploads", id=name, account="user-9")


def _scan(one: House, key: str, data: bytes) -> Any:
    answer = httpx.post(
        f"{one.address}/v1/scan",
        params={"surface": "uploads", "id": "again-1", "account": "kim"},
        content=data,
        headers={"authorization": f"Bearer {key}", "content-type": "application/octet-stream"},
        timeout=PATIENCE,
    )
    return answer.json()


def _draft(demo: Demo, case: str) -> str:
    listed = demo.tutela("report", "list", "--case", case)["reports"]
    found = [one for one in listed if one["recipient"] == "centre" and one["state"] == "draft"]
    return str(found[0]["report"]) if found else ""


def _filed(demo: Demo, report: str) -> Any:
    shown = demo.tutela("report", "show", report)
    return shown if shown["state"] == "filed" else None


def _received(one: House) -> list[Any]:
    return list(one.tutela("received", "list")["reports"])


def _exchanged(one: House, what: str) -> Any:
    return one.tutela("exchange", "list")[what]


def _banks(one: House) -> list[Any]:
    return list(one.tutela("bank", "list")["banks"])


def _removal(one: House) -> dict[str, Any]:
    """The removal order at an institution; empty while there is none."""
    return next(iter(one.tutela("removal", "list")["removal_orders"]), {})


def _asked(one: House) -> str:
    found = one.tutela("victim", "list")["requests"]
    return str(found[0]["request"]) if found else ""


def _answerable(one: House, request: str) -> bool:
    return one.tutela("victim", "show", request)["state"] in ("matched", "no-match")


def _proposed(one: House) -> Any:
    return [case for case in one.tutela("case", "list")["cases"] if case["restoration_proposed"]]
