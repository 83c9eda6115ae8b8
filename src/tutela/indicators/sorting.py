"""Which entries of a list are new, already there, or refused. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from tutela.indicators.reading import Entry, Refused
from tutela.signals.model import SignalKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    Fingerprint = tuple[SignalKind, bytes]

Group = list[Entry]

_NOTHING: Mapping[Fingerprint, UUID] = MappingProxyType({})

_WRONG = (
    "It, or another fingerprint of the same entry, was withdrawn as wrong and stays withdrawn. "
    "If the withdrawal was the error, withdraw it again as superseded first."
)
_HARMLESS = "It looks like a common harmless item, so it would match what many people share."
_FULL = "The source has reached its limit of entries in this bank."


@dataclass(slots=True)
class Sorted:
    """What becomes of some lines. Each group in `new` becomes one indicator; `stated` are the
    entries by which the source joins an indicator that others brought in; the rest are lines.
    """

    new: list[Group] = field(default_factory=list)
    stated: dict[UUID, Group] = field(default_factory=dict)
    added: int = 0
    sources_added: int = 0
    already_there: int = 0
    refused: list[Refused] = field(default_factory=list)


def grouped(rows: Iterable[Entry | Refused]) -> Iterator[Group | Refused]:
    """Joins neighbouring lines that are fingerprints of one entry.

    That is, lines with the same reference and label and each of another kind: so MD5 and SHA-1 of
    one file can match together. Lines without a reference stand alone, and so do addresses: what
    lies at one changes, and it is withdrawn without what was found there.
    """
    group: Group = []
    for row in rows:
        if isinstance(row, Refused):
            yield row
            continue
        if group and not _continues(group, row):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _continues(group: Group, entry: Entry) -> bool:
    first = group[0]
    if not entry.reference or (first.reference, first.label) != (entry.reference, entry.label):
        return False
    if SignalKind.URL in (first.fingerprint[0], entry.fingerprint[0]):
        return False
    return all(one.fingerprint[0] is not entry.fingerprint[0] for one in group)


def chunked(rows: Iterable[Group | Refused], size: int) -> Iterator[list[Group | Refused]]:
    """The rows in lists of at least `size` lines each but the last; no group is divided."""
    chunk: list[Group | Refused] = []
    lines = 0
    for row in rows:
        chunk.append(row)
        lines += 1 if isinstance(row, Refused) else len(row)
        if lines >= size:
            yield chunk
            chunk, lines = [], 0
    if chunk:
        yield chunk


def sort_out(
    groups: Iterable[Group],
    *,
    known: Mapping[Fingerprint, bool],
    harmless: AbstractSet[Fingerprint],
    labels: Collection[str],
    room: int,
    joins: Mapping[Fingerprint, UUID] = _NOTHING,
) -> Sorted:
    """Decides on each group.

    `known` are the bank's fingerprints, True for those withdrawn as wrong; `joins` those of them
    that this source does not vouch for yet, with their indicator; `harmless` those near a
    common harmless item; `labels` the codes of the scheme; `room` how many indicators the source
    may still add.
    """
    result = Sorted()
    there, left = dict(known), dict(joins)
    for group in groups:
        problem = _problem(group, there, harmless, labels)
        new = [one for one in group if one.fingerprint not in there]
        joining = [one for one in group if one.fingerprint in left]
        full = len(result.new) + len(result.stated) >= room
        if not problem and (new or joining) and full:
            problem = _FULL
        if problem:
            result.refused += [Refused(one.line, problem) for one in group]
            continue
        result.already_there += len(group) - len(new) - len(joining)
        result.sources_added += len(joining)
        for one in joining:
            result.stated.setdefault(left.pop(one.fingerprint), []).append(one)
        if new:
            there.update({one.fingerprint: False for one in new})
            result.added += len(new)
            result.new.append(new)
    return result


def _problem(
    group: Group,
    known: Mapping[Fingerprint, bool],
    harmless: AbstractSet[Fingerprint],
    labels: Collection[str],
) -> str | None:
    label = group[0].label
    if label and label not in labels:
        return f"The scheme has no label {label[:40]!r}."
    for one in group:
        if known.get(one.fingerprint):
            return _WRONG
        if one.fingerprint in harmless:
            return _HARMLESS
    return None
