"""A provider's side: what comes of the Centre's database, in a bank made for it, until it is over.

Entries come in as verified by the authority that submitted them. They hold nothing before this
provider's own people activate them.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from tutela.exchanges import accesses, forms, moves, store
from tutela.exchanges.banks import prepared, switch
from tutela.exchanges.errors import ExchangeInvalid
from tutela.exchanges.machine import CENTRE, NODE, AccessCommand, AccessState
from tutela.exchanges.model import bank_name
from tutela.exchanges.wire import Listed, read_body
from tutela.indicators import store_counts, withdrawing
from tutela.indicators.advancing import MOVED_AT_ONCE
from tutela.indicators.importing import SOURCE_CAP, bring_in, harmless_for
from tutela.indicators.model import IndicatorState
from tutela.indicators.reading import Entry
from tutela.indicators.selectors import ByBatch, ByReference
from tutela.indicators.store import find_bank
from tutela.indicators.terms import Terms
from tutela.law.model import WithdrawalCause
from tutela.platform.actor import NODE as ITSELF
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from tutela.exchanges.model import Access
    from tutela.exchanges.wire import Entries, Granted, Withdrawn
    from tutela.indicators.bounds import Harmless
    from tutela.indicators.model import Bank
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def granted(work: Work, one: Access, said: Granted) -> None:
    """Makes the bank ready. The access never lasts longer than this provider asked for."""
    begins_at = max(said.begins_at, one.begins_at)
    ends_at = min(said.ends_at, one.ends_at)
    if begins_at >= ends_at:
        raise ExchangeInvalid(problem="the period that is granted is none of what was asked for")
    name = bank_name(one.category, one.peer_id)
    moves.access(
        work,
        one,
        AccessCommand.GRANT,
        CENTRE,
        begins_at=begins_at,
        ends_at=ends_at,
        bank=name,
        decided_at=work.now,
        heard_at=work.now,
    )
    switch(work, prepared(work, name), enabled=True, reason="an access was granted")


def entries(work: Work, one: Access, said: Entries) -> None:
    """Takes in what follows the last number; asks again where some are missing between."""
    store.save_access(work.connection, one.id, heard_at=work.now)
    if said.after > one.number:
        accesses.seek_once(work, one, one.number)
        return
    if said.upto <= one.number:
        return
    bank = find_bank(work.connection, one.bank)
    if bank is None or one.ends_at <= work.now:
        return
    good, bad = _read(said, one.number)
    refused = bad + _apply(work, one, bank, good)
    values: dict[str, Any] = {"number": said.upto, "sought": None, "sought_at": None}
    store.save_access(work.connection, one.id, **values, refused=one.refused + refused)
    moves.record_access(
        work, Event.ACCESS_FILL, one, after=one.number, upto=said.upto, refused=refused,
        entries=len(good),
    )  # fmt: skip
    if said.more:
        accesses.seek_once(work, one, said.upto)


def withdrawn(work: Work, one: Access, said: Withdrawn) -> None:
    """Stops entries from matching, also those that have not come yet."""
    store.save_access(work.connection, one.id, heard_at=work.now)
    store.add_gone(
        work.connection, one.id, [(gone.entry, gone.cause) for gone in said.entries], work.now
    )
    bank = find_bank(work.connection, one.bank)
    if bank:
        for gone in said.entries:
            _take_out(work, one, bank, gone.entry, gone.cause)


def ended(work: Work, one: Access, by: str, reason: str) -> None:
    """Stops all matches at once; a job erases what came."""
    moves.access(work, one, AccessCommand.END, by, reason=reason)
    bank = find_bank(work.connection, one.bank)
    if bank:
        switch(work, bank, enabled=False, reason="the access is over")
    work.defer(ERASE, access_id=str(one.id))


def _read(said: Entries, last: int) -> tuple[list[Listed], int]:
    """Those after `last` in their order, and how many cannot be used."""
    good, bad = [], 0
    for body in said.entries:
        try:
            one = read_body(Listed, body)
            if one.cause is None:
                _ = one.values
        except ExchangeInvalid:
            bad += 1
            continue
        if last < one.number <= said.upto:
            good.append(one)
    return sorted(good, key=lambda one: one.number), bad


def _apply(work: Work, one: Access, bank: Bank, good: list[Listed]) -> int:
    """Takes entries in and out in their order; how many the bank did not take."""
    refused = 0
    gone = store.gone_among(work.connection, one.id, [each.entry for each in good])
    harmless: Harmless | None = None
    for out, some in groupby(good, key=lambda each: each.cause is not None):
        if out:
            told = [(each.entry, each.cause) for each in some if each.cause]
            store.add_gone(work.connection, one.id, told, work.now)
            for entry, cause in told:
                _take_out(work, one, bank, entry, cause)
            continue
        new = [each for each in some if each.entry not in gone]
        for (scheme, label, authority), alike in groupby(new, key=_terms_of):
            terms = _terms(one, bank, scheme, label, authority)
            harmless = harmless or harmless_for(work.connection, terms)
            refused += _bring_in(work, terms, alike, harmless)
    return refused


def _terms_of(one: Listed) -> tuple[str, str, str]:
    return one.scheme, one.label, f"{one.authority}: {one.assessors}"


def _terms(one: Access, bank: Bank, scheme: str, label: str, verified_by: str) -> Terms:
    return Terms(
        bank=bank,
        batch_id=one.id,
        source=one.source,
        scheme=forms.label_of(scheme, label),
        label=label,
        state=IndicatorState.VERIFIED,
        proposed_by=f"peer:{one.peer_id}",
        verified_by=verified_by,
        second_by=None,
    )


def _bring_in(work: Work, terms: Terms, alike: Iterable[Listed], harmless: Harmless) -> int:
    groups = [
        [Entry(each.number, value, str(each.entry), each.label) for value in each.values]
        for each in alike
    ]
    room = SOURCE_CAP - store_counts.given_by(work.connection, terms.bank.id, terms.source)
    result = bring_in(work, terms, groups, harmless, room)
    return len({one.line for one in result.refused})


def _take_out(work: Work, one: Access, bank: Bank, entry: UUID, cause: WithdrawalCause) -> None:
    withdrawing.withdraw_here(
        work,
        bank,
        ByReference(str(entry), one.source),
        cause=cause,
        reason=f"withdrawn by {one.source}",
    )


def erase(node: Node, *, access_id: str) -> None:
    """Erases all that came by an access that is over. Safe to repeat."""
    while _erase_some(node, access_id):
        pass


def _erase_some(node: Node, access_id: str) -> bool:
    with node.work(ITSELF, purpose="erase what came by an access that is over") as work:
        found = store.accesses(
            work.connection,
            store.access_is(access_id),
            store.access_in(AccessState.OVER),
            locked=True,
        )
        if not found:
            return False
        one = found[0]
        bank = find_bank(work.connection, one.bank)
        done = bank and withdrawing.withdraw_here(
            work,
            bank,
            ByBatch(one.id),
            cause=WithdrawalCause.LEFT,
            reason="the access is over",
        )
        if done and done.withdrawn + done.sources >= MOVED_AT_ONCE:
            return True
        store.forget_gone(work.connection, one.id)
        moves.access(work, one, AccessCommand.ERASE, NODE, erased_at=work.now)
        return False


def end_due(node: Node) -> None:
    """Ends the accesses whose time is over, on either side. Repeating it changes nothing."""
    with node.work(ITSELF, purpose="end accesses whose time is over") as work:
        for one in store.accesses(work.connection, store.run_out(work.now), locked=True):
            if node.identity.role is NodeRole.PROVIDER:
                ended(work, one, NODE, "its time is over")
            else:
                moves.access(work, one, AccessCommand.END, NODE, reason="its time is over")


def erase_left(node: Node) -> None:
    """Erases what a job left behind."""
    if node.identity.role is not NodeRole.PROVIDER:
        return
    with node.read() as connection:
        over = store.accesses(connection, store.access_in(AccessState.OVER))
    for one in over:
        erase(node, access_id=str(one.id))


ERASE: Final = Task("exchanges:erase", erase)
TASKS: Final = (
    ERASE,
    Task("exchanges:end-due", end_due, every="* * * * * */10"),
    Task("exchanges:erase-left", erase_left, every="*/10 * * * *"),
)
