"""Which cases `tutela case list` shows: the same choices as on the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutela.casework.only import EVERYTHING, Grade, Look, Only, Told, Who

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

F = TypeVar("F", bound=Callable[..., Any])


def _choice(values: Sequence[StrEnum]) -> click.Choice[str]:
    return click.Choice([one.value for one in values])


def only_options(function: F) -> F:
    """The options that choose among the cases that wait."""
    for option in (
        click.option("--who", type=_choice(tuple(Who)), help="Whose turn; `mine` needs --as."),
        click.option("--severity", type=_choice(tuple(Grade)),
                     help="Of the gravest label that waits: 9 and 10, 6 to 8, below 6."),
        click.option("--service", help="Only of this service."),
        click.option("--surface", help="Only from this surface."),
        click.option("--without-looking", is_flag=True, help="Only what may be decided unseen."),
        click.option("--told", type=_choice(tuple(Told)),
                     help="Only where a complaint, a notice or a user's flag waits."),
        click.option("--language", help="Only of services in this language (ISO 639-1)."),
    ):  # fmt: skip
        function = option(function)
    return function


def chosen(
    *,
    closed: bool,
    person: str | None,
    who: str | None,
    severity: str | None,
    service: str | None,
    surface: str | None,
    language: str | None,
    without_looking: bool,
    told: str | None,
) -> Only:
    """The choice that these options make. Raises UsageError for one that means nothing."""
    only = Only(
        service=service,
        surface=surface,
        grade=Grade(severity) if severity else None,
        who=Who(who) if who else None,
        language=language,
        look=Look.NOT_NEEDED if without_looking else None,
        told=Told(told) if told else None,
    )
    if closed and only != EVERYTHING:
        raise click.UsageError("Closed cases are listed whole: leave out what chooses among them.")
    if only.who is Who.MINE and not person:
        raise click.UsageError("Say whose cases: --who mine needs --as NAME.")
    return only
