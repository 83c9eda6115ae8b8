"""`tutela init`: making a node."""

from __future__ import annotations

from typing import Any

import click

from tutela import assembly, demonstration
from tutela.cli import output
from tutela.cli.doors import OPEN, json_option, needs
from tutela.cli.opening import console_operator
from tutela.platform import home, log
from tutela.platform.accounts.service import first_administrator, first_volunteer
from tutela.platform.approvals import alone
from tutela.platform.noderole import NodeRole
from tutela.platform.settings import load


@click.command()
@click.option("--demo", is_flag=True, help="A node for trying out: harmless banks, for good.")
@click.option(
    "--single-handed", "alone_here", is_flag=True,
    help="A node of one person: twelve hours and a passkey stand for the second person.",
)  # fmt: skip
@click.option(
    "--role", type=click.Choice([one.value for one in NodeRole]),
    help="Whose node it is, for good: a provider's, unless you say so.",
)  # fmt: skip
@json_option
@needs(OPEN)
def init(demo: bool, alone_here: bool, role: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Make the node in TUTELA_HOME, or bring its database up to date. Safe to run twice.

    Makes keys (0600), database and the first administrator, whose password is shown once.
    """
    settings, _ = load()
    log.configure(settings.log_level)
    with output.progress("Making keys and database"):
        made = home.create(settings, demo=demo, role=NodeRole(role) if role else None)
    settings, _ = load()
    with home.open_node(settings, assembly.tasks()) as node:
        assembly.record_init(node, made=made)
        if settings.demo:
            demonstration.prepare(node, console_operator())
        if alone_here:
            alone.declare_new(node, console_operator())
        first = first_volunteer(node) if alone_here else first_administrator(node)
    found: dict[str, Any] = {"home": str(settings.home), "demo": settings.demo, "made": made}
    if first:
        who = "volunteer" if alone_here else "administrator"
        found[who] = {"name": first[0], "password": first[1].reveal()}
    if as_json:
        output.emit(found)
    else:
        _greet(found)


def _greet(found: dict[str, Any]) -> None:
    kind = "demo node" if found["demo"] else "node"
    begin = f"Made a {kind} in" if found["made"] else f"The {kind} is up to date in"
    output.say(begin + " [bold]{home}[/]", home=found["home"])
    who = found.get("administrator") or found.get("volunteer")
    if who:
        kind = "First administrator" if "administrator" in found else "Its one person"
        output.say("{kind}: [bold]{name}[/], password: {password}", kind=kind, **who)
        output.say("The password is shown this once. Keep it, or set another one with")
        output.say("  tutela account password {name}", name=who["name"])
    if found["made"] and found["demo"]:
        output.say("Next: put pictures into the bank, and scan some:")
        output.say("  tutela bank add demo PICTURE…    then    tutela scan FOLDER")
    elif found["made"]:
        output.say("Nothing is scanned yet: everything ships switched off. Next, declare a service")
        output.say("and its surface, record a technology, and add a bank:")
        output.say("  tutela service declare NAME --title …     (docs/tutorial.md goes on)")
