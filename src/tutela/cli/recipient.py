"""`tutela recipient`: whom a service reports to, and where a report goes in each Member State."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import (
    CHECK_FAILED,
    INPUT_FILE,
    OPEN,
    SECRET_FILE,
    json_option,
    needs,
    read_secret,
)
from tutela.cli.opening import console_operator, opened
from tutela.cli.recipient_shown import place_json, recipient_json, show_place, show_places
from tutela.cli.report_given import read_object
from tutela.platform.permissions import Permission
from tutela.reporting import recipients
from tutela.reporting.model import Environment
from tutela.reporting.national import where as places
from tutela.reporting.plugin import Credentials, kinds

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENTS = [one.value for one in Environment]


@click.group()
def recipient() -> None:
    """Whom a service reports to."""


@recipient.command()
@click.argument("service")
@click.argument("name")
@click.option(
    "--kind",
    required=True,
    metavar="KIND",
    help="The kind of recipient: national-pack, ncmec-cybertipline, or a plug-in's.",
)
@click.option(
    "--environment",
    required=True,
    type=click.Choice(ENVIRONMENTS),
    help="What stands behind it. There is no default; a demo node has simulators only.",
)
@click.option(
    "--options",
    "options_file",
    required=True,
    type=INPUT_FILE,
    metavar="FILE.json",
    help="What its kind must know: the provider, the Member State, the age key.",
)
@click.option(
    "--address",
    default="",
    metavar="URL",
    help="The address of a simulator; by-hand where a person would send.",
)
@click.option(
    "--transfer-ground",
    default="",
    metavar="TEXT",
    help="On what ground personal data may leave the Union (GDPR, Chapter V).",
)
@click.option("--user", default="", help="The user name that the recipient gave you.")
@click.option(
    "--password-file",
    type=SECRET_FILE,
    help="Read its password from this file instead of being asked (- for stdin).",
)
@json_option
@needs(Permission.RECIPIENT_MANAGE)
def add(
    service: str,
    name: str,
    options_file: Path,
    user: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **values: Any,
) -> None:
    """Add recipient NAME to SERVICE: confirmed items are drafted for it from now on."""
    new = recipients.NewRecipient(
        name=name,
        kind=values["kind"],
        environment=Environment(values["environment"]),
        options=read_object(options_file),
        address=values["address"],
        transfer_ground=values["transfer_ground"],
        credentials=_credentials(name, user, password_file),
    )
    with opened() as node:
        made = recipients.add(node, console_operator(), service, new)
    if as_json:
        output.emit({"recipient": name, "id": str(made), "service": service})
        return
    output.say("[bold]{service}[/] reports to [bold]{name}[/] ({where}).",
               service=service, name=name, where=new.environment.value)  # fmt: skip
    output.say("Next: tutela recipient check {service} {name}", service=service, name=name)


@recipient.command()
@click.argument("service")
@click.argument("name")
@click.option(
    "--options",
    "options_file",
    type=INPUT_FILE,
    metavar="FILE.json",
    help="What its kind must know, in the place of all that was given before.",
)
@click.option("--address", metavar="URL", help="The new address of a simulator.")
@click.option("--transfer-ground", metavar="TEXT", help="The new ground of the transfer.")
@click.option("--user", default="", help="The new user name; its password is asked for.")
@click.option(
    "--password-file",
    type=SECRET_FILE,
    help="Read its password from this file instead of being asked (- for stdin).",
)
@json_option
@needs(Permission.RECIPIENT_MANAGE)
def change(
    service: str,
    name: str,
    options_file: Path | None,
    address: str | None,
    transfer_ground: str | None,
    user: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Change what is given of a recipient; what is left out stays. Its reports stay its own."""
    known = _credentials(name, user, password_file)
    options = read_object(options_file) if options_file else None
    if not any((known, options is not None, address is not None, transfer_ground is not None)):
        raise click.UsageError("Say what changes: --options, --address, --transfer-ground, --user.")
    with opened() as node:
        recipients.change(
            node,
            console_operator(),
            service,
            name,
            options=options,
            address=address,
            transfer_ground=transfer_ground,
            known=known,
        )
    if as_json:
        output.emit({"service": service, "recipient": name, "changed": True})
    else:
        output.say("Changed. Next: tutela recipient check {service} {name}",
                   service=service, name=name)  # fmt: skip


@recipient.command(name="list")
@click.argument("service", required=False)
@json_option
@needs(Permission.RECIPIENT_READ)
def list_(service: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List the recipients of SERVICE, or of all services; their passwords are never shown."""
    with opened() as node:
        found = recipients.list_recipients(node, console_operator(), service)
    if as_json:
        output.emit({"recipients": [recipient_json(one) for one in found]})
        return
    titles = {name: one.title for name, one in kinds().items()}
    output.table(
        ("service", "recipient", "kind", "environment", "address"),
        (
            (one.service_id, one.name, titles[one.kind], one.environment.value, one.address)
            for one in found
        ),
        empty="No recipient yet. Add one with: tutela recipient add SERVICE NAME --kind …",
    )


@recipient.command()
@click.argument("service")
@click.argument("name")
@json_option
@needs(Permission.RECIPIENT_MANAGE)
def check(service: str, name: str, as_json: bool) -> None:  # noqa: FBT001
    """Try whether a recipient can be reached; nothing real is sent. Exit code 1: it cannot."""
    with opened() as node:
        probes = recipients.check(node, console_operator(), service, name)
    if as_json:
        rows = [{"what": p.what, "good": p.good, "sentence": p.sentence} for p in probes]
        output.emit({"good": all(p.good for p in probes), "probes": rows})
    else:
        for one in probes:
            mark = "[green]good[/]" if one.good else "[red]bad[/] "
            output.say(mark + "  {what}: {said}", what=one.what, said=one.sentence)
    if not all(one.good for one in probes):
        sys.exit(CHECK_FAILED)


@recipient.command()
@click.argument("service")
@click.argument("name")
@json_option
@needs(Permission.RECIPIENT_MANAGE)
def end(service: str, name: str, as_json: bool) -> None:  # noqa: FBT001
    """End a recipient: nothing new is drafted for it, and its password is forgotten."""
    with opened() as node:
        recipients.end(node, console_operator(), service, name)
    if as_json:
        output.emit({"service": service, "recipient": name, "ended": True})
    else:
        output.say("{name} is ended. Reports to it that were not filed cannot be sent any more.",
                   name=name)  # fmt: skip


@recipient.command()
@click.argument("country", required=False)
@json_option
@needs(OPEN)
def where(country: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Say where a report goes in a Member State (COUNTRY, such as DE), or in each of them.

    Data from public pages, each fact with its source and date. Nobody checked them with the bodies.
    """
    if country is None:
        found = places.all_places()
        if as_json:
            told = [place_json(one) for one in found]
            output.emit({"verified": places.sheet().verified, "places": told})
        else:
            show_places(found)
        return
    place = places.where_to_send(country.strip().upper())
    output.emit(place_json(place)) if as_json else show_place(place)


def _credentials(name: str, user: str, password_file: Path | None) -> Credentials | None:
    if not user:
        if password_file is not None:
            raise click.UsageError("A password needs its user: say --user.")
        return None
    return Credentials(user, read_secret(password_file, f"password for {name}"))
