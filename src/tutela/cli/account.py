"""`tutela account`: who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import SECRET_FILE, asking_option, json_option, needs, read_secret
from tutela.cli.opening import console_operator, opened
from tutela.platform.accounts import granting, service
from tutela.platform.accounts.factors import removing
from tutela.platform.accounts.sso import linking
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.platform.secret import Secret

PASSWORD = click.option(
    "--password-file",
    type=SECRET_FILE,
    help="Take the password from this file (- for standard input) instead of making one.",
)


@click.group()
def account() -> None:
    """The people who may sign in."""


@account.command()
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, metavar="ROLE",
    help="reviewer: decides cases. senior: also reverses, and verifies indicators. "
    "administrator: runs the node. auditor: reads the log. `tutela role list` shows all. May be "
    "given several times.",
)  # fmt: skip
@PASSWORD
@asking_option
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def add(
    name: str,
    roles: tuple[str, ...],
    password_file: Path | None,
    reason: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Add a person. Without --password-file a password is made and shown once."""
    given = _given(password_file)
    with opened() as node:
        made = service.add_account(node, console_operator(), name, roles, given, reason=reason)
    _answer(name, made, as_json=as_json)


@account.command()
@click.argument("name")
@PASSWORD
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def password(name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Give an account a new password; its sessions end."""
    given = _given(password_file)
    with opened() as node:
        made = service.set_password(node, console_operator(), name, given)
    _answer(name, made, as_json=as_json)


@account.command(name="roles")
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, metavar="ROLE",
    help="A role of `tutela role list`; all that are not named are taken away.",
)  # fmt: skip
@click.option("--reason", default="", help="Why; kept in the log.")
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def set_roles(name: str, roles: tuple[str, ...], reason: str, as_json: bool) -> None:  # noqa: FBT001
    """Give an account these roles in place of those it has; it acts at once, signed in or not."""
    with opened() as node:
        one = granting.set_roles(node, console_operator(), name, roles, reason=reason)
    if as_json:
        output.emit({"name": name, "roles": sorted(one.roles)})
    else:
        output.say("{name} is now: {roles}.", name=name, roles=", ".join(sorted(one.roles)))


@account.command()
@click.argument("name")
@click.option("--reason", default="", help="Why; kept in the log.")
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def disable(name: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """End an account for good; its sessions end too."""
    with opened() as node:
        service.disable_account(node, console_operator(), name, reason=reason)
    if as_json:
        output.emit({"name": name, "disabled": True})
    else:
        output.say("{name} can no longer sign in.", name=name)


@account.command(name="reset-factors")
@click.argument("name")
@click.option("--reason", default="", help="Why; kept in the log.")
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def reset_factors(name: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """End the second factors of somebody who lost them; their sessions end, the password stays."""
    with opened() as node:
        had = removing.reset_factors(node, console_operator(), name, reason=reason)
    if as_json:
        output.emit({"name": name, "had_factor": had})
    elif had:
        output.say("{name} has no second factor now, and signs in by password.", name=name)
    else:
        output.say("{name} had no second factor.", name=name)


@account.command()
@click.argument("name")
@click.option("--subject", default="", help="How the identity provider knows the person (`sub`).")
@click.option(
    "--email", default="", help="Their verified address there; links whoever first comes with it."
)
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def link(name: str, subject: str, email: str, as_json: bool) -> None:  # noqa: FBT001
    """Let somebody at the identity provider open an account, by single sign-on."""
    with opened() as node:
        one = linking.link(node, console_operator(), name, subject=subject, email=email)
    if as_json:
        output.emit({"name": name, "issuer": one.issuer, "subject": subject, "email": email})
    else:
        output.say("{who} opens {name} now.", who=subject or email, name=name)


@account.command()
@click.argument("name")
@click.option("--reason", default="", help="Why; kept in the log.")
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def unlink(name: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """End every link of an account to the identity provider; its sessions end too."""
    with opened() as node:
        gone = linking.unlink(node, console_operator(), name, reason=reason)
    if as_json:
        output.emit({"name": name, "links": gone})
    else:
        output.say("{name} has no link any more.", name=name)


@account.command(name="list")
@json_option
@needs(Permission.ACCOUNT_MANAGE)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List accounts and their roles."""
    with opened() as node:
        found = service.list_accounts(node, console_operator())
    if as_json:
        output.emit(
            {
                "accounts": [
                    {
                        "name": one.name,
                        "roles": sorted(one.roles),
                        "created_at": one.created_at,
                        "disabled_at": one.disabled_at,
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("name", "roles", "since", "disabled"),
        (
            (
                one.name,
                ", ".join(sorted(one.roles)),
                output.day(one.created_at),
                output.day(one.disabled_at),
            )
            for one in found
        ),
    )


def _given(file: Path | None) -> Secret | None:
    return read_secret(file, "password") if file else None


def _answer(name: str, made: Secret | None, *, as_json: bool) -> None:
    if as_json:
        output.emit({"name": name, "password": made.reveal() if made else None})
    elif made:
        output.say("Password of {name}, shown this once: {made}", name=name, made=made.reveal())
    else:
        output.say("{name} signs in with the password you gave.", name=name)
