"""`tutela doctor`: explaining the settings, and what is unsafe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import CHECK_FAILED, OPEN, json_option, needs
from tutela.evidence import examination as sealed_store
from tutela.platform import doctor as examination
from tutela.platform import log
from tutela.platform.settings import load

if TYPE_CHECKING:
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
    checks = [*examination.examine(settings), *sealed_store.examine(settings)]
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


def _examined(
    settings: Settings, shown: list[dict[str, Any]], checks: list[examination.Check]
) -> None:
    output.say("Node in [bold]{home}[/]\n", home=settings.home)
    for check in checks:
        mark = "[green]ok [/]" if check.good else "[red]bad[/]"
        output.say(mark + " {name}: {sentence}", name=check.name, sentence=check.sentence)
    output.say()
    rows = [(one["name"], one["value"], one["source"], one["help"]) for one in shown]
    output.table(("setting", "value", "source", "meaning"), rows)
