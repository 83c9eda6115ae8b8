"""`tutela hotline`: a hotline's cases, from the report of an address until it is gone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.taken_out import TO, take_out
from tutela.hotline import (
    assessing,
    clocks,
    handing,
    hosts,
    looking,
    noticed,
    printing,
    reading,
    routing,
    taking,
    telling,
)
from tutela.hotline.model import Found
from tutela.hotline.rdap import LARGEST
from tutela.platform import languages
from tutela.platform.permissions import Permission
from tutela.platform.typesetting import sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from tutela.hotline.model import CaseLine
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

CASE = click.argument("case_id", metavar="CASE", type=click.UUID)
REASON = click.option("--reason", required=True, help="Why, in words; kept with the case.")


def _acts(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of whatever a person does with a case."""
    for option in (needs(Permission.HOTLINE_WORK), json_option, person_options(required=True)):
        command = option(command)
    return command


@click.group()
def hotline() -> None:
    """A hotline's cases: addresses that somebody reported, until what is there is gone.

    Nothing is ever fetched: people look, and say by what right.
    """


@hotline.command(name="list")
@click.option("--over", is_flag=True, help="Those that are over.")
@json_option
@needs(Permission.HOTLINE_READ)
def list_(over: bool, as_json: bool) -> None:  # noqa: FBT001
    """List the cases to be worked on: urgent ones first, then what is due first."""
    with opened() as node:
        found = reading.list_cases(node, console_operator(), over=over)
    if as_json:
        output.emit({"cases": [_json(one) for one in found]})
        return
    output.table(
        ("case", "state", "urgent", "reports", "hosted in", "due"),
        (
            (
                one.id, one.state.value, "yes" if one.urgent else "", one.reports, one.country,
                output.minute(one.due_at) if one.due_at else "",
            )
            for one in found
        ),
        empty="No case is here.",
    )  # fmt: skip


@hotline.command()
@CASE
@json_option
@needs(Permission.HOTLINE_READ)
def show(case_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show a case: its address, who hosts it, what is there and what was done."""
    with opened() as node:
        one = reading.show(node, console_operator(), case_id, purpose="show a hotline case")
    host = one.host
    if as_json:
        items = [
            {"item": str(each.id), "scheme": each.scheme, "label": each.label, "where": each.where}
            for each in one.items
        ]
        steps = [
            {"event": each.event, "by": each.by_name, "at": each.at.isoformat()}
            for each in one.steps
        ]
        known = host and {"name": host.name, "country": host.country, "contact": host.contact}
        said = {"address": one.url, "host": known, "items": items, "steps": steps}
        output.emit(_json(one.line) | said)
        return
    output.say("{address}", address=one.url or "erased")
    if host:
        output.say("Hosted by {name} ({country})", name=host.name, country=host.country or "?")
    output.table(
        ("item", "label", "found by"),
        ((each.where, each.label, each.assessed_by_name) for each in one.items),
        empty="Nobody has written down what is there.",
    )
    output.say("{sentence}", sentence=one.line.state.sentence)


@hotline.command(name="sheet")
@CASE
@TO
@person_options(required=True)
@json_option
@needs(Permission.HOTLINE_READ)
def sheet_(
    case_id: UUID,
    path: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write a case as a PDF, for whoever is given it in the hand. The look is recorded."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = reading.show(node, actor, case_id, purpose="give a case away")
        made = printing.sheet_of(one, node.clock.now(), languages.default(node.settings))
        take_out(sheet.pdf(made), path, "case", case_id, as_json=as_json)


@hotline.command()
@click.argument("address", metavar="ADDRESS")
@click.option("--words", required=True, help="What was reported; kept sealed with the case.")
@click.option("--urgent", is_flag=True, help="Somebody may be in danger now.")
@_acts
def report(
    address: str,
    words: str,
    urgent: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take a report of an address in: a case, or one more report of a case there is."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        taken = taking.report(node, actor, address, words, urgent=urgent)
    if as_json:
        output.emit({"case": str(taken.case_id), "known": taken.known})
    elif taken.known:
        output.say("It joins the case {case}.", case=taken.case_id)
    else:
        output.say("It is the case {case}.", case=taken.case_id)


@hotline.command()
@click.argument("notice_id", metavar="NOTICE", type=click.UUID)
@_acts
def notice(
    notice_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take the addresses of a notice from the public door in, each a report."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        taken = noticed.take_notice(node, actor, notice_id)
    if as_json:
        cases = [{"case": str(one.case_id), "known": one.known} for one in taken]
        output.emit({"cases": cases})
        return
    output.table(
        ("case", "known before"),
        ((one.case_id, "yes" if one.known else "no") for one in taken),
        empty="The notice names no address.",
    )


@hotline.command()
@CASE
@click.option("--scheme", required=True, help="Whose labels they are, such as interpol-baseline.")
@click.option("--label", required=True, help="What it is, such as baseline.")
@click.option("--where", required=True, help="Which of the things at the address it is.")
@click.option("--sha256", default="", help="Its SHA-256, if it is known.")
@_acts
def item(
    case_id: UUID,
    scheme: str,
    label: str,
    where: str,
    sha256: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write down one thing at the address, and what it is."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        assessing.add_item(
            node, actor, case_id, scheme=scheme, label=label, where=where, sha256=sha256
        )


@hotline.command()
@CASE
@REASON
@click.option("--police-first", is_flag=True, help="Tell nobody else before the police answered.")
@_acts
def illegal(
    case_id: UUID,
    reason: str,
    police_first: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say that something illegal is there. An item must say so too."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        assessing.find_illegal(node, actor, case_id, reason, police_first=police_first)


@hotline.command()
@CASE
@REASON
@_acts
def lawful(
    case_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say that nothing illegal is there."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        assessing.find_lawful(node, actor, case_id, reason)


@hotline.command()
@CASE
@click.option("--name", required=True, help="Who hosts it.")
@click.option("--country", default="", help="Where, such as NL.")
@click.option("--contact", default="", help="Its address for abuse.")
@_acts
def host(
    case_id: UUID,
    name: str,
    country: str,
    contact: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say who hosts it, as you found out."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        hosts.say(node, actor, case_id, name=name, country=country, contact=contact)


@hotline.command()
@CASE
@click.argument("file", type=click.File(encoding="utf-8"))
@_acts
def rdap(
    case_id: UUID,
    file: Any,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Supply registration data of the network or domain as a file (RFC 9083)."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        hosts.supply(node, actor, case_id, file.read(LARGEST + 1))


@hotline.command()
@CASE
@click.option("--how", required=True, help="How they were told, and what they said.")
@click.option("--hours", default=clocks.POLICE_HOURS, show_default=True,
              help="How long the others wait for them.")  # fmt: skip
@_acts
def police(
    case_id: UUID,
    how: str,
    hours: int,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you told the police first."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        telling.tell_police(node, actor, case_id, how, hours=hours)


@hotline.command(name="police-answer")
@CASE
@click.option("--answer", required=True, help="What they answered.")
@_acts
def police_answer(
    case_id: UUID,
    answer: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record what the police answered: the others may be told now."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        telling.hear_police(node, actor, case_id, answer)


@hotline.command(name="tell-host")
@CASE
@REASON
@click.option("--language", default="en", show_default=True, help="Of the letter, such as nl.")
@click.option("--by-hand", is_flag=True, help="You told it yourself; no letter is sent.")
@_acts
def tell_host(
    case_id: UUID,
    reason: str,
    language: str,
    by_hand: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Tell the host where it is, by e-mail and as X-ARF; never with a picture."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        if by_hand:
            telling.told_host(node, actor, case_id, reason)
        else:
            telling.tell_host(node, actor, case_id, reason, language=language)


@hotline.command(name="hand-over")
@CASE
@REASON
@click.option("--by-hand", is_flag=True, help="You handed it to a hotline that has no node.")
@_acts
def hand_over(
    case_id: UUID,
    reason: str,
    by_hand: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Hand a case to the hotline of the country that hosts it."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        hand = handing.handed_by_hand if by_hand else handing.hand_over
        hand(node, actor, case_id, reason)


@hotline.command(name="take-back")
@CASE
@REASON
@_acts
def take_back(
    case_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Work on a case here again that another hotline has."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        handing.take_back(node, actor, case_id, reason)


@hotline.command()
@CASE
@click.option("--found", required=True, type=click.Choice([one.value for one in Found]),
              help="Whether it is gone.")  # fmt: skip
@click.option("--right", required=True, help="By what right you looked.")
@_acts
def look(
    case_id: UUID,
    found: str,
    right: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you looked whether it is gone, and by what right."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        looking.look(node, actor, case_id, Found(found), right)


@hotline.command()
@CASE
@REASON
@_acts
def close(
    case_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """End a case without a removal, with reasons."""
    with _acting(case_id, person_name, password_file, as_json=as_json) as (node, actor):
        looking.close(node, actor, case_id, reason)


@hotline.command()
@click.option("--country", required=True, metavar="CC", help="Such as NL.")
@click.option("--hotline", "peer_id", required=True, type=click.UUID, help="The id of its node.")
@_acts
def route(
    country: str,
    peer_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say which hotline gets the cases that a country hosts."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        routing.route(node, actor, country, peer_id)
        found = routing.list_routes(node, actor)
    if as_json:
        output.emit({"routes": [{"country": one.country, "hotline": one.name} for one in found]})
        return
    output.table(
        ("country", "hotline"),
        ((one.country, one.name) for one in found),
        empty="No hotline serves any country.",
    )


@contextmanager
def _acting(
    case_id: UUID, name: str, password_file: Path | None, *, as_json: bool
) -> Iterator[tuple[Node, Actor]]:
    """The node and who acts; says afterwards how the case stands."""
    with opened() as node:
        actor = signed_in(node, name, password_file)
        yield node, actor
        one = reading.show(node, actor, case_id, purpose="say how it stands")
    if as_json:
        output.emit(_json(one.line))
    else:
        output.say("{sentence}", sentence=one.line.state.sentence)


def _json(one: CaseLine) -> dict[str, object]:
    return {
        "case": str(one.id),
        "state": one.state.value,
        "urgent": one.urgent,
        "reports": one.reports,
        "country": one.country,
        "police_first": one.police_first,
        "opened_at": one.opened_at.isoformat(),
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "looked_at": one.looked_at.isoformat() if one.looked_at else None,
    }
