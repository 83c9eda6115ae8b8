"""How entries come into a bank, and how commands say which entries they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutela.cli.doors import person_options
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds, ByReference, BySignal
from tutela.signals.model import SignalKind
from tutela.signals.parse import parse

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.indicators.model import Bank
    from tutela.indicators.selectors import Selector

F = TypeVar("F", bound=Callable[..., Any])


def terms_options(function: F) -> F:
    """The options that say where entries come from and who found them to be so."""
    for option in (
        person_options(required=False),
        click.option(
            "--verified-by",
            default="",
            help="Who found them to be so, and under which scheme; needs --as, a person who may "
            "verify and activate. Without it entries are only proposed: they flag, and never hold.",
        ),
        click.option(
            "--wait",
            is_flag=True,
            help="Entries that somebody verified flag only, until they are activated.",
        ),
        click.option("--label", default="", help="Label of the entries in that scheme."),
        click.option("--scheme", default="", help="Classification scheme; by default a1-b2."),
        click.option("--source", default="", help="Where the entries come from."),
    ):
        function = option(function)
    return function


def terms(
    bank: Bank, *, source: str, scheme: str, label: str, verified_by: str, wait: bool
) -> dict[str, Any]:
    """How entries come in. In a demo bank they are verified by whoever adds them."""
    verified = bank.demo or bool(verified_by)
    found = IndicatorState.VERIFIED if wait else IndicatorState.ACTIVE
    return {
        "source": source or ("demo" if bank.demo else "this node"),
        "scheme": scheme or ("tutela-demo" if bank.demo else "a1-b2"),
        "label": label or ("stand-in" if bank.demo else ""),
        "verified_by": verified_by,
        "state": found if verified else IndicatorState.PROPOSED,
    }


def selector(
    *,
    batch: UUID | None,
    indicators: tuple[UUID, ...],
    signal: tuple[str, str] | None = None,
    reference: str | None = None,
) -> Selector:
    """The entries meant, said in exactly one way. Raises click.UsageError and SignalError."""
    chosen: list[Selector] = []
    if batch:
        chosen.append(ByBatch(batch))
    if indicators:
        chosen.append(ByIds(frozenset(indicators)))
    if signal:
        chosen.append(_by_signal(*signal))
    if reference:
        chosen.append(ByReference(reference))
    if len(chosen) != 1:
        raise click.UsageError("Say which entries, in exactly one way.")
    return chosen[0]


def _by_signal(kind: str, value: str) -> Selector:
    kinds = [one.value for one in SignalKind]
    if kind not in kinds:
        raise click.UsageError(f"TYPE is one of {', '.join(kinds)}.")
    return BySignal(SignalKind(kind), parse(SignalKind(kind), value))
