"""A demo node set up for a play: people, a bank of photographs, and items that come in.

The pages' tests and the browser's share it. Everything goes through the services, nothing is faked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from examples import photographs
from sqlalchemy import select

from tutela import assembly, demonstration
from tutela.casework.tables import case_item
from tutela.casework.withdrawals import reopen_after
from tutela.detection.model import Incoming
from tutela.indicators.adding import add_from_image
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByIds
from tutela.indicators.withdrawing import withdraw
from tutela.law.model import WithdrawalCause
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts.signin import person
from tutela.platform.actor import operator
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.signals.compute import compute
from tutela.signals.model import Limits, Signals

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.detection.model import Verdict
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

BOSS = operator("console")
PASSWORD = "nine lives of a quiet cat"
PEOPLE = {
    "mira": Role.REVIEWER,
    "jonas": Role.REVIEWER,
    "sara": Role.SENIOR,
    "olga": Role.REPORTING_OFFICER,
    "ada": Role.AUDITOR,
    "boss": Role.ADMINISTRATOR,
}
BANKED = ("astronaut.png", "chelsea.png", "coffee.png")
STRANGER = "rocket.jpg"  # a photograph in no bank
CHANGED = "jpeg-quality-30"


@cache
def bytes_of(photograph: str, alteration: str = photographs.ORIGINAL) -> bytes:
    return photographs.altered(photograph, alteration)


@cache
def signals_of(data: bytes) -> Signals:
    """The signals of a file, decoded here: these pictures are no strangers'."""
    return compute(data, Limits())


@dataclass
class Stage:
    """A demo node with its program."""

    node: Node
    program: assembly.Program = field(init=False)
    indicators: dict[str, UUID] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        demonstration.prepare(self.node, BOSS)
        for photograph in BANKED:
            self.indicators[photograph] = self.bank(bytes_of(photograph))
        self.program = assembly.put_together(self.node)

    def add_people(self, *names: str) -> None:
        """Gives these people accounts with PASSWORD, unless they have one."""
        for name in [one for one in names if one not in self._known]:
            self._known.add(name)
            accounts.add_account(self.node, BOSS, name, [PEOPLE[name]], Secret(PASSWORD))

    def actor(self, name: str) -> Actor:
        """Somebody who has an account, as the services see them."""
        if name not in self._actors:
            self._actors[name] = person(self.node, name, Secret(PASSWORD))
        return self._actors[name]

    def comes_in(self, data: bytes, account: str = "", name: str = "") -> Verdict:
        """An item is uploaded and scanned."""
        self.program.coverage.renew()
        self.program.index.refresh()
        incoming = Incoming(demonstration.SERVICE, demonstration.UPLOADS, account, name)
        return self.program.scanner.scan_signals(BOSS, incoming, signals_of(data), data)

    def exact_hit(self, account: str = "kim", name: str = "photo-1") -> UUID:
        """Somebody uploads a banked picture byte for byte; returns the case."""
        return self.case_of(self.comes_in(bytes_of(BANKED[0]), account, name))

    def near_hit(self, account: str = "kim", name: str = "photo-2") -> UUID:
        """Somebody uploads a banked picture, saved anew; returns the case."""
        return self.case_of(self.comes_in(bytes_of(BANKED[1], CHANGED), account, name))

    def case_of(self, verdict: Verdict) -> UUID:
        """The case that the item came into; the verdict must have been a hit."""
        assert verdict.item_id is not None, verdict
        query = select(case_item.c.case_id).where(case_item.c.item_id == verdict.item_id)
        with self.node.read() as connection:
            found: UUID = connection.execute(query).scalar_one()
        return found

    def bank(self, data: bytes, bank: str = demonstration.BANK) -> UUID:
        """A file is listed in a demo bank; returns its indicator."""
        added = add_from_image(
            self.node,
            BOSS,
            bank,
            signals_of(data),
            source="a photographer",
            scheme="tutela-demo",
            label="stand-in",
            state=IndicatorState.ACTIVE,
            verified_by="a photographer",
        )
        return added.indicator_id

    def proves_wrong(self, photograph: str) -> None:
        """The indicator of a banked picture is withdrawn as wrong, and what follows is done."""
        indicator = self.indicators[photograph]
        withdraw(
            self.node,
            BOSS,
            demonstration.BANK,
            ByIds.of(indicator),
            cause=WithdrawalCause.WRONG,
            reason="it shows something else",
        )
        reopen_after(self.node, subject_id=str(indicator))

    def close(self) -> None:
        self.program.decoders.close()
        self.program.index.close()
