"""Adding one indicator: a file of one's own, given as its signals, or an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NotRequired, TypedDict, Unpack

from tutela.indicators import store, store_import, store_statements
from tutela.indicators.bounds import uninformative
from tutela.indicators.errors import (
    CollidesWithHarmless,
    NothingToAdd,
    WithdrawnAsWrong,
)
from tutela.indicators.importing import harmless_for
from tutela.indicators.model import IndicatorState
from tutela.indicators.service import require_bank
from tutela.indicators.store_import import NewIndicator
from tutela.indicators.store_statements import Stated
from tutela.indicators.terms import agree, check_text
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.signals.errors import SignalTextError
from tutela.signals.model import MIN_QUALITY, Problem, SignalKind
from tutela.signals.parse import parse

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.indicators.store_import import Fingerprint, Known
    from tutela.indicators.terms import Terms
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.signals.model import Signals


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of one item. `added` is empty if the very same file was in the bank already;
    `notices` are sentences about fingerprints that were left out. `source_added`: the source
    vouches now for fingerprints that others brought in.
    """

    indicator_id: UUID
    batch_id: UUID
    added: frozenset[SignalKind]
    notices: tuple[str, ...]
    source_added: bool = False


class Said(TypedDict):
    """What is said of one new entry beside its fingerprints; see `terms.agree`."""

    source: str
    scheme: str
    label: str
    state: NotRequired[IndicatorState]
    verified_by: NotRequired[str]
    reference: NotRequired[str]
    note: NotRequired[str]
    batch_id: NotRequired[UUID | None]


def add_from_image(
    node: Node, actor: Actor, bank: str, signals: Signals, **said: Unpack[Said]
) -> Addition:
    """Adds one indicator with the digests of a file and the PDQ of its first frame.

    A file whose SHA-256 is in the bank is left as it is there; its source is noted beside the
    others. Give several files one `batch_id` to
    verify or withdraw them together. Raises BankUnknown, NothingToAdd, CollidesWithHarmless,
    WithdrawnAsWrong, and what `terms.agree` raises.
    """
    actor.require(Permission.BANK_EDIT)
    whole = (SignalKind.SHA256, bytes.fromhex(signals.sha256))
    return _add(node, actor, bank, whole, *fingerprints_of(signals), **said)


def add_address(
    node: Node, actor: Actor, bank: str, address: str, **said: Unpack[Said]
) -> Addition:
    """Adds one indicator with the signal of a web address; the address itself is not kept.

    Apart from that like `add_from_image`. Raises NothingToAdd for what is no address.
    """
    actor.require(Permission.BANK_EDIT)
    try:
        whole = (SignalKind.URL, parse(SignalKind.URL, address))
    except SignalTextError as error:
        raise NothingToAdd(problem=str(error)) from None
    return _add(node, actor, bank, whole, [whole], [], **said)


def add_numbers(
    node: Node, actor: Actor, bank: str, sha256: bytes, pdq: bytes | None, **said: Unpack[Said]
) -> Addition:
    """Adds one indicator of a picture that was never sent here: its SHA-256, and its PDQ if there
    is one, 32 bytes each. Apart from that like `add_from_image`.
    """
    actor.require(Permission.BANK_EDIT)
    whole = (SignalKind.SHA256, sha256)
    more = [(SignalKind.PDQ, pdq)] if pdq else []
    return _add(node, actor, bank, whole, [whole, *more], [], **said)


def _add(
    node: Node,
    actor: Actor,
    bank: str,
    whole: Fingerprint,
    fingerprints: list[Fingerprint],
    notices: list[str],
    *,
    source: str,
    scheme: str,
    label: str,
    state: IndicatorState = IndicatorState.PROPOSED,
    verified_by: str = "",
    reference: str = "",
    note: str = "",
    batch_id: UUID | None = None,
) -> Addition:
    """Adds one indicator; `whole` is the fingerprint by which it is known to be there already."""
    check_text(reference, "reference")
    check_text(note, "note")
    with node.work(actor, purpose="add an indicator") as work:
        revision = store.next_revision(work.connection)
        terms = agree(
            actor,
            require_bank(work.connection, bank),
            batch_id or work.new_id(),
            source=source,
            scheme=scheme,
            label=label,
            state=state,
            verified_by=verified_by,
        )
        known = store_import.known(work.connection, terms, fingerprints)
        same = known.get(whole)
        if not same or same.wrong:
            _require_addable(work, terms, fingerprints, known)
        joined = _join(work, terms, known, reference.strip(), revision)
        if same:
            return Addition(same.indicator_id, terms.batch_id, frozenset(), (), joined)
        new = [one for one in fingerprints if one not in known]
        left_out = [f"Its {kind} is in the bank already." for kind, _ in known]
        one = NewIndicator(work.new_id(), new, label, reference.strip(), note.strip())
        store_import.add(work.connection, terms, [one], revision=revision, now=work.now)
        _record(work, terms, one)
    kinds = frozenset(kind for kind, _ in new)
    return Addition(one.id, terms.batch_id, kinds, (*notices, *left_out), joined)


def _join(
    work: Work, terms: Terms, known: dict[Fingerprint, Known], reference: str, revision: int
) -> bool:
    """Notes that this source, too, vouches for what others brought in; False if it did already."""
    joins: dict[UUID, list[SignalKind]] = {}
    for (kind, _), one in known.items():
        if not (one.stated or one.wrong):
            joins.setdefault(one.indicator_id, []).append(kind)
    stated = [
        Stated(work.new_id(), owner, kinds, terms.label, reference)
        for owner, kinds in joins.items()
    ]
    if stated:
        store_statements.join(work.connection, terms, stated, revision=revision, now=work.now)
    for said in stated:
        work.record(
            Event.SOURCE_ADD,
            subject=("indicator", said.indicator_id),
            service_id=terms.bank.service_id,
            bank=str(terms.bank.id),
            batch=str(terms.batch_id),
            kinds=sorted(said.kinds),
            source=terms.source,
            scheme=terms.scheme.id,
            label=terms.label,
            state=terms.state.value,
            verified_by=terms.verified_by,
        )
    return bool(stated)


def fingerprints_of(signals: Signals) -> tuple[list[Fingerprint], list[str]]:
    """What an indicator takes from an item, and sentences about what it leaves out.

    Raises NothingToAdd for an empty file.
    """
    if signals.problem is Problem.EMPTY:
        raise NothingToAdd(problem="the file is empty.")
    found: list[Fingerprint] = [
        (SignalKind.MD5, bytes.fromhex(signals.md5)),
        (SignalKind.SHA1, bytes.fromhex(signals.sha1)),
        (SignalKind.SHA256, bytes.fromhex(signals.sha256)),
    ]
    problem = _pdq_problem(signals)
    if problem:
        return found, [f"Only the same file will match, not one that looks like it: {problem}"]
    return [*found, (SignalKind.PDQ, signals.frames[0].bits)], []


def _pdq_problem(signals: Signals) -> str | None:
    if signals.film:
        return "many films begin with the same picture. Add pictures of what this one shows."
    if not signals.frames:
        return f"it has no pdq ({signals.problem})."
    first = signals.frames[0]
    if first.quality < MIN_QUALITY:
        return f"its pdq has the quality {first.quality}, and {MIN_QUALITY} is needed."
    return uninformative(SignalKind.PDQ, first.bits)


def _require_addable(
    work: Work,
    terms: Terms,
    fingerprints: list[Fingerprint],
    known: dict[Fingerprint, Known],
) -> None:
    for (kind, _), one in known.items():
        if one.wrong:
            raise WithdrawnAsWrong(kind=kind, bank=terms.bank.name)
    harmless = harmless_for(work.connection, terms)
    for kind, _ in harmless.near(fingerprints, terms.bank.radius):
        raise CollidesWithHarmless(kind=kind)


def _record(work: Work, terms: Terms, one: NewIndicator) -> None:
    work.record(
        Event.INDICATOR_ADD,
        subject=("indicator", one.id),
        service_id=terms.bank.service_id,
        bank=str(terms.bank.id),
        batch=str(terms.batch_id),
        kinds=sorted(kind.value for kind, _ in one.fingerprints),
        source=terms.source,
        scheme=terms.scheme.id,
        label=one.label,
        state=terms.state.value,
        verified_by=terms.verified_by,
    )
