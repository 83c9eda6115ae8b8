"""Commands by which a person changes how something stands, each with its reason in the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import opened, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.permissions import Permission


@dataclass(frozen=True, slots=True)
class Standing:
    """What the commands of one group share. `noun` names the thing, in its argument and in JSON;
    `change(node, actor, id, command, reason=…)` is the use case; `why` helps with the reason.
    """

    group: click.Group
    noun: str
    permission: Permission
    change: Callable[..., None]
    why: str

    def add(self, command: StrEnum, about: str, said: str) -> None:
        """A command that moves it by `command`: what `--help` says of it, and what it says itself
        once that is done.
        """

        def act(
            thing_id: UUID,
            reason: str,
            person_name: str,
            password_file: Path | None,
            as_json: bool,  # noqa: FBT001
        ) -> None:
            with opened() as node:
                actor = signed_in(node, person_name, password_file)
                self.change(node, actor, thing_id, command, reason=reason)
            if as_json:
                output.emit({self.noun: str(thing_id), "done": command.value})
            else:
                output.say(said)

        act.__doc__ = about
        act.__name__ = command.value
        door: Callable[..., Any] = needs(self.permission)(act)
        door = person_options(required=True)(json_option(door))
        door = click.option("--reason", required=True, help=self.why)(door)
        argument = click.argument("thing_id", metavar=self.noun.upper(), type=click.UUID)
        self.group.command(name=command.value)(argument(door))
