"""`tutela exchange`: indicators between an authority, the EU Centre and providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.exchange_acts import COMMANDS
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.standing import Standing
from tutela.exchanges import viewing
from tutela.exchanges.deciding import Act, decide
from tutela.exchanges.forms import fingerprints_of
from tutela.platform.permissions import Permission
from tutela.receiving import reading

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.exchanges.model import Access, Submission
    from tutela.federation.model import Peer


@click.group()
def exchange() -> None:
    """Indicators between institutions: submitted, listed, given to providers for a time.

    This rests on draft law, COM(2022) 209 final: it binds nobody unless it becomes law.
    """


@exchange.command(name="list")
@json_option
@needs(Permission.EXCHANGE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List the submissions and accesses here, and what waits for somebody."""
    with opened() as node:
        found = viewing.overview(node, console_operator())
    due = {one.id for one in found.due}
    rows = [
        _submission(one, found.peers[one.peer_id], due=one.id in due)
        for one in (*found.waiting, *found.due, *found.settled)
    ]
    given = [_access(one, found.peers[one.peer_id]) for one in found.accesses]
    if as_json:
        last = {one.value: number for one, number in found.last.items()}
        output.emit({"submissions": rows, "accesses": given, "entries": found.entries,
                     "last": last})  # fmt: skip
        return
    heads = ("submission", "other", "category", "label", "state", "proposed", "verify again")
    output.table(
        heads,
        (
            (row["submission"], row["other"], row["category"], row["label"], row["state"],
             output.minute(row["proposed_at"]),
             ("due since " if row["due"] else "by ") + output.minute(row["reverify_by"])
             if row["reverify_by"] else "")
            for row in rows
        ),
        empty="No indicator was submitted yet.",
    )  # fmt: skip
    output.table(
        ("access", "other", "category", "state", "from", "until", "number", "heard"),
        (
            (row["access"], row["other"], row["category"], row["state"],
             output.minute(row["begins_at"]), output.minute(row["ends_at"]), row["number"],
             output.minute(row["heard_at"]) if row["heard_at"] else "never")
            for row in given
        ),
        empty="No access was asked for yet.",
    )  # fmt: skip


@exchange.command()
@click.argument("submission_id", metavar="SUBMISSION", type=click.UUID)
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_READ)
def show(
    submission_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Open a submission: what it is, and what it rests on. The log keeps that you looked."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        found = viewing.open_submission(node, actor, submission_id)
        one, said = found.submission, found.said
        signals = fingerprints_of(one.fingerprints) if one.fingerprints else []
        seen = reading.how_often(node, actor, signals)
    shown: dict[str, Any] = {
        "submission": str(one.id),
        "other": found.peer,
        "category": one.category.value,
        "state": one.state.value,
        "media": one.media.value,
        "language": one.language or None,
        "scheme": one.scheme,
        "label": one.label,
        "fingerprints": sorted(one.fingerprints or {}),
        "assessors": [name for name in (one.first_assessor, one.second_assessor) if name],
        "reference": said.reference if said else None,
        "reasons": said.reasons if said else None,
        "reason": one.reason or None,
        "cause": one.cause.value if one.cause else None,
        "reported": seen.reports if seen else None,
        "reported_by": seen.providers if seen else None,
        "reported_last_at": seen.last_at if seen else None,
    }
    if as_json:
        output.emit(shown)
        return
    output.table(
        ("what", "is"),
        ((name, ", ".join(value) if isinstance(value, list) else "-" if value is None else value)
         for name, value in shown.items()),
        empty="",
    )  # fmt: skip


_WHY = "Why; the log keeps it, and the other side may read it: name nobody."
_DECIDING = Standing(exchange, "id", Permission.EXCHANGE_DECIDE, decide, _WHY)
_DECIDING.add(Act.DROP, "Do not agree to a proposed indicator (authority).", "It goes nowhere.")
_DECIDING.add(
    Act.REFUSE, "Do not take a submission in, and say why (Centre).", "The authority is told."
)
_DECIDING.add(
    Act.REVERIFY,
    "Write down that an entry still belongs in the database (Centre).",
    "Its clock begins anew.",
)
_DECIDING.add(
    Act.GRANT, "Grant an access for the period asked for (Centre).", "The provider is told."
)
_DECIDING.add(Act.DENY, "Refuse an access (Centre).", "The provider is told.")
_DECIDING.add(Act.PROLONG, "Give an access the time that is asked for (Centre).",
              "The provider is told.")  # fmt: skip
_DECIDING.add(Act.KEEP, "Leave an access as it is (Centre).", "The provider is told why.")
_DECIDING.add(
    Act.END, "End an access before its time (Centre).", "It ends there at once, and is erased."
)


def _submission(one: Submission, other: Peer, *, due: bool) -> dict[str, Any]:
    return {
        "submission": str(one.id),
        "other": other.name,
        "category": one.category.value,
        "scheme": one.scheme,
        "label": one.label,
        "state": one.state.value,
        "proposed_at": one.proposed_at,
        "reverify_by": one.reverify_by,
        "due": due,
        "reason": one.reason or None,
    }


def _access(one: Access, other: Peer) -> dict[str, Any]:
    return {
        "access": str(one.id),
        "other": other.name,
        "category": one.category.value,
        "purpose": one.purpose,
        "basis": one.basis,
        "state": one.state.value,
        "begins_at": one.begins_at,
        "ends_at": one.ends_at,
        "bank": one.bank or None,
        "number": one.number,
        "heard_at": one.heard_at,
        "refused": one.refused,
        "reason": one.reason or None,
    }


for _command in COMMANDS:
    exchange.add_command(_command)
