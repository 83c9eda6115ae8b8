"""`tutela victim`: what victims ask for, at the authority and at the Centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.removal_request import removal_commands
from tutela.cli.taken_out import TO, take_out
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.redress.requests import authority, centre
from tutela.redress.requests.authority import Representing
from tutela.redress.requests.model import Recheck

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.requests.model import Search, VictimRequest

REQUEST = click.argument("request_id", metavar="REQUEST", type=click.UUID)
WORDS = click.option("--words", required=True, help="For whoever asked; sealed.")
PURPOSE = click.option("--purpose", required=True, help="Why you search or look; in the log.")


@click.group(name="victim")
def victim_request() -> None:
    """What victims ask for: known reports, and help with removal.

    It rests on draft law, COM(2022) 209. An authority takes requests in and answers them; the
    Centre searches; a provider is asked to remove.
    """


@victim_request.command(name="list")
@click.option("--over", is_flag=True, help="Those that are over, at an authority.")
@json_option
@needs(Permission.VICTIM_READ)
def list_(over: bool, as_json: bool) -> None:  # noqa: FBT001
    """List requests without what they say, what is due first. The days are this node's target."""
    with opened() as node:
        found = _listed(node, over=over)
    if as_json:
        output.emit({"requests": [_brief(one) for one in found]})
        return
    output.table(
        ("request", "number", "state", "asks", "received", "our target"),
        (
            (
                one.id,
                one.number,
                one.state.value,
                one.asked.value,
                output.minute(one.received_at),
                output.minute(one.due_at),
            )
            for one in found
        ),
        empty="No request.",
    )


@victim_request.command()
@REQUEST
@click.option("--purpose", default="see what somebody asks for", show_default=True,
              help="Why you look; in the log.")  # fmt: skip
@json_option
@needs(Permission.VICTIM_READ)
def show(request_id: UUID, purpose: str, as_json: bool) -> None:  # noqa: FBT001
    """Show how a request stands, and the reports that were found. The look is recorded."""
    with opened() as node:
        if node.identity.role is NodeRole.CENTRE:
            search = centre.look(node, console_operator(), request_id, purpose=purpose)
            one: VictimRequest | Search = search.search
            found = [each.to_found() for each in search.hits]
        else:
            one = authority.look(node, console_operator(), request_id, purpose=purpose)
            found = list(one.content.found) if one.content else []
    reports = [
        {
            "number": each.number,
            "provider": each.provider,
            "reported_on": each.reported_on.isoformat(),
            "forwarded_to": each.forwarded_to or None,
            "removed": each.removed,
            "removal": each.removal.value,
        }
        for each in found
    ]
    if as_json:
        output.emit(_brief(one) | {"reports": reports})
        return
    output.say("[bold]{state}[/]", state=one.state.sentence)
    for each in found:
        output.say("{n}  {provider}  {day}  {removal}", n=each.number, provider=each.provider,
                   day=each.reported_on, removal=each.removal.words)  # fmt: skip


@victim_request.command()
@REQUEST
@TO
@person_options(required=True)
@json_option
@needs(Permission.VICTIM_READ)
def letter(
    request_id: UUID,
    path: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write the answer as a PDF in their language, to be given by hand. The look is recorded."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        made = authority.letter(node, actor, request_id, purpose="take an answer out as a letter")
        take_out(made, path, "request", request_id, as_json=as_json)


def _act(name: str, about: str, do: Callable[..., object], *options: Any) -> None:
    """A command by which a person does `do(node, actor, id, …)`; what `--help` says of it."""

    def act(
        request_id: UUID,
        person_name: str,
        password_file: Path | None,
        as_json: bool,  # noqa: FBT001
        **given: Any,
    ) -> None:
        with opened() as node:
            do(node, signed_in(node, person_name, password_file), request_id, **given)
        if as_json:
            output.emit({"request": str(request_id), "done": name})
        else:
            output.say("It is done, and in the log.")

    act.__doc__ = about
    act.__name__ = name
    door: Callable[..., Any] = needs(Permission.VICTIM_DECIDE)(act)
    door = person_options(required=True)(json_option(door))
    for option in reversed(options):
        door = option(door)
    victim_request.command(name=name)(REQUEST(door))


def _represent(
    node: Node,
    actor: Actor,
    request_id: UUID,
    *,
    paper: str,
    dated: datetime,
    conflict: bool,
) -> None:
    authority.represent(node, actor, request_id, Representing(paper, dated.date(), conflict))


def _recheck(
    node: Node, actor: Actor, request_id: UUID, *, number: int, outcome: str, purpose: str
) -> None:
    centre.recheck(node, actor, request_id, number, Recheck(outcome), purpose=purpose)


_act(
    "identify",
    "Write down how somebody showed who they are, in words.",
    authority.identify,
    click.option("--how", required=True, help="In words; copy no number and no paper."),
)
_act(
    "represent",
    "Write down by what somebody may ask for another.",
    _represent,
    click.option("--paper", required=True, help="What paper it is."),
    click.option("--dated", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Its day."),
    click.option(
        "--conflict/--no-conflict", required=True, help="Whether a report may be about them: ask."
    ),
)
_act("pass", "Ask the Centre to search, by a number and signals only.", authority.pass_on)
_act(
    "decline",
    "End a request that cannot go on.",
    authority.decline,
    WORDS,
    click.option("--representative", is_flag=True, help="Because they may not ask for another."),
)
_act("answer", "Answer it. Whether they see it is for them to say.", authority.answer, WORDS)
_act("order", "Note that a removal order was asked for.", authority.request_order)
_act("search", "Search received reports for exactly its signals.", centre.search, PURPOSE)
_act("release", "Tell the authority what somebody else found.", centre.release)
_act("ask", "Ask the providers to remove it. It is no order.", centre.ask)
_act("notify", "Give notice again of what was not removed.", centre.notify)
_act(
    "recheck",
    "Write down whether it stays away.",
    _recheck,
    click.option("--number", required=True, type=int, help="Which report of the request."),
    click.option(
        "--outcome",
        required=True,
        type=click.Choice([one.value for one in Recheck]),
        help="What you saw there.",
    ),
    PURPOSE,
)
removal_commands(victim_request)


def _listed(node: Node, *, over: bool) -> list[VictimRequest] | list[Search]:
    if node.identity.role is NodeRole.CENTRE:
        return centre.searches(node, console_operator())
    return authority.requests(node, console_operator(), over=over)


def _brief(one: VictimRequest | Search) -> dict[str, Any]:
    return {
        "request": str(one.id),
        "number": str(one.number),
        "state": one.state.value,
        "asked": one.asked.value,
        "received_at": one.received_at,
        "due_at": one.due_at,
        "profile": one.profile,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
    }
