"""`tutela removal`: removal orders between nodes, as yourself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import INPUT_FILE, json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.taken_out import TO, take_out
from tutela.law.draft import SENTENCE
from tutela.law.languages import NAMES
from tutela.law.machines.parts import Party
from tutela.orders.removal import carrying, looking, papers, public_print, reading, requesting
from tutela.orders.removal import copies as removal_copies
from tutela.orders.removal.model import Definition, Hindrance, Outcome
from tutela.orders.removal.requesting import Draft
from tutela.platform.languages import of_papers
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.orders.removal.model import CopyLine, Removal, RemovalLine
    from tutela.platform.node import Node

ORDER = click.argument("order_id", metavar="ORDER", type=click.UUID)
REASON = click.option("--reason", required=True, help="Why, in words; kept in the log.")
PAPER = click.argument("file", type=INPUT_FILE)


@click.group()
def removal() -> None:
    """Removal orders of the draft Regulation, COM(2022) 209, between nodes.

    An authority asks (draft, export, issue, bring); the provider carries out (`tutela order
    execute`) and answers (hinder, report, challenge, reinstate); the Centre looks (check).
    """


@removal.command(name="list")
@click.option("--over", is_flag=True, help="Those that are over.")
@json_option
@needs(Permission.ORDER_READ)
def list_(over: bool, as_json: bool) -> None:  # noqa: FBT001
    """List removal orders: the first due first."""
    with opened() as node:
        found = reading.list_removals(node, console_operator(), over=over)
        now = node.clock.now()
    if as_json:
        output.emit({"removal_orders": [_line(one) for one in found]})
        return
    output.table(
        ("order", "state", "provider", "due", "not taken for"),
        ((one.id, one.state.value, one.provider_name,
          _due(one, now), one.refusal) for one in found),
        empty="There is no removal order.",
    )  # fmt: skip


@removal.command()
@ORDER
@json_option
@needs(Permission.ORDER_READ)
def show(order_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show a removal order with what it says; the look is in the log."""
    with opened() as node:
        one = reading.show(node, console_operator(), order_id, purpose="show at the console")
    if as_json:
        output.emit(_whole(one))
        return
    output.say("[bold]{state}[/] {sentence}", state=one.line.state.value,
               sentence=one.line.state.sentence)  # fmt: skip
    for name, value in _whole(one).items():
        output.say("{name}: {value}", name=name, value=value)
    output.say("{law}", law=SENTENCE)


@removal.command()
@click.option("--provider", required=True, type=click.UUID, help="Its node: `tutela peer list`.")
@click.option("--service", required=True, help="The service's name at the provider.")
@click.option("--target", "targets", required=True, multiple=True,
              help="An address, item:REFERENCE; give it again for more.")  # fmt: skip
@click.option("--definition", "definitions", multiple=True, required=True,
              type=click.Choice([one.value for one in Definition]),
              help="Directive 2011/93/EU, Article 2(c) or (e).")  # fmt: skip
@click.option("--reasons", required=True, help="Why it is that, in words.")
@click.option("--language", default=requesting.ENGLISH, show_default=True,
              type=click.Choice(sorted(NAMES)), help="One that the provider declared.")  # fmt: skip
@click.option("--secret-days", type=click.IntRange(0, 42), default=0,
              help="Days for which users must not be told.")  # fmt: skip
@click.option("--secret-reason", default="", help="Why they must not be told yet.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def draft(
    provider: UUID,
    service: str,
    targets: tuple[str, ...],
    definitions: tuple[str, ...],
    reasons: str,
    language: str,
    secret_days: int,
    secret_reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Ask for a removal order. Nothing leaves: `export` writes the request for the court."""
    given = Draft(provider, service, definitions, targets, reasons, language, secret_days,
                  secret_reason)  # fmt: skip
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        stands(node, requesting.draft(node, actor, given), as_json=as_json)


@removal.command()
@ORDER
@TO
@click.option("--pdf", is_flag=True, help="To be read, rather than signed or brought.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_READ)
def export(
    order_id: UUID,
    path: Path,
    pdf: bool,  # noqa: FBT001
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Write the request for the court; once the court signed, the order."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        paper = reading.paper(node, actor, order_id)
        written = json.dumps(paper, indent=2).encode() + b"\n"
        if pdf:
            known = of_papers(node.settings.catalogues)
            written = public_print.pdf(public_print.paper(paper, known))
        take_out(written, path, "removal_order", order_id, as_json=as_json)


@removal.command()
@PAPER
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def issue(file: Path, person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Bring what the court signed to the provider, and a copy to the Centre."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        order_id = requesting.issue(node, actor, papers.from_file(file.read_bytes()))
        stands(node, order_id, as_json=as_json)


@removal.command()
@PAPER
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def bring(file: Path, person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Bring what the court said later: it is clearer, secret for longer, upheld or annulled."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        order_id = requesting.bring(node, actor, papers.from_file(file.read_bytes()))
        stands(node, order_id, as_json=as_json)


@removal.command()
@ORDER
@click.argument("what", type=click.Choice([one.value for one in Hindrance]))
@click.option("--explanation", required=True, help="Why, in words; the authority reads it.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def hinder(
    order_id: UUID,
    what: str,
    explanation: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Tell the authority that an order is impossible or unclear, or possible again (Annex V)."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        carrying.hinder(node, actor, order_id, Hindrance(what), explanation=explanation)
        stands(node, order_id, as_json=as_json)


@removal.command()
@ORDER
@click.argument("outcome", type=click.Choice([one.value for one in Outcome]))
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def report(
    order_id: UUID,
    outcome: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Tell authority and Centre that an order was carried out (Annex VI)."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        carrying.report(node, actor, order_id, Outcome(outcome))
        stands(node, order_id, as_json=as_json)


@removal.command()
@ORDER
@click.option("--by", type=click.Choice([Party.PROVIDER.value, Party.USER.value]), required=True,
              help="Who went to court.")  # fmt: skip
@REASON
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def challenge(
    order_id: UUID,
    by: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you or a user went to court over an order. No clock stands still."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        carrying.challenge(node, actor, order_id, Party(by), words_=reason)
        stands(node, order_id, as_json=as_json)


@removal.command()
@ORDER
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def reinstate(order_id: UUID, person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Have the platform restore what an annulled order removed."""
    with opened() as node:
        carrying.reinstate(node, signed_in(node, person_name, password_file), order_id)
        stands(node, order_id, as_json=as_json)


@removal.command()
@ORDER
@click.argument("seen", type=click.Choice(["gone", "there"]))
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def check(
    order_id: UUID,
    seen: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record, at the Centre, whether a person saw what an order names: gone, or still there."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        looking.check(node, actor, order_id, gone=seen == "gone")
        stands(node, order_id, as_json=as_json)


def _said(name: str, about: str, use_case: Any) -> None:
    """A command by which an authority says something of an order, with its reason."""

    def act(
        order_id: UUID,
        reason: str,
        person_name: str,
        password_file: Path | None,
        as_json: bool,  # noqa: FBT001
    ) -> None:
        with opened() as node:
            actor = signed_in(node, person_name, password_file)
            use_case(node, actor, order_id, reason=reason)
            stands(node, order_id, as_json=as_json)

    act.__doc__ = about
    door = needs(Permission.ORDER_DECIDE)(act)
    removal.command(name=name)(ORDER(REASON(person_options(required=True)(json_option(door)))))


_said("refuse", "Record that the court refused what was asked for.", requesting.refuse)
_said("enforce", "Record which steps you take as the time has run out.", requesting.enforce)
_said("finalise", "Say that nobody can seek redress any more.", requesting.finalise)


@removal.command(name="send-again")
@ORDER
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def send_again(order_id: UUID, person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Send an order again that the provider did not take."""
    with opened() as node:
        requesting.send_again(node, signed_in(node, person_name, password_file), order_id)
        stands(node, order_id, as_json=as_json)


@removal.command(name="send-copies")
@ORDER
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def send_copies(
    order_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Give copies of an order that became final when there was nobody to give them to."""
    with opened() as node:
        removal_copies.send(node, signed_in(node, person_name, password_file), order_id)
        stands(node, order_id, as_json=as_json)


@removal.command(name="copies")
@json_option
@needs(Permission.ORDER_READ)
def copies(as_json: bool) -> None:  # noqa: FBT001
    """List copies of other authorities' orders, which are final: the latest first."""
    with opened() as node:
        found = removal_copies.list_copies(node, console_operator())
    if as_json:
        output.emit({"copies": [_copy(one) for one in found]})
        return
    output.table(
        ("copy", "order", "authority", "provider", "court", "received"),
        ((one.id, one.order_id, one.authority_name, one.provider_name, one.court,
          output.minute(one.received_at)) for one in found),
        empty="There is no copy of a removal order.",
    )  # fmt: skip


@removal.command(name="copy")
@click.argument("copy_id", metavar="COPY", type=click.UUID)
@json_option
@needs(Permission.ORDER_READ)
def copy(copy_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show a copy with what the court signed; the look is in the log."""
    with opened() as node:
        one = removal_copies.show(node, console_operator(), copy_id, purpose="show at the console")
    said = _copy(one.line) | {"signed": one.signed or None}
    if as_json:
        output.emit(said)
        return
    for name, value in said.items():
        output.say("{name}: {value}", name=name, value=value)
    output.say("{law}", law=SENTENCE)


def stands(node: Node, order_id: UUID, *, as_json: bool) -> None:
    """Says how an order stands now."""
    one = reading.show(node, console_operator(), order_id, purpose="show what became of it").line
    if as_json:
        output.emit(_line(one))
        return
    output.say("{order}: {sentence}", order=one.id, sentence=one.state.sentence)


def _copy(one: CopyLine) -> dict[str, Any]:
    return {
        "copy": str(one.id),
        "removal_order": str(one.order_id),
        "authority": one.authority_name,
        "provider": one.provider_name,
        "court": one.court,
        "compared": one.compared,
        "profile": one.profile,
        "issued_at": one.issued_at,
        "received_at": one.received_at,
        "erased_at": one.erased_at,
    }


def _due(one: RemovalLine, now: Any) -> str:
    if one.due_at is None:
        return ""
    return f"{output.minute(one.due_at)}{' (over)' if one.due_at < now else ''}"


def _line(one: RemovalLine) -> dict[str, Any]:
    return {
        "removal_order": str(one.id),
        "state": one.state.value,
        "authority": one.authority_name,
        "provider": one.provider_name,
        "court": one.court or None,
        "profile": one.profile,
        "order": str(one.order_id) if one.order_id else None,
        "refusal": one.refusal or None,
        "gone": one.gone,
        **{
            name: getattr(one, name)
            for name in ("issued_at", "received_at", "due_at", "executed_at", "hidden_until",
                         "told_at", "checked_at", "erased_at")
        },
    }  # fmt: skip


def _whole(one: Removal) -> dict[str, Any]:
    said = {"request": one.request.get("content"), "hindrance": one.hindrance or None,
            "report": one.report or None,
            "words": [each["content"] for each in one.words]}  # fmt: skip
    return _line(one.line) | said
