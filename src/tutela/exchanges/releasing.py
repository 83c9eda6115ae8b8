"""What the Centre tells providers: withdrawals at once, entries in their order, so many at a time.

Each database is told as one numbered list. A provider that misses a number asks again from there;
one that took a full message asks for the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.exchanges import moves, store, store_releases
from tutela.exchanges.model import ENTRIES_AT_ONCE, Category, bank_name
from tutela.federation import posting
from tutela.federation.kinds import INDICATOR_ENTRIES, INDICATOR_WITHDRAWN
from tutela.indicators.store import find_bank
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.exchanges.model import Access, Released
    from tutela.exchanges.store_releases import Told
    from tutela.law.model import WithdrawalCause
    from tutela.platform.node import Node
    from tutela.platform.work import Work


WITHDRAWN_AT_ONCE: Final = 200
"""Withdrawals in one message: each is a change of its own where it arrives."""


def release(work: Work, category: Category) -> None:
    """Numbers all that changed in a database and was not told, and has it told.

    Withdrawals come first: what replaces an entry would else be withdrawn with it.
    """
    bank = find_bank(work.connection, bank_name(category), lock=True)
    if bank is None:
        return
    gone = store_releases.untold_withdrawals(work.connection, category, bank.id)
    new = store_releases.untold_entries(work.connection, category, bank.id)
    if not (gone or new):
        return
    told = [*gone, *((entry, None) for entry in new)]
    store_releases.add(work.connection, category, told, work.now)
    work.record(
        Event.ENTRIES_RELEASE,
        subject=("bank", bank.id),
        service_id=NODE_SERVICE,
        category=category.value,
        entries=len(new),
        withdrawn=len(gone),
        last=store_releases.last_number(work.connection, category),
    )
    for access in store.accesses(
        work.connection, store.running(work.now), store.access_to(category)
    ):
        _withdraw(work, access, gone)
        work.defer(PUSH, access_id=str(access.id))


def _withdraw(work: Work, access: Access, gone: list[tuple[UUID, WithdrawalCause]]) -> None:
    """Tells a provider what to stop matching, past all that waits for it."""
    for at in range(0, len(gone), WITHDRAWN_AT_ONCE):
        some = gone[at : at + WITHDRAWN_AT_ONCE]
        entries = [{"entry": str(entry), "cause": cause.value} for entry, cause in some]
        body = {"access": str(access.given_id), "entries": entries}
        subject = moves.about_withdrawals(access.given_id)
        posting.offer(work, access.peer_id, INDICATOR_WITHDRAWN, subject, body)


def push(node: Node, *, access_id: str) -> None:
    """Sends a provider the next entries it has not got. Safe to repeat."""
    with node.work(NODE, purpose="send a provider what is new in a database") as work:
        running = store.accesses(
            work.connection, store.running(work.now), store.access_is(access_id), locked=True
        )
        if running and moves.reaches(work, running[0].peer_id):
            _push(work, running[0])


def _push(work: Work, access: Access) -> None:
    found = store_releases.since(
        work.connection, access.category, access.number, ENTRIES_AT_ONCE + 1
    )
    told, more = found[:ENTRIES_AT_ONCE], len(found) > ENTRIES_AT_ONCE
    if not told:
        return
    upto = told[-1].number
    entries = _entries(work, told)
    body = {
        "access": str(access.given_id),
        "after": access.number,
        "upto": upto,
        "more": more,
        "entries": entries,
    }
    subject = moves.about_access(access.given_id)
    if posting.offer(work, access.peer_id, INDICATOR_ENTRIES, subject, body):
        store.save_access(work.connection, access.id, number=upto)
        moves.record_access(
            work, Event.ACCESS_PUSH, access, after=access.number, upto=upto,
            entries=len(entries),
        )  # fmt: skip


def _entries(work: Work, told: list[Released]) -> list[dict[str, Any]]:
    """Each as it is said; without those withdrawn since, of which more is told further on."""
    ids = [one.entry for one in told if one.cause is None]
    facts = store_releases.told_of(work.connection, ids)
    values = store_releases.fingerprints(work.connection, ids)
    said = []
    for one in told:
        base = {"number": one.number, "entry": str(one.entry)}
        if one.cause is not None:
            said.append(base | {"cause": one.cause.value})
        elif one.entry in facts and one.entry in values:
            said.append(base | _said(facts[one.entry], values[one.entry]))
    return said


def _said(told: Told, fingerprints: dict[str, str]) -> dict[str, Any]:
    return {
        "fingerprints": fingerprints,
        "scheme": told.scheme,
        "label": told.label,
        "media": told.media.value,
        "language": told.language,
        "authority": told.authority,
        "assessors": told.assessors,
    }


def by_the_clock(node: Node) -> None:
    """Tells what changed in the banks by other ways, and begins accesses whose time has come."""
    if node.identity.role is not NodeRole.CENTRE:
        return
    for category in Category:
        with node.work(NODE, purpose="tell what changed in a database") as work:
            release(work, category)
            for access in store.accesses(
                work.connection, store.running(work.now), store.access_to(category)
            ):
                if access.number < store_releases.last_number(work.connection, category):
                    work.defer(PUSH, access_id=str(access.id))


PUSH: Final = Task("exchanges:push", push)
TASKS: Final = (PUSH, Task("exchanges:release", by_the_clock, every="* * * * *"))
