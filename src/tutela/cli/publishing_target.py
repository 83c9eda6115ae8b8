"""`tutela publishing on` and `off`: where a service's statements go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import SECRET_FILE, json_option, needs, read_secret
from tutela.cli.opening import console_operator, opened
from tutela.law import places
from tutela.platform.permissions import Permission
from tutela.redress.publishing import setting
from tutela.redress.publishing.model import Terms
from tutela.reporting.model import Environment

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("service")
@click.option(
    "--environment",
    required=True,
    type=click.Choice([one.value for one in Environment]),
    help="test is the database's sandbox. There is no default; a demo node has simulators only.",
)
@click.option("--address", default="", metavar="URL", help="The address of a simulator.")
@click.option(
    "--territory",
    default="EEA",
    show_default=True,
    metavar="XX,YY",
    help="Where the service is offered: EEA, EU, or countries. A narrower policy goes first.",
)
@click.option("--legal-ground", default="", help="The law cited where content is illegal.")
@click.option("--terms-ground", default="", help="The part of your terms cited otherwise.")
@click.option("--terms-url", default="", metavar="URL", help="Where your terms can be read.")
@click.option(
    "--token-file",
    type=SECRET_FILE,
    help="Read the token from this file instead of being asked (- for standard input).",
)
@json_option
@needs(Permission.PUBLISHING_MANAGE)
def on(
    service: str,
    environment: str,
    address: str,
    territory: str,
    token_file: Path | None,
    as_json: bool,  # noqa: FBT001
    **terms: Any,
) -> None:
    """Publish what is issued for SERVICE from now on. Again: another token, or other terms."""
    new = setting.NewTarget(
        environment=Environment(environment),
        token=read_secret(token_file, "token of the database", option="--token-file"),
        terms=Terms(territory=places.written(territory), **terms),
        address=address,
    )
    with opened() as node:
        setting.switch_on(node, console_operator(), service, new)
    if as_json:
        output.emit({"service": service, "environment": environment, "on": True})
        return
    output.say("Statements of [bold]{service}[/] are published ({where}) from now on.",
               service=service, where=environment)  # fmt: skip


@click.command()
@click.argument("service")
@json_option
@needs(Permission.PUBLISHING_MANAGE)
def off(service: str, as_json: bool) -> None:  # noqa: FBT001
    """Publish nothing more of SERVICE. What waits stays, and goes if it is switched on again."""
    with opened() as node:
        setting.switch_off(node, console_operator(), service)
    if as_json:
        output.emit({"service": service, "on": False})
    else:
        output.say("Nothing of {service} is published any more.", service=service)
