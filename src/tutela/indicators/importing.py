"""Importing a hash list: a bad line is named and left out, the rest comes in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tutela.indicators import files, store, store_counts, store_import, store_statements
from tutela.indicators.bounds import Harmless
from tutela.indicators.model import IndicatorState
from tutela.indicators.reading import Refused, read
from tutela.indicators.service import require_bank
from tutela.indicators.sorting import Group, chunked, grouped, sort_out
from tutela.indicators.store_import import NewIndicator
from tutela.indicators.store_statements import Stated
from tutela.indicators.terms import Terms, agree
from tutela.law.model import BankPurpose
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.indicators.sorting import Sorted
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

T = TypeVar("T")

LINES_AT_ONCE = 10_000
SOURCE_CAP = 10_000_000  # indicators of one source in one bank
LISTED_REFUSALS = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: lines read, and the share of the file (0 to 1) where it is known."""

    read: int
    share: float | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a list. Counts are lines; `read` leaves out blank lines and comments.

    read = added + sources_added + already_there + refused_count. `sources_added` are fingerprints
    that other sources brought in, and for which this one vouches now too. `refused` are the first
    hundred of them, each with its number from 1 and a sentence. `indicators` is how many indicators
    the added lines made.
    """

    batch_id: UUID
    read: int
    added: int
    already_there: int
    refused_count: int
    refused: tuple[tuple[int, str], ...]
    indicators: int
    sources_added: int = 0


def import_file(
    node: Node,
    actor: Actor,
    bank: str,
    lines: Iterable[str] | Path | str,
    *,
    source: str,
    scheme: str,
    label: str,
    state: IndicatorState = IndicatorState.PROPOSED,
    verified_by: str = "",
    cap: int = SOURCE_CAP,
    on_progress: Callable[[Progress], None] | None = None,
) -> ImportReport:
    """Takes the entries of a list (a path, or lines) into a bank, ten thousand a transaction.

    Running it again, also after a crash, adds only what is not there. Raises BankUnknown,
    FileUnreadable, FileNotText, HeaderInvalid, and what `terms.agree` raises.
    """
    actor.require(Permission.BANK_EDIT)
    with node.read() as connection:
        terms = agree(
            actor,
            require_bank(connection, bank),
            node.ids.new(),
            source=source,
            scheme=scheme,
            label=label,
            state=state,
            verified_by=verified_by,
        )
        room = cap - store_counts.given_by(connection, terms.bank.id, terms.source)
        run = _Run(node, actor, terms, harmless_for(connection, terms), room)
    with files.opened(lines) as opened:
        rows = grouped(read(opened.lines, as_csv=opened.as_csv))
        for chunk in one_ahead(chunked(rows, LINES_AT_ONCE)):
            run.take(chunk)
            if on_progress:
                on_progress(Progress(run.read, opened.share()))
    return run.report()


def one_ahead(rows: Iterator[T]) -> Iterator[T]:
    """The same rows, the next one being made in a thread while the last one is used."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, rows, None)
        while (row := coming.result()) is not None:
            coming = reader.submit(next, rows, None)
            yield row


def harmless_for(connection: Connection, terms: Terms) -> Harmless:
    """What new entries of this bank are compared with."""
    if terms.bank.purpose is BankPurpose.COMMON_HARMLESS:
        return Harmless()
    return Harmless(store_import.harmless(connection))


def bring_in(
    work: Work,
    terms: Terms,
    groups: list[Group],
    harmless: Harmless,
    room: int,
    unreadable: Sequence[Refused] = (),
    *,
    read_before: int = 0,
) -> Sorted:
    """Takes groups of one batch into a bank within `work`, and writes that down; what became of
    each. Whoever calls it decided that they may come in on these terms.
    """
    found = [one.fingerprint for group in groups for one in group]
    near = harmless.near(found, terms.bank.radius)
    revision = store.next_revision(work.connection)
    known = store_import.known(work.connection, terms, found)
    result = sort_out(
        groups,
        known={fingerprint: one.wrong for fingerprint, one in known.items()},
        harmless=near,
        labels=terms.labels,
        room=room,
        joins={
            fingerprint: one.indicator_id
            for fingerprint, one in known.items()
            if not (one.stated or one.wrong)
        },
    )
    result.refused = sorted([*result.refused, *unreadable])
    _write(work, terms, result, revision, read_before)
    return result


def _write(work: Work, terms: Terms, result: Sorted, revision: int, read_before: int) -> None:
    new = [
        NewIndicator(
            work.new_id(),
            [one.fingerprint for one in group],
            group[0].label,
            group[0].reference,
        )
        for group in result.new
    ]
    if new:
        store_import.add(work.connection, terms, new, revision=revision, now=work.now)
    if result.stated:
        _join(work, terms, result, revision)
    work.record(
        Event.BANK_IMPORT,
        subject=("bank", terms.bank.id),
        service_id=terms.bank.service_id,
        batch=str(terms.batch_id),
        read_before=read_before,
        added=result.added,
        sources_added=result.sources_added,
        already_there=result.already_there,
        refused=len(result.refused),
        indicators=len(new),
        source=terms.source,
        scheme=terms.scheme.id,
        state=terms.state.value,
        verified_by=terms.verified_by,
    )


def _join(work: Work, terms: Terms, result: Sorted, revision: int) -> None:
    """Writes that this source vouches for what others brought in."""
    stated = [
        Stated(
            work.new_id(),
            indicator_id,
            [one.fingerprint[0] for one in group],
            group[0].label,
            group[0].reference,
        )
        for indicator_id, group in result.stated.items()
    ]
    store_statements.join(work.connection, terms, stated, revision=revision, now=work.now)


@dataclass(slots=True)
class _Run:
    """One import under way; its counts follow what was committed."""

    node: Node
    actor: Actor
    terms: Terms
    harmless: Harmless
    room: int
    read: int = 0
    added: int = 0
    sources_added: int = 0
    already_there: int = 0
    refused_count: int = 0
    indicators: int = 0
    statements: int = 0
    refused: list[Refused] = field(default_factory=list)

    def take(self, chunk: list[Group | Refused]) -> None:
        unreadable = [row for row in chunk if isinstance(row, Refused)]
        groups = [row for row in chunk if not isinstance(row, Refused)]
        room = self.room - self.indicators - self.statements
        with self.node.work(self.actor, purpose="import indicators") as work:
            result = bring_in(
                work, self.terms, groups, self.harmless, room, unreadable, read_before=self.read
            )
        self._count(result)

    def _count(self, result: Sorted) -> None:
        there = result.sources_added + result.already_there
        self.read += result.added + there + len(result.refused)
        self.added += result.added
        self.sources_added += result.sources_added
        self.statements += len(result.stated)
        self.already_there += result.already_there
        self.refused_count += len(result.refused)
        self.indicators += len(result.new)
        self.refused += result.refused[: LISTED_REFUSALS - len(self.refused)]

    def report(self) -> ImportReport:
        return ImportReport(
            batch_id=self.terms.batch_id,
            read=self.read,
            added=self.added,
            already_there=self.already_there,
            refused_count=self.refused_count,
            refused=tuple((one.line, one.sentence) for one in self.refused),
            indicators=self.indicators,
            sources_added=self.sources_added,
        )
