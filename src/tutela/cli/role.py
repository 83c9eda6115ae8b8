"""`tutela role`: what people may do, as sets of permissions."""

from __future__ import annotations

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.platform import separation
from tutela.platform.accounts import roles as service
from tutela.platform.permission_words import WORDS
from tutela.platform.permissions import Permission

PERMISSIONS = click.option(
    "--permission", "permissions", multiple=True, required=True, metavar="PERMISSION",
    help="A permission of `tutela role permissions`. May be given several times.",
)  # fmt: skip
REASON = click.option("--reason", default="", help="Why; kept in the log.")


@click.group()
def role() -> None:
    """What people may do: the roles built in, and your own."""


@role.command(name="list")
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List the roles that an account may have."""
    with opened() as node:
        found = service.every_role(node, console_operator())
    rows = [
        (one.name, "own" if one.own else "built in", one.permissions, one.about) for one in found
    ]
    if as_json:
        output.emit(
            {
                "roles": [
                    {"name": name, "kind": kind, "permissions": sorted(granted), "about": about}
                    for name, kind, granted, about in rows
                ]
            }
        )
        return
    output.table(
        ("role", "kind", "permissions", "who that is"),
        ((name, kind, len(granted), about) for name, kind, granted, about in rows),
    )


@role.command()
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def permissions(as_json: bool) -> None:  # noqa: FBT001
    """List every permission, what it lets somebody do, and the rules no role can break."""
    if as_json:
        output.emit(
            {
                "permissions": {one.value: words for one, words in WORDS.items()},
                "rules": [rule.reason for rule in separation.RULES],
            }
        )
        return
    output.table(("permission", "what it lets somebody do"), WORDS.items())
    output.say()
    for why in (*(rule.reason for rule in separation.RULES), separation.KEYS_ONLY):
        output.say("{why}", why=why)


@role.command()
@click.argument("name")
@click.option("--about", required=True, help="Who holds it, as one sentence.")
@PERMISSIONS
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def define(name: str, about: str, permissions: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001
    """Make a role of your own. Nobody has it until you give it."""
    with opened() as node:
        one = service.define(node, console_operator(), name, about, permissions)
    if as_json:
        output.emit({"name": one.name, "permissions": sorted(one.permissions)})
        return
    output.say(
        "Role {name} grants {many}. Give it with: tutela account roles NAME --role {name}",
        name=one.name,
        many=output.counted(len(one.permissions), "permission"),
    )


@role.command()
@click.argument("name")
@click.option("--about", default="", help="Another sentence on who holds it.")
@PERMISSIONS
@REASON
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def change(
    name: str,
    about: str,
    permissions: tuple[str, ...],
    reason: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Give a role of your own these permissions in place of those it has, for all who hold it."""
    with opened() as node:
        one = service.change(
            node, console_operator(), name, permissions, about=about, reason=reason
        )
    if as_json:
        output.emit({"name": one.name, "permissions": sorted(one.permissions)})
        return
    many = output.counted(len(one.permissions), "permission")
    output.say("Role {name} now grants {many}.", name=one.name, many=many)


@role.command()
@click.argument("name")
@REASON
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def end(name: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """End a role of your own that nobody has any more."""
    with opened() as node:
        service.end(node, console_operator(), name, reason=reason)
    if as_json:
        output.emit({"name": name, "ended": True})
    else:
        output.say("The role {name} has ended.", name=name)
