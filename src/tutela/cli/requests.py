"""`tutela requests`, `approve`, `decline`, `recall`: what one person asks and another answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import opened, person_or_operator, signed_in
from tutela.platform.approvals import answering, listing
from tutela.platform.approvals.acts import RULE, TERMS
from tutela.platform.approvals.model import State
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.approvals.model import Request

REQUEST = click.argument("request_id", metavar="REQUEST", type=click.UUID)
AS = person_options(required=True)
REASON = click.option("--reason", required=True, help="Why, in words; kept in the log.")
# What became of a request, for who answered it.
OUTCOMES = {
    State.DONE: "Agreed, and done: {title}.",
    State.PERMITTED: "Agreed: {asker} may now do it once: {title}.",
    State.DECLINED: "Declined: {title}. Nothing is changed.",
    State.RECALLED: "Recalled: {title}. Nothing is changed.",
}


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that are over too, newest first.")
@json_option
@needs(Permission.REQUEST_READ)
def requests(everything: bool, as_json: bool) -> None:  # noqa: FBT001
    """List what waits until another person agrees."""
    with opened() as node:
        actor = person_or_operator(node, None, None)
        found = listing.list_requests(node, actor, everything=everything)
    if as_json:
        output.emit({"rule": RULE, "requests": [_json(one) for one in found]})
        return
    output.table(
        ("request", "what", "asked by", "why", "state", "ends"),
        (
            (
                str(one.id),
                " ".join((TERMS[one.asked.act].title + ".", *one.asked.changes)),
                one.asked_name,
                one.reason,
                one.state.value,
                output.day(one.expires_at),
            )
            for one in found
        ),
        empty="Nothing waits for another person.",
    )


@click.command()
@REQUEST
@REASON
@AS
@json_option
@needs(Permission.REQUEST_READ)
def approve(
    request_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Agree to what somebody else asked for, as yourself. It is done at once, and once."""
    from tutela import assembly  # noqa: PLC0415 - only here any room may have to act

    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = answering.approve(node, actor, request_id, reason=reason, doers=assembly.doers())
    _tell(one, as_json=as_json)


@click.command()
@REQUEST
@REASON
@AS
@json_option
@needs(Permission.REQUEST_READ)
def decline(
    request_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Do not agree to what somebody else asked for. Nothing is changed."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = answering.decline(node, actor, request_id, reason=reason)
    _tell(one, as_json=as_json)


@click.command()
@REQUEST
@person_options(required=False)
@json_option
@needs(Permission.REQUEST_READ)
def recall(
    request_id: UUID,
    person_name: str | None,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take back what you asked for; without --as, what was asked for at this console."""
    with opened() as node:
        actor = person_or_operator(node, person_name, password_file)
        one = answering.recall(node, actor, request_id)
    _tell(one, as_json=as_json)


def _tell(one: Request, *, as_json: bool) -> None:
    if as_json:
        output.emit(_json(one))
        return
    title = TERMS[one.asked.act].title
    output.say(OUTCOMES[one.state], title=title[:1].lower() + title[1:], asker=one.asked_name)


def _json(one: Request) -> dict[str, Any]:
    return {
        "request": str(one.id),
        "act": one.asked.act.value,
        "service": one.asked.service_id,
        "changes": list(one.asked.changes),
        "reason": one.reason,
        "asked_by": one.asked_name,
        "asked_at": one.asked_at,
        "expires_at": one.expires_at,
        "state": one.state.value,
        "answered_by": one.answered_name,
        "answered_at": one.answered_at,
        "answer": one.answer,
    }
