"""A bank, and what became of an import, in words and in JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tutela.cli import output
from tutela.indicators.model import NODE_WIDE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutela.indicators.importing import ImportReport
    from tutela.indicators.model import Bank, BankView, IndicatorState
    from tutela.indicators.standing import IndexStanding
    from tutela.signals.model import SignalKind


def show_imported(report: ImportReport) -> None:
    """What became of a list, for a person."""
    output.say(
        "{read}: {added} added, {sources} with another source, {there} there already, "
        "{refused} refused (batch {batch}).",
        read=output.counted(report.read, "line"),
        added=f"{report.added:,}",
        sources=f"{report.sources_added:,}",
        there=f"{report.already_there:,}",
        refused=f"{report.refused_count:,}",
        batch=report.batch_id,
    )
    for line, why in report.refused:
        output.say("  line {line}: {why}", line=line, why=why)
    if report.refused_count > len(report.refused):
        output.say("  and {more} more.", more=f"{report.refused_count - len(report.refused):,}")


def imported_json(report: ImportReport) -> dict[str, Any]:
    return {
        "batch": str(report.batch_id),
        "read": report.read,
        "added": report.added,
        "sources_added": report.sources_added,
        "already_there": report.already_there,
        "refused": report.refused_count,
        "refusals": [{"line": line, "problem": why} for line, why in report.refused],
    }


def show_banks(banks: Sequence[Bank]) -> None:
    """All banks, for a person."""
    output.table(
        ("bank", "purpose", "distance", "turned", "for", "enabled"),
        (
            (
                one.name,
                one.purpose.value,
                one.radius,
                "yes" if one.dihedral else "no",
                "all services" if one.service_id == NODE_WIDE else one.service_id,
                "yes" if one.enabled else "no",
            )
            for one in banks
        ),
        empty="No banks yet. Make one with: tutela bank add NAME --purpose …",
    )


def bank_json(one: Bank) -> dict[str, Any]:
    return {
        "bank": one.name,
        "purpose": one.purpose.value,
        "radius": one.radius,
        "dihedral": one.dihedral,
        "demo": one.demo,
        "enabled": one.enabled,
        "service": None if one.service_id == NODE_WIDE else one.service_id,
    }


def show_bank(view: BankView) -> None:
    """One bank and what is in it, counted, for a person."""
    one = view.bank
    output.say("[bold]{name}[/]: {purpose}", name=one.name, purpose=one.purpose.sentence)
    output.say("Matches up to distance {radius}{turned}; {enabled}.", radius=one.radius,
               turned=", turned and mirrored forms too" if one.dihedral else "",
               enabled="enabled" if one.enabled else "disabled")  # fmt: skip
    for state, count in view.states.items():
        output.say("  {count} {state}", count=f"{count:,}", state=state.value)
    output.say("Fingerprints: {kinds}", kinds=_listed(view.fingerprints) or "none")
    for source in view.sources:
        output.say("  source {source}: {count}, the last {at}", source=source.source,
                   count=output.counted(source.indicators, "entry", "entries"),
                   at=output.minute(source.last_added_at))  # fmt: skip
    for batch in view.batches:
        output.say("  batch {batch} from {source}, {at}: {states}", batch=batch.batch_id,
                   source=batch.source, at=output.minute(batch.added_at),
                   states=_listed(batch.states))  # fmt: skip


def show_files(files: IndexStanding | None) -> None:
    """How the index files of a bank stand, for a person."""
    if files is None:
        output.say("Index: no files; a bank that is enabled gets them when the node next scans.")
        return
    output.say(
        "Index: {count} in {size}, generation {generation}, {state}.",
        count=output.counted(files.fingerprints, "fingerprint"),
        size=f"{files.file_bytes / 1e6:,.1f} MB",
        generation=files.generation,
        state="up to date" if files.current else "behind the database",
    )


def files_json(files: IndexStanding | None) -> dict[str, Any] | None:
    return asdict(files) if files else None


def view_json(view: BankView) -> dict[str, Any]:
    return {
        **bank_json(view.bank),
        "states": {state.value: count for state, count in view.states.items()},
        "fingerprints": {kind.value: count for kind, count in view.fingerprints.items()},
        "sources": [
            {"source": one.source, "indicators": one.indicators, "last": one.last_added_at}
            for one in view.sources
        ],
        "batches": [
            {
                "batch": str(one.batch_id),
                "source": one.source,
                "added_at": one.added_at,
                "states": {state.value: count for state, count in one.states.items()},
            }
            for one in view.batches
        ],
    }


def _listed(counts: Mapping[IndicatorState, int] | Mapping[SignalKind, int]) -> str:
    return ", ".join(f"{count:,} {kind.value}" for kind, count in counts.items())
