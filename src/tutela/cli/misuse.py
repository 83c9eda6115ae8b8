"""`tutela misuse`: who gives what is manifestly unfounded or illegal, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.platform import languages
from tutela.platform.permissions import Permission
from tutela.redress.misuse import assessing, ending, reading, suspending, warning
from tutela.redress.misuse.model import Kind, Party, Weighing
from tutela.texts.phrase import said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.misuse.assessing import Standing
    from tutela.redress.misuse.model import Misuse
    from tutela.redress.misuse.reading import Shown

MISUSE = click.argument("misuse_id", metavar="MISUSE", type=click.UUID)
KINDS = [one.value for one in Kind]


@click.group()
def misuse() -> None:
    """Misuse (Article 23 DSA): who stands out; warn, suspend and free them as a person."""


@misuse.command(name="list")
@json_option
@needs(Permission.MISUSE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List who gave what was decided to be manifestly unfounded or illegal, and how much of it."""
    with opened() as node:
        found = assessing.list_standing(node, console_operator())
    if as_json:
        output.emit({"parties": [_standing(one) for one in found]})
        return
    output.table(
        ("who", "service", "what", "number", "share", "look"),
        (
            (
                one.name,
                one.count.party.service_id,
                one.count.kind.words,
                one.count.misused,
                _share(one),
                "stands out" if one.out else "",
            )
            for one in found
        ),
        empty="Nobody: no misuse was recorded within the period.",
    )


@misuse.command()
@json_option
@needs(Permission.MISUSE_READ)
def cases(as_json: bool) -> None:  # noqa: FBT001
    """List who was warned or suspended: what is open first."""
    with opened() as node:
        found = reading.list_cases(node, console_operator())
    if as_json:
        output.emit({"cases": [_brief(one) for one in found]})
        return
    output.table(
        ("misuse", "who", "service", "what", "state", "until"),
        (
            (
                it.one.id,
                it.name,
                it.one.service_id,
                it.one.kind.words,
                it.one.state.value,
                output.minute(it.one.suspended_until) if it.one.suspended_until else "",
            )
            for it in found
        ),
        empty="Nobody was warned or suspended.",
    )


@misuse.command()
@MISUSE
@click.option("--purpose", default="see misuse", show_default=True, help="Why you look.")
@json_option
@needs(Permission.MISUSE_READ)
def show(misuse_id: UUID, purpose: str, as_json: bool) -> None:  # noqa: FBT001
    """Show a case: what was weighed, and what followed. The look is recorded."""
    with opened() as node:
        found = reading.show(node, console_operator(), misuse_id, purpose=purpose)
    output.emit(_whole(found)) if as_json else _show(found)


@misuse.command()
@click.argument("service", metavar="SERVICE")
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS))
@click.option("--key", type=click.UUID, help="The key, as `tutela misuse list --json` names it.")
@click.option("--account", default="", help="Or the account of the platform.")
@click.option("--gravity", required=True, help="How grave it is, and what came of it.")
@click.option("--intention", required=True, help="What can be seen of the intention.")
@click.option("--told", required=True, help="What they are told, besides the numbers.")
@person_options(required=True)
@json_option
@needs(Permission.MISUSE_DECIDE)
def warn(
    service: str,
    kind: str,
    key: UUID | None,
    account: str,
    gravity: str,
    intention: str,
    told: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Warn somebody, as yourself: they are told. KIND is notices, complaints or content."""
    if (key is None) is (account == ""):
        raise click.UsageError("Give one of --key and --account.")
    party, weighing = Party(service, key, account), Weighing(gravity, intention, told)
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = warning.warn(node, actor, Kind(kind), party, weighing)
    if as_json:
        output.emit({"misuse": str(one.id), "state": one.state.value})
        return
    output.say("Warned: case of misuse {id}.", id=one.id)


@misuse.command()
@MISUSE
@click.option("--days", required=True, type=int, help="For how many days.")
@click.option("--told", required=True, help="Why, in words for whoever is suspended.")
@click.option("--reason", required=True, help="Why, for the person who agrees.")
@person_options(required=True)
@json_option
@needs(Permission.MISUSE_DECIDE)
def suspend(
    misuse_id: UUID,
    days: int,
    told: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: ARG001, FBT001
) -> None:
    """Ask, as yourself, that somebody be suspended; another person has to agree."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        suspending.suspend(node, actor, misuse_id, days=days, told=told, reason=reason)


def _act(
    name: str,
    option: tuple[str, str],
    about: str,
    said_then: str,
    does: Callable[[Node, Actor, UUID, str], None],
) -> None:
    """A command that does something to a case with words of a person."""

    def act(
        misuse_id: UUID,
        words: str,
        person_name: str,
        password_file: Path | None,
        as_json: bool,  # noqa: FBT001
    ) -> None:
        with opened() as node:
            does(node, signed_in(node, person_name, password_file), misuse_id, words)
        output.emit({"misuse": str(misuse_id), "done": name}) if as_json else output.say(said_then)

    act.__doc__ = about
    act.__name__ = name
    door: Callable[..., None] = needs(Permission.MISUSE_DECIDE)(act)
    door = person_options(required=True)(json_option(door))
    door = click.option(option[0], "words", required=True, help=option[1])(door)
    misuse.command(name=name)(MISUSE(door))


_act(
    "lift",
    ("--reason", "Why; they are told."),
    "Take a warning back or lift a suspension, as yourself: at once.",
    "It is over. What waited is looked at now.",
    lambda node, actor, one, words: ending.lift(node, actor, one, reason=words),
)
_act(
    "object",
    ("--words", "What they say, in their own words."),
    "Write down, as yourself, what somebody says against their warning or suspension.",
    "Written down. Somebody who had no hand in it answers: `tutela misuse lift` or `uphold`.",
    lambda node, actor, one, words: ending.object_to(node, actor, one, words=words),
)
_act(
    "uphold",
    ("--words", "Why it stands; they are told."),
    "Answer an objection, as yourself, who had no hand in it: the warning or suspension stands.",
    "Answered: it stands.",
    lambda node, actor, one, words: ending.uphold(node, actor, one, words=words),
)


@misuse.command()
@click.option("--language", default="", help="Such as nl; by default the node's.")
@json_option
@needs(Permission.MISUSE_READ)
def policy(language: str, as_json: bool) -> None:  # noqa: FBT001
    """Print the policy against misuse for your terms and conditions, as the settings have it."""
    with opened() as node:
        wanted = languages.for_anybody(node.settings, *([language] if language else []))
        texts = [said(one, wanted) for one in reading.policy_now(node)]
    if as_json:
        output.emit({"language": wanted.language, "texts": texts})
        return
    for one in texts:
        output.say("{text}", text=one)


def _show(found: Shown) -> None:
    one = found.one
    output.say("[bold]{who}[/]: {what}, {state}", who=found.name or "erased", what=one.kind.words,
               state=one.state.value)  # fmt: skip
    if one.factors:
        output.say("Weighed: {misused} of {given} within {days} days", days=one.factors["days"],
                   misused=one.factors["misused"],
                   given=one.factors["given"] or "an unknown number")  # fmt: skip
        output.say("  {gravity}", gravity=one.gravity)
        output.say("  {intention}", intention=one.intention)
    output.say("{who} warned {at}", who=one.warned_by_name, at=output.minute(one.warned_at))
    arrived = output.minute(one.told_at) if one.told_at else "not known yet"
    output.say("The warning arrived: {at}", at=arrived)
    if found.since is not None:
        output.say("Since then {n} more.", n=found.since)
    if one.suspended_at and one.suspended_until:
        output.say("{who} and {other} suspended until {until}", who=one.suspended_by_name,
                   other=one.seconded_by_name or "nobody else",
                   until=output.minute(one.suspended_until))  # fmt: skip
    if found.statement_id:
        output.say("They were told by statement {statement}.", statement=found.statement_id)
    if one.objected_at:
        output.say("Objected: {words}", words=one.objection or "erased")
    if one.upheld_at:
        output.say("{who} answered: it stands. {words}", who=one.upheld_by_name, words=one.upheld)
    if one.ended_at:
        output.say("Ended {at} {why}", at=output.minute(one.ended_at), why=one.end_reason)


def _share(one: Standing) -> str:
    count = one.count
    return "" if count.percent is None else f"{count.percent} % of {count.given}"


def _standing(one: Standing) -> dict[str, Any]:
    count = one.count
    return _party(count.party) | {
        "kind": count.kind.value,
        "name": one.name,
        "misused": count.misused,
        "given": count.given,
        "percent": count.percent,
        "danger": count.danger,
        "sorts": dict(count.sorts),
        "first_at": count.first_at,
        "last_at": count.last_at,
        "stands_out": one.out,
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "service": party.service_id,
        "key": str(party.key_id) if party.key_id else None,
        "account": party.account or None,
    }


def _brief(found: Shown) -> dict[str, Any]:
    one: Misuse = found.one
    return _party(one.party) | {
        "misuse": str(one.id),
        "kind": one.kind.value,
        "state": one.state.value,
        "name": found.name or None,
        "warned_at": one.warned_at,
        "told_at": one.told_at,
        "suspended_at": one.suspended_at,
        "suspended_until": one.suspended_until,
        "ended_at": one.ended_at,
        "objects": one.objects,
    }


def _whole(found: Shown) -> dict[str, Any]:
    one = found.one
    return _brief(found) | {
        "factors": dict(one.factors),
        "gravity": one.gravity or None,
        "intention": one.intention or None,
        "told": one.told or None,
        "since": found.since,
        "may_suspend_at": found.may_suspend_at,
        "warned_by": one.warned_by_name,
        "statement": str(found.statement_id) if found.statement_id else None,
        "suspended_by": one.suspended_by_name or None,
        "seconded_by": one.seconded_by_name or None,
        "single_person": one.single_person,
        "objection": one.objection or None,
        "upheld": one.upheld or None,
        "ended_by": one.ended_by_name or None,
        "end_reason": one.end_reason or None,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
    }
