"""`tutela bank`: banks and what goes into them and out again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import bank_adding, output
from tutela.cli.bank_shown import (
    bank_json,
    files_json,
    imported_json,
    show_bank,
    show_banks,
    show_files,
    show_imported,
    view_json,
)
from tutela.cli.bank_terms import selector, terms, terms_options
from tutela.cli.doors import INPUT_FILE, WRONG_USE, json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, person_or_operator
from tutela.detection.survey import suppressed_items
from tutela.indicators import activating, service, verifying, withdrawing
from tutela.indicators.errors import BankUnknown
from tutela.indicators.importing import import_file
from tutela.indicators.model import NODE_WIDE
from tutela.indicators.standing import standing
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.indicators.importing import Progress
    from tutela.indicators.model import Bank
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

DAYS = 14  # over which suppressed items are counted
PURPOSES = [one.value for one in BankPurpose]
BATCH = click.option("--batch", type=click.UUID, help="All entries of one import or addition.")
INDICATOR = click.option(
    "--indicator", "indicators", multiple=True, type=click.UUID, help="This entry; repeatable."
)


@click.group()
def bank() -> None:
    """Banks: named sets of indicators, each with one purpose."""


@bank.command()
@click.argument("name")
@click.argument("paths", nargs=-1, metavar="[PICTURE]...", type=INPUT_FILE)
@click.option("--purpose", type=click.Choice(PURPOSES), help="Makes the bank, for this purpose.")
@click.option(
    "--radius",
    type=click.IntRange(0, 52),
    help="Farthest distance of a match, with --purpose; by default 31.",
)
@click.option(
    "--dihedral", is_flag=True, help="Match turned and mirrored pictures too, with --purpose."
)
@click.option("--service", "service_id", help="Only for this service, with --purpose.")
@click.option("--url", "addresses", multiple=True, metavar="ADDRESS",
              help="Add this web address; repeatable. For many, `tutela bank import`.")  # fmt: skip
@terms_options
@json_option
@needs(Permission.BANK_EDIT)
def add(
    name: str,
    paths: tuple[Path, ...],
    addresses: tuple[str, ...],
    purpose: str | None,
    person_name: str | None,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **more: Any,
) -> None:
    """Make the bank NAME (with --purpose), and add pictures and addresses to it.

    Only fingerprints go into the bank; the pictures and addresses are not kept. What cannot be
    added is named and left out, and the exit code is 2.
    """
    made_with = {option: more.pop(option) for option in ("radius", "dihedral", "service_id")}
    if not purpose and any(value not in (None, False) for value in made_with.values()):
        raise click.UsageError("--radius, --dihedral and --service go with --purpose.")
    from tutela.cli.scanning import scanning  # noqa: PLC0415 - only this one opens so much

    with scanning() as program:
        node = program.node
        actor = person_or_operator(node, person_name, password_file)
        if purpose:
            one = _make(node, actor, name, BankPurpose(purpose), **made_with)
        else:
            one = _find(node, name)
        batch, added, refused = bank_adding.add_all(
            program, actor, one, paths, addresses, terms(one, **more)
        )
    if as_json:
        output.emit({"bank": name, "batch": str(batch), "indicators": added, "refused": refused})
    else:
        bank_adding.show(name, str(batch), added, refused)
    if refused:
        sys.exit(WRONG_USE)


def _make(
    node: Node,
    actor: Actor,
    name: str,
    purpose: BankPurpose,
    *,
    radius: int | None,
    dihedral: bool,
    service_id: str | None,
) -> Bank:
    return service.create_bank(
        node,
        actor,
        name,
        purpose=purpose,
        radius=service.DEFAULT_RADIUS if radius is None else radius,
        dihedral=dihedral,
        service_id=service_id or NODE_WIDE,
    )


def _find(node: Node, name: str) -> Bank:
    for one in service.list_banks(node, console_operator()):
        if one.name == name:
            return one
    raise BankUnknown(bank=repr(name))


@bank.command(name="import")
@click.argument("name")
@click.argument("path", metavar="FILE", type=INPUT_FILE)
@terms_options
@json_option
@needs(Permission.BANK_EDIT)
def import_(
    name: str,
    path: Path,
    person_name: str | None,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **more: Any,
) -> None:
    """Import a list: `TYPE VALUE [REFERENCE]`, addresses, or CSV with a header.

    A bad line is named and left out; the others come in. Importing a list again adds nothing.
    """
    with opened() as node:
        actor = person_or_operator(node, person_name, password_file)
        given = terms(_find(node, name), **more)
        with output.progress("Importing (%)", 100) as done:

            def tell(progress: Progress) -> None:
                done(int(100 * (progress.share or 0)))

            report = import_file(node, actor, name, path, on_progress=tell, **given)
    output.emit(imported_json(report)) if as_json else show_imported(report)


@bank.command(name="list")
@json_option
@needs(Permission.BANK_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List banks."""
    with opened() as node:
        found = service.list_banks(node, console_operator())
    output.emit({"banks": [bank_json(one) for one in found]}) if as_json else show_banks(found)


@bank.command()
@click.argument("name")
@json_option
@needs(Permission.BANK_READ)
def show(name: str, as_json: bool) -> None:  # noqa: FBT001
    """Show what is in a bank, counted; never its values."""
    with opened() as node:
        view = service.show_bank(node, console_operator(), name)
        suppressed = suppressed_items(node, console_operator(), name, days=DAYS)
        files = standing(node, view.bank)
    if as_json:
        more = {"suppressed_items": suppressed, "index": files_json(files)}
        output.emit({**view_json(view), **more})
        return
    show_bank(view)
    show_files(files)
    if view.bank.allows:
        output.say("Suppressed matches of {items} in the last {days} days.",
                   items=output.counted(suppressed, "item"), days=DAYS)  # fmt: skip


@bank.command()
@click.argument("name")
@BATCH
@INDICATOR
@click.option("--verified-by", default="", help="Who found them to be so, if not you.")
@click.option("--activate", "also", is_flag=True, help="Activate them too: they may hold.")
@person_options(required=False)
@json_option
@needs(Permission.INDICATOR_VERIFY)
def verify(
    name: str,
    batch: UUID | None,
    indicators: tuple[UUID, ...],
    verified_by: str,
    also: bool,  # noqa: FBT001
    person_name: str | None,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Verify proposed entries, as somebody else than who brought them in (--as).

    Verified entries flag; they may hold once they are activated.
    """
    chosen = selector(batch=batch, indicators=indicators)
    with opened() as node:
        actor = person_or_operator(node, person_name, password_file)
        made = verifying.verify(node, actor, name, chosen, verified_by=verified_by)
        done = activating.activate(node, actor, name, chosen) if also else None
    if done and not as_json:
        _moved("activated", done.activated, done.already, as_json=False)
    extra = {"activated": done.activated} if done else {}
    _moved("verified", made.verified, made.already, as_json=as_json, **extra)


@bank.command()
@click.argument("name")
@BATCH
@INDICATOR
@person_options(required=False)
@json_option
@needs(Permission.INDICATOR_ACTIVATE)
def activate(
    name: str,
    batch: UUID | None,
    indicators: tuple[UUID, ...],
    person_name: str | None,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Activate verified entries: from now on they may hold an item."""
    chosen = selector(batch=batch, indicators=indicators)
    with opened() as node:
        actor = person_or_operator(node, person_name, password_file)
        made = activating.activate(node, actor, name, chosen)
    _moved("activated", made.activated, made.already, as_json=as_json)


@bank.command()
@click.argument("name")
@BATCH
@INDICATOR
@click.option("--signal", nargs=2, metavar="TYPE VALUE", help="The entry with this fingerprint.")
@click.option("--reference", help="Entries that their source knows by this name.")
@click.option("--source", default="", help="Only what this source says, with left or superseded.")
@click.option("--cause", type=click.Choice([c.value for c in WithdrawalCause]), required=True,
              help="wrong: an error, what it caused is reopened. consent, left, superseded: "
              "erased, nothing is reopened.")  # fmt: skip
@click.option("--reason", required=True, help="Why, in words; kept in the log.")
@person_options(required=False)
@json_option
@needs(Permission.INDICATOR_WITHDRAW)
def withdraw(
    name: str,
    cause: str,
    reason: str,
    source: str,
    person_name: str | None,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **chosen: Any,
) -> None:
    """Withdraw entries: they stop matching in all processes within a second.

    With the causes left and superseded, a batch, a reference or a source takes back what one
    source says: entries for which others vouch go on. All else withdraws entries whole.
    """
    meant = selector(**chosen)
    with opened() as node:
        actor = person_or_operator(node, person_name, password_file)
        made = withdrawing.withdraw(
            node, actor, name, meant, cause=WithdrawalCause(cause), reason=reason, source=source
        )
    if made.sources and not as_json:
        output.say("{sources} go on: other sources vouch for them.",
                   sources=output.counted(made.sources, "entry", "entries"))  # fmt: skip
    _moved("withdrawn", made.withdrawn, made.already, as_json=as_json, sources=made.sources)


@bank.command()
@click.argument("name")
@click.option("--reason", default="", help="Why; kept in the log.")
@json_option
@needs(Permission.BANK_EDIT)
def disable(name: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """Switch a bank off: nothing in it matches any more."""
    _switch(name, enabled=False, reason=reason, as_json=as_json)


@bank.command()
@click.argument("name")
@click.option("--reason", default="", help="Why; kept in the log.")
@json_option
@needs(Permission.BANK_EDIT)
def enable(name: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """Switch a bank on again."""
    _switch(name, enabled=True, reason=reason, as_json=as_json)


def _switch(name: str, *, enabled: bool, reason: str, as_json: bool) -> None:
    with opened() as node:
        one = service.set_enabled(node, console_operator(), name, enabled=enabled, reason=reason)
    if as_json:
        output.emit(bank_json(one))
    else:
        output.say("{name} is switched {way}.", name=name, way="on" if enabled else "off")


def _moved(what: str, now: int, already: int, *, as_json: bool, **more: int) -> None:
    if as_json:
        output.emit({what: now, "already": already, **more})
    else:
        output.say("{now} {what}, {already} were already.", now=now, what=what, already=already)
