"""Examining a node that runs: what `tutela doctor`, `/ready` and `/node/health` say of it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tutela.evidence import damage
from tutela.evidence.stores import objects_of
from tutela.operating import entrance, rules, store
from tutela.platform import home, keys
from tutela.platform.audit.own import witness_of
from tutela.platform.database import migrate
from tutela.platform.doctor import Check
from tutela.platform.errors import TutelaError
from tutela.redress.publishing import store as publishing
from tutela.redress.publishing.alerting import FAILING
from tutela.reporting.erasure import proof
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.operating.pulse import Scans
    from tutela.platform.node import Node
    from tutela.platform.settings import Settings

    Look = Callable[[Node, Connection, datetime], Check]

LOOK_BACK = timedelta(days=1)


def readiness(program: Scans) -> list[Check]:
    """Whether this process can do its work now. Never raises, and says nothing of content."""
    node = program.node
    checks = [disk(node.settings), _keys(node), *_reached(node, {"migrations": _migrations})]
    age = max(program.index.age_seconds(), program.coverage.age_seconds())
    checks.append(rules.index([age], node.settings.index_max_age))
    checks.append(_decoders(program))
    return checks


def running(node: Node) -> list[Check]:
    """How a node's work goes, asked of its tables and its disks. Never raises."""
    return [disk(node.settings), *_reached(node, LOOKS)]


def ask(node: Node, name: str) -> Check:
    """One check of the running node. Raises DatabaseAway, lest that be taken for an answer."""
    with node.read() as connection:
        return LOOKS[name](node, connection, node.clock.now())


def everything(program: Scans) -> list[Check]:
    """What the operator's page shows: whether this process can work, and how the work goes."""
    found = readiness(program)
    # A node is as current as the slowest of its processes, and this one is one of them.
    return merged(found, running(program.node)) if _named(found, "database").good else found


def merged(*parts: list[Check]) -> list[Check]:
    """Each check once, by name: of two, the one that fails, else the later."""
    found: dict[str, Check] = {}
    for check in [one for part in parts for one in part]:
        if check.name not in found or found[check.name].good:
            found[check.name] = check
    return list(found.values())


def disk(settings: Settings) -> Check:
    """The disks of the home and of the witness."""
    try:
        return rules.disk(free_bytes(settings), settings.disk_floor)
    except OSError as error:
        return Check(
            "disk",
            good=False,
            sentence=phrase("It cannot be asked: {strerror}.", strerror=error.strerror),
        )


def free_bytes(settings: Settings) -> dict[str, int]:
    """Free bytes by folder, one for each disk that home and witness are on. Raises OSError."""
    return {str(one): shutil.disk_usage(one).free for one in _folders(settings)}


def _folders(settings: Settings) -> list[Path]:
    """The folders to ask for, one for each disk."""
    asked = [settings.home, *(one for one in settings.witness_path.parents if one.is_dir())][:2]
    return list({one.stat().st_dev: one for one in reversed(asked)}.values())


def _named(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


def _keys(node: Node) -> Check:
    try:
        keys.load(node.settings.home / home.KEYS)
    except TutelaError as error:
        return Check("keys", good=False, sentence=error.sentence)
    return Check(
        "keys", good=True, sentence=phrase("All keys are there, readable by their owner only.")
    )


def _decoders(program: Scans) -> Check:
    if program.decoders.answers():
        return Check(
            "decoders", good=True, sentence=phrase("A decoder is there, or starts when asked.")
        )
    return Check("decoders", good=False, sentence=phrase("No decoder starts on this machine."))


def _reached(node: Node, looks: Mapping[str, Look]) -> list[Check]:
    """The database, and what it is asked. Where one look fails the others are still made."""
    try:
        with node.read() as connection:
            skew = store.database_now(connection) - datetime.now(UTC)
    except TutelaError as error:
        return [Check("database", good=False, sentence=error.sentence)]
    answers = Check("database", good=True, sentence=phrase("It answers."))
    return [answers, rules.clock(skew), *(_look(node, name, look) for name, look in looks.items())]


def _look(node: Node, name: str, look: Look) -> Check:
    try:
        with node.read() as connection:
            return look(node, connection, node.clock.now())
    except TutelaError as error:
        return Check(name, good=False, sentence=error.sentence)


def _migrations(_: Node, connection: Connection, __: datetime) -> Check:
    migrate.require_current(connection)
    return Check("migrations", good=True, sentence=phrase("The tables are up to date."))


def _sealing(_: Node, connection: Connection, now: datetime) -> Check:
    return rules.sealing(store.sealing(connection), now)


def _witness(node: Node, connection: Connection, now: datetime) -> Check:
    path = node.settings.witness_path
    if not _takes_lines(path):
        return Check("witness", good=False, sentence=phrase("{path} cannot be written.", path=path))
    last = witness_of(node).last()
    seen = last.size if last else 0
    return _witnessed(connection, seen, now)


def _takes_lines(path: Path) -> bool:
    """Whether a line can be added: to the file, or to one yet to be made."""
    nearest = next(one for one in (path, *path.parents) if one.exists())
    whole = nearest.is_file() if nearest == path else nearest.is_dir()
    return whole and os.access(nearest, os.W_OK)


def _witnessed(connection: Connection, seen: int, now: datetime) -> Check:
    signed, since = store.signed_after(connection, seen)
    return rules.witness(signed, seen, since, now)


def _jobs(_: Node, connection: Connection, now: datetime) -> Check:
    return rules.jobs(store.jobs(connection, now, now - LOOK_BACK), now)


def _deliveries(_: Node, connection: Connection, __: datetime) -> Check:
    return rules.deliveries(store.dead(connection))


def _publishing(_: Node, connection: Connection, now: datetime) -> Check:
    stuck, since = publishing.stuck(connection)
    halted, halted_since = publishing.halted(connection, now - FAILING)
    return rules.publishing(stuck, halted, halted_since or since)


def _serving(_: Node, connection: Connection, now: datetime) -> Check:
    return rules.serving(store.pulses(connection, now - rules.GONE), now)


def _index(node: Node, connection: Connection, now: datetime) -> Check:
    heard = store.pulses(connection, now - rules.SILENT)
    ages = [_older(one.figures.index_age, one.figures.declarations_age) for one in heard]
    return rules.index(ages, node.settings.index_max_age)


def _older(*ages: float | None) -> float | None:
    return None if None in ages else max(age for age in ages if age is not None)


def _backup(node: Node, connection: Connection, now: datetime) -> Check:
    return rules.backup(
        store.last_backup(connection),
        store.made_at(connection),
        now,
        days=node.settings.backup_days,
        demo=node.identity.demo,
    )


def _store(node: Node, _: Connection, __: datetime) -> Check:
    # A bucket is asked by the nightly check: a page does not wait for another machine.
    objects = objects_of(node)
    objects.require_not_seen_of_another()
    said = phrase("Sealed objects are kept in {place}.", place=objects.place)
    return Check("evidence store", good=True, sentence=said)


def _kept(_: Node, connection: Connection, __: datetime) -> Check:
    found = damage.standing(connection)
    return Check("kept bytes", good=found.good, sentence=found.sentence, since=found.since)


def _erasure(_: Node, connection: Connection, now: datetime) -> Check:
    found = proof.standing(connection)
    # A node is not ill because its first night has not come yet.
    good = found.good(now) or found.made_at is None
    return Check("erasure", good=good, sentence=found.sentence(now))


LOOKS: Mapping[str, Look] = {
    "migrations": _migrations,
    "serving": _serving,
    "index": _index,
    "sealing": _sealing,
    "witness": _witness,
    "jobs": _jobs,
    "deliveries": _deliveries,
    "publishing": _publishing,
    entrance.SSO: entrance.sso,
    entrance.ACCOUNTS: entrance.accounts_apart,
    entrance.CERTIFICATE: entrance.certificate,
    "evidence store": _store,
    "kept bytes": _kept,
    "backup": _backup,
    "erasure": _erasure,
}
