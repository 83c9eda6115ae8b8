"""`tutela doctor`: explaining the settings, and what is unsafe."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from tutela import following
from tutela.cli import output
from tutela.cli.doors import CHECK_FAILED, OPEN, json_option, needs
from tutela.evidence import examination as sealed_store
from tutela.operating import entrance
from tutela.operating.advice import advice
from tutela.operating.checks import merged, running
from tutela.platform import doctor as examination
from tutela.platform import home, log
from tutela.platform.audit.sealer import seal_once
from tutela.platform.errors import TutelaError
from tutela.platform.settings import load

if TYPE_CHECKING:
    from tutela.operating.advice import Advice
    from tutela.platform.doctor import Check
    from tutela.platform.settings import Settings


@click.command()
@json_option
@needs(OPEN)
def doctor(as_json: bool) -> None:  # noqa: FBT001
    """Explain every setting and its source, and check that the node is safe to run.

    Exits 0 if everything is as it should be, else 1.
    """
    settings, sources = load()
    log.configure("error")
    checks = merged(
        examination.examine(settings),
        sealed_store.examine(settings),
        _running(settings),
        entrance.examine(settings),
    )
    shown = examination.settings_shown(settings, sources)
    healthy = all(check.good for check in checks)
    if as_json:
        output.emit(
            {
                "home": str(settings.home),
                "healthy": healthy,
                "settings": shown,
                "database_url": next(
                    one["value"] for one in shown if one["name"] == "database_url"
                ),
                "checks": [check.to_json() for check in checks],
            }
        )
    else:
        _examined(settings, shown, checks)
    sys.exit(0 if healthy else CHECK_FAILED)


def _running(settings: Settings) -> list[Check]:
    """How the node's work goes, where it can be opened at all; why not, `examine` says."""
    try:
        with home.open_node(settings, following.tasks()) as node:
            with suppress(TutelaError):
                seal_once(node)  # as every command does; what stands in its way is a check
            return [check for check in running(node) if check.name != "database"]
    except TutelaError:
        return []


def _examined(
    settings: Settings, shown: list[dict[str, Any]], checks: list[examination.Check]
) -> None:
    output.say("Node in [bold]{home}[/]\n", home=settings.home)
    for check in checks:
        mark = "[green]ok [/]" if check.good else "[red]bad[/]"
        output.say(mark + " {name}: {sentence}", name=check.name, sentence=check.sentence)
        if not check.good:
            _remedy(advice(check.name))
    output.say()
    rows = [(one["name"], one["value"], one["source"], one["help"]) for one in shown]
    output.table(("setting", "value", "source", "meaning"), rows)


def _remedy(found: Advice) -> None:
    output.say("      It means: {means}", means=found.means)
    if found.todo:
        output.say("      To do: {todo}", todo=found.todo)
    if found.command:
        output.say("      [bold]{command}[/]", command=found.command)
