"""`tutela misuse`: who gives what is manifestly unfounded or illegal, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.platform.permissions import Permission
from tutela.redress.misuse import assessing

if TYPE_CHECKING:
    from tutela.redress.misuse.assessing import Standing


@click.group()
def misuse() -> None:
    """Misuse (Article 23 DSA): who stands out, for a person to judge."""


@misuse.command(name="list")
@json_option
@needs(Permission.MISUSE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List who gave what was decided to be manifestly unfounded or illegal, and how much of it."""
    with opened() as node:
        found = assessing.list_standing(node, console_operator())
    if as_json:
        output.emit({"parties": [_json(one) for one in found]})
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


def _share(one: Standing) -> str:
    count = one.count
    return "" if count.percent is None else f"{count.percent} % of {count.given}"


def _json(one: Standing) -> dict[str, Any]:
    count, party = one.count, one.count.party
    return {
        "kind": count.kind.value,
        "service": party.service_id,
        "key": str(party.key_id) if party.key_id else None,
        "account": party.account or None,
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
