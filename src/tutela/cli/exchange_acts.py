"""`tutela exchange`: what needs more than a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import opened, signed_in
from tutela.cli.report_given import INSTANT
from tutela.exchanges import accesses, listing, prolonging, submitting
from tutela.exchanges.model import Category, Media
from tutela.law.model import WithdrawalCause
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

SUBMISSION = click.argument("submission_id", metavar="SUBMISSION", type=click.UUID)
CENTRE = click.argument("centre_id", metavar="CENTRE", type=click.UUID)
CATEGORY = click.option(
    "--category", required=True, type=click.Choice([one.value for one in Category]),
    help="Which of the Centre's databases.",
)  # fmt: skip
KINDS = ("sha256", "md5", "sha1", "pdq")


@click.command()
@CENTRE
@click.option("--sha256", default="", help="64 hexadecimal digits.")
@click.option("--md5", default="", help="32 hexadecimal digits.")
@click.option("--sha1", default="", help="40 hexadecimal digits.")
@click.option("--pdq", default="", help="64 hexadecimal digits.")
@CATEGORY
@click.option("--media", default="picture", type=click.Choice([one.value for one in Media]),
              help="What kind of item it is of.")  # fmt: skip
@click.option("--language", default="", help="Of what is said in it, such as de.")
@click.option("--scheme", required=True, help="The classification scheme.")
@click.option("--label", required=True, help="The label, one of the scheme.")
@click.option("--reference", required=True, help="The report or case that it rests on.")
@click.option("--reasons", required=True, help="Why it is what its label says.")
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_DECIDE)
def propose(
    centre_id: UUID,
    category: str,
    media: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **said: str,
) -> None:
    """Propose an indicator to be submitted to the Centre (authority). Another person agrees."""
    fingerprints = {kind: value for kind in KINDS if (value := said.pop(kind))}
    with opened() as node:
        made = submitting.propose(
            node,
            signed_in(node, person_name, password_file),
            centre_id,
            fingerprints,
            category=Category(category),
            media=Media(media),
            **said,
        )
    if as_json:
        output.emit({"submission": str(made)})
    else:
        output.say("Proposed: {id}. Another person agrees, and then it goes out.", id=made)


@click.command()
@SUBMISSION
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_DECIDE)
def agree(
    submission_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Submit what another person proposed, once you assessed it too (authority)."""
    with opened() as node:
        submitting.agree(node, signed_in(node, person_name, password_file), submission_id)
    if as_json:
        output.emit({"submission": str(submission_id), "done": "agree"})
    else:
        output.say("It is on its way to the Centre.")


@click.command()
@SUBMISSION
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_DECIDE)
def take(
    submission_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take a submission into the database (Centre). Its form is looked at, not its legality."""
    with opened() as node:
        listing.take(node, signed_in(node, person_name, password_file), submission_id)
    if as_json:
        output.emit({"submission": str(submission_id), "done": "take"})
    else:
        output.say("It is in. Every provider with access gets it.")


@click.command()
@SUBMISSION
@click.option("--cause", required=True, type=click.Choice([one.value for one in WithdrawalCause]),
              help="What is the matter with it.")  # fmt: skip
@click.option("--reason", required=True, help="Why; the log keeps it: name nobody.")
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_DECIDE)
def withdraw(
    submission_id: UUID,
    cause: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take back what was submitted (authority), or take it out of the database (Centre)."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        of_centre = node.identity.role is NodeRole.CENTRE
        act = listing.withdraw if of_centre else submitting.withdraw
        act(node, actor, submission_id, cause=WithdrawalCause(cause), reason=reason)
    if as_json:
        output.emit({"submission": str(submission_id), "done": "withdraw"})
    else:
        output.say("Withdrawn. Every provider that has it is told.")


@click.command()
@CENTRE
@CATEGORY
@click.option("--purpose", required=True, help="What the access is for.")
@click.option("--basis", required=True, help="The order or other basis it rests on.")
@click.option("--from", "begins_at", required=True, type=INSTANT, help="When, with a zone.")
@click.option("--until", "ends_at", required=True, type=INSTANT, help="When, with a zone.")
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_ASK)
def ask(
    centre_id: UUID,
    category: str,
    purpose: str,
    basis: str,
    begins_at: datetime,
    ends_at: datetime,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Ask the Centre for access to one of its databases (provider)."""
    with opened() as node:
        made = accesses.ask(
            node,
            signed_in(node, person_name, password_file),
            centre_id,
            category=Category(category),
            purpose=purpose,
            basis=basis,
            begins_at=begins_at,
            ends_at=ends_at,
        )
    if as_json:
        output.emit({"access": str(made)})
    else:
        output.say("The Centre is asked: {id}.", id=made)


@click.command()
@click.argument("access_id", metavar="ACCESS", type=click.UUID)
@click.option("--after", default=0, type=click.IntRange(0), help="From which number; default all.")
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_ASK)
def again(
    access_id: UUID,
    after: int,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Have the Centre tell everything since a number once more (provider)."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        accesses.ask_again(node, actor, access_id, after=after)
    if as_json:
        output.emit({"access": str(access_id), "after": after})
    else:
        output.say("The Centre is asked. What is here already stays.")


@click.command()
@click.argument("access_id", metavar="ACCESS", type=click.UUID)
@click.option("--basis", required=True, help="The order or other basis that it rests on from then.")
@click.option("--until", "ends_at", required=True, type=INSTANT, help="When, with a zone.")
@person_options(required=True)
@json_option
@needs(Permission.EXCHANGE_ASK)
def longer(
    access_id: UUID,
    basis: str,
    ends_at: datetime,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Ask the Centre for a later end of an access that runs (provider)."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        prolonging.ask(node, actor, access_id, ends_at=ends_at, basis=basis)
    if as_json:
        output.emit({"access": str(access_id), "asked_until": ends_at})
    else:
        output.say("The Centre is asked. Until it says so, the access ends when it did.")


COMMANDS = (propose, agree, take, withdraw, ask, longer, again)
