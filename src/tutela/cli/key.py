"""`tutela key`: what a platform's programs call this node with."""

from __future__ import annotations

import click

from tutela.cli import output
from tutela.cli.doors import asking_option, json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.platform.accounts import api_keys
from tutela.platform.permissions import Permission

SCANNING = "scanning"


@click.group()
def key() -> None:
    """The keys a platform's programs call this node with."""


@key.command()
@click.argument("service_id", metavar="SERVICE")
@click.argument("label")
@click.option(
    "--days",
    type=click.IntRange(1, api_keys.LONGEST_DAYS),
    default=api_keys.USUAL_DAYS,
    show_default=True,
    help="Days until it expires.",
)
@click.option(
    "--for", "purpose", type=click.Choice(list(api_keys.PURPOSES)), default=SCANNING,
    help="scanning: scan items, give details of reports, say what became of orders. metrics: read "
    "the figures of the whole node, and nothing else. orders: an authority sends orders. "
    "notices: a hotline or trusted flagger gives notice. case-system: an institution's own program "
    "sees what waits, and hands in addresses.",
)  # fmt: skip
@asking_option
@json_option
@needs(Permission.KEY_MANAGE)
def create(
    service_id: str,
    label: str,
    days: int,
    purpose: str,
    reason: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Make a key for SERVICE, known as LABEL. It is shown once."""
    with opened() as node:
        made = api_keys.create_key(
            node,
            console_operator(),
            service_id,
            label,
            expires_in_days=days,
            scopes=api_keys.PURPOSES[purpose],
            reason=reason,
        )
    public = api_keys.public_id_of(made.reveal())
    if as_json:
        output.emit({"service": service_id, "label": label, "id": public, "key": made.reveal()})
        return
    output.say("Key {public} of {service}, shown this once:", public=public, service=service_id)
    output.say("{key}", key=made.reveal())


@key.command()
@click.argument("public_id", metavar="KEY")
@click.option("--reason", default="", help="Why; kept in the log.")
@json_option
@needs(Permission.KEY_MANAGE)
def revoke(public_id: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """End a key, named as `tutela key list` names it, in all processes within a second."""
    with opened() as node:
        one = api_keys.revoke_key(node, console_operator(), public_id, reason=reason)
    if as_json:
        output.emit({"id": one.public_id, "revoked_at": one.revoked_at})
    else:
        output.say("Key {key} ({label}) is revoked.", key=one.public_id, label=one.label)


@key.command(name="list")
@json_option
@needs(Permission.KEY_MANAGE)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List keys, without their secret part."""
    with opened() as node:
        found = api_keys.list_keys(node, console_operator())
    if as_json:
        output.emit(
            {
                "keys": [
                    {
                        "id": one.public_id,
                        "service": one.service_id,
                        "label": one.label,
                        "expires_at": one.expires_at,
                        "revoked_at": one.revoked_at,
                        "last_used_at": one.last_used_at,
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("key", "service", "label", "expires", "last used", "revoked"),
        (
            (
                one.public_id,
                one.service_id,
                one.label,
                output.day(one.expires_at, "never"),
                output.day(one.last_used_at, "never"),
                output.day(one.revoked_at),
            )
            for one in found
        ),
        empty="No keys yet. Make one with: tutela key create SERVICE LABEL",
    )
