"""`tutela law show`: the law this node goes by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from tutela.cli import output
from tutela.cli.doors import OPEN, json_option, needs
from tutela.law import catalogue
from tutela.law.describe import describe


@click.group()
def law() -> None:
    """The law as data: profiles, deadlines, what may be detected where."""


@law.command()
@click.argument("profile", default="")
@json_option
@needs(OPEN)
def show(profile: str, as_json: bool) -> None:  # noqa: FBT001
    """Show PROFILE, or all profiles with what holds today."""
    now = datetime.now(UTC)
    if profile:
        described = describe(catalogue.load(profile), now)
        output.emit(described) if as_json else _one(described)
        return
    everything = [describe(one, now) for one in catalogue.all_profiles()]
    output.emit({"profiles": everything}) if as_json else _all(everything)


def _all(profiles: list[dict[str, Any]]) -> None:
    output.table(
        ("profile", "status", "valid", "holds now", "checked", "title"),
        (
            (
                one["id"],
                one["status"],
                f"{one['valid_from'] or '?'} to {one['valid_to'] or '?'}",
                "yes" if one["valid_now"] else "no",
                "yes" if one["verified"] else "not yet",
                one["title"],
            )
            for one in profiles
        ),
    )


def _one(profile: dict[str, Any]) -> None:
    output.say("[bold]{id}[/]: {title}", id=profile["id"], title=profile["title"])
    for banner in profile["banners"]:
        output.say("[yellow]! {banner}[/]", banner=banner)
    output.say("Status {status}; detection {mode}.",
               status=profile["status"], mode=profile["detection_mode"])  # fmt: skip
    output.say()
    output.table(
        ("technology", "surface", "answer", "note"),
        (
            (technology, surface, cell["answer"], cell.get("note", ""))
            for technology, row in profile["permitted"].items()
            for surface, cell in row.items()
        ),
    )
    output.say()
    output.table(
        ("deadline", "limit", "source"),
        (
            (one["name"], one.get("limit") or "", one.get("source", ""))
            for one in profile["deadlines"]
        ),
    )
    output.say("\nSources:")
    for source in profile["source"]:
        output.say("  {source}", source=source)
