"""A production node with one service, two surfaces, a bank and people: what detection and casework
need around them. Nothing is faked; harmless drawn pictures stand in for everything.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from PIL import Image
from sqlalchemy import select, text
from tests.jobs import run_jobs

from tutela import assembly
from tutela.casework import decisions
from tutela.casework.decisions import Decided, Judgement
from tutela.casework.tables import case_item
from tutela.detection import intake, technologies
from tutela.detection.model import Incoming, Verdict
from tutela.detection.technologies import Basis, Record
from tutela.evidence import holds
from tutela.evidence.looking import service as looking
from tutela.indicators.adding import add_from_image
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByIds
from tutela.indicators.service import create_bank
from tutela.indicators.withdrawing import withdraw
from tutela.law.model import BankPurpose, Finding, SurfaceKind, WithdrawalCause
from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.model import Account
from tutela.platform.actor import Actor, ActorKind, operator
from tutela.platform.approvals import answering
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.approvals.machine import Command, Party
from tutela.platform.permissions import Permission, Role, permissions_of
from tutela.platform.secret import Secret
from tutela.platform.services.model import Policy, Retention, SecondPerson
from tutela.platform.services.service import declare_service, declare_surface
from tutela.platform.webhooks import service as webhooks
from tutela.signals.compute import compute
from tutela.signals.model import Limits, Signals

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.casework.model import CaseItem
    from tutela.platform.node import Node

FORUM, UPLOADS, MESSAGES, BANK = "forum", "uploads", "messages", "known"
LABEL = "A1"


def _person(name: str, role: Role, *more: Permission) -> Actor:
    granted = permissions_of(frozenset({role})) | set(more)
    return Actor(ActorKind.PERSON, f"account:{name}", name, granted)


BOSS = operator("console")
MIRA = _person("mira", Role.REVIEWER)
JONAS = _person("jonas", Role.REVIEWER)
SARA = _person("sara", Role.SENIOR)
CURATOR = _person("curator", Role.SENIOR, Permission.BANK_EDIT)
KEY = Actor(
    ActorKind.KEY, "key:uploader", "uploader", permissions_of(frozenset({Role.INTEGRATION})), FORUM
)

FACTS = Policy()
KEPT = Policy(retention=Retention.STATUTORY, retention_basis="Article 3(1)(h)")
CONFIRM = Judgement(Finding.CONFIRMED, "it is the listed picture", LABEL)
REJECT = Judgement(Finding.NOT_ABUSE_MATERIAL, "it is a harmless drawing")
SEEN_CONFIRM = Judgement(Finding.CONFIRMED, "looked at it there", LABEL, seen_at_platform=True)
SEEN_REJECT = Judgement(Finding.NOT_ABUSE_MATERIAL, "looked at it", seen_at_platform=True)


def officer(node: Node, name: str) -> Actor:
    """A reporting officer with an account that no password opens."""
    with node.transaction() as connection:
        found = accounts.find_account(connection, name)
        if found is None:
            roles = frozenset({Role.REPORTING_OFFICER})
            found = Account(uuid4(), name, roles, node.clock.now())
            accounts.add_account(connection, found, Secret("none"))
    return found.actor


def with_second(policy: Policy, second: SecondPerson) -> Policy:
    return Policy(policy.retention, policy.retention_basis, second)


@cache
def picture(number: int, side: int = 128) -> bytes:
    """A drawing, another one for each number, as a PNG file."""
    rough = np.random.default_rng(number).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    drawn = Image.fromarray(rough).resize((side, side), Image.Resampling.BICUBIC)
    return _saved(drawn, "PNG")


@cache
def altered(number: int) -> bytes:
    """The same drawing saved anew: other bytes, nearly the same look."""
    with Image.open(io.BytesIO(picture(number))) as drawn:
        return _saved(drawn.convert("RGB"), "JPEG", quality=70)


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@cache
def signals_of(data: bytes) -> Signals:
    """The signals of a drawing, decoded here: it is no stranger's."""
    return compute(data, Limits())


@dataclass
class World:
    """The node and its program. `policy` is the service's; `made`: all is declared already."""

    node: Node
    policy: Policy = KEPT
    made: bool = False
    program: assembly.Program = field(init=False)

    def __post_init__(self) -> None:
        if not self.made:
            self._declare_everything()
        self.program = assembly.put_together(self.node)
        if intake.SCAN not in self.node.tasks.by_name:
            self.node.tasks.add(intake.task(lambda: self.program.scanner))

    def _declare_everything(self) -> None:
        self.declare(self.policy)
        declare_surface(self.node, BOSS, FORUM, UPLOADS, kind=SurfaceKind.HOSTING)
        declare_surface(self.node, BOSS, FORUM, MESSAGES, kind=SurfaceKind.COMMUNICATION)
        create_bank(self.node, BOSS, BANK, purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)

    def close(self) -> None:
        self.program.decoders.close()
        self.program.index.close()

    def declare(self, policy: Policy) -> None:
        declare_service(self.node, BOSS, FORUM, title="Forum", policy=policy)

    def record(self, **changes: Any) -> UUID:
        """Writes a technology's record with all its papers, but for `changes`."""
        whole: dict[str, Any] = {
            "name": "matching",
            "version": "1",
            "impact_assessment": "DPIA-7",
            "impact_assessment_on": date(2026, 9, 1),
            "prior_consultation": "DPA-12",
            "prior_consultation_on": date(2026, 10, 1),
        }
        return technologies.record(self.node, BOSS, FORUM, Record(**{**whole, **changes}))

    def activate(self, surface: str = UPLOADS, technology: str = "matching", **basis: Any) -> UUID:
        """Switches a technology on, with everything either kind of surface asks for."""
        whole: dict[str, Any] = {
            "legal_basis": "Article 6(1)(f) GDPR",
            "terms_clause": "Terms, section 4",
            "attestation": "checked against the Official Journal",
        }
        made = technologies.activate(
            self.node, BOSS, FORUM, surface, technology, Basis(**{**whole, **basis})
        )
        self.refresh()
        return made

    def switch_on(self, *surfaces: str, **record: Any) -> World:
        """Records a technology and activates it on these surfaces (uploads, by default)."""
        self.record(**record)
        for surface in surfaces or (UPLOADS,):
            self.activate(surface)
        return self

    def refresh(self) -> None:
        """What the watchers do all the time."""
        self.program.coverage.renew()
        self.program.index.refresh()

    def learn(
        self,
        number: int,
        *,
        state: IndicatorState = IndicatorState.ACTIVE,
        bank: str = BANK,
        data: bytes | None = None,
    ) -> UUID:
        """Puts a drawing into a bank."""
        added = add_from_image(
            self.node,
            CURATOR,
            bank,
            signals_of(data or picture(number)),
            source="hotline",
            scheme="a1-b2",
            label=LABEL,
            state=state,
            verified_by="hotline" if state is IndicatorState.ACTIVE else "",
        )
        self.refresh()
        return added.indicator_id

    def withdraw(
        self,
        *indicators: UUID,
        cause: WithdrawalCause = WithdrawalCause.WRONG,
        bank: str = BANK,
    ) -> None:
        withdraw(self.node, SARA, bank, ByIds.of(*indicators), cause=cause, reason="found out")
        self.refresh()

    def scan(
        self,
        data: bytes,
        *,
        surface: str = UPLOADS,
        account: str = "",
        name: str = "",
        language: str = "",
        email: str = "",
    ) -> Verdict:
        """Scans a drawing, decoded here; everything else is as for a stranger's bytes."""
        to = Secret(email) if email else None
        incoming = Incoming(FORUM, surface, account, name, language=language, email=to)
        return self.program.scanner.scan_signals(KEY, incoming, signals_of(data), data)

    def hit(self, data: bytes, *, account: str = "kim", **more: str) -> UUID:
        """Scans what must be a hit; returns its item."""
        verdict = self.scan(data, account=account, **more)
        assert verdict.item_id is not None, verdict
        return verdict.item_id

    def case_of(self, item_id: UUID) -> UUID:
        query = select(case_item.c.case_id).where(case_item.c.item_id == item_id)
        with self.node.read() as connection:
            found: UUID = connection.execute(query).scalar_one()
        return found

    def item(self, item_id: UUID) -> CaseItem:
        """The item as its case shows it."""
        from tutela.casework.queue import show_case  # noqa: PLC0415 - pages come last

        case = show_case(self.node, MIRA, self.case_of(item_id), purpose="test")
        [found] = [one for one in case.items if one.id == item_id]
        return found

    def decide(self, item_id: UUID, judgement: Judgement, by: Actor = MIRA) -> Decided:
        [made] = decisions.decide(
            self.node, by, self.case_of(item_id), judgement, item_ids=[item_id]
        )
        return made

    def second(
        self, item_id: UUID, *, agree: bool, by: Actor = JONAS, seen: bool = True
    ) -> Decided:
        [made] = decisions.second(
            self.node, by, self.case_of(item_id), agree=agree, reason="looked too",
            seen_at_platform=seen, item_ids=[item_id],
        )  # fmt: skip
        return made

    def reverse(self, item_id: UUID, judgement: Judgement, by: Actor = SARA) -> Decided:
        return decisions.reverse(self.node, by, self.case_of(item_id), item_id, judgement)

    def look(self, item_id: UUID, by: Actor = MIRA) -> None:
        """Opens the kept bytes, which the view log notes."""
        kept = self.item(item_id).evidence_id
        assert kept is not None
        looking.look(self.node, by, kept, item_id=str(item_id), purpose="review")

    def lifts(self, hold_id: UUID, reason: str = "over") -> None:
        """A senior asks that a legal hold be lifted, and another person agrees."""
        try:
            holds.lift(self.node, SARA, hold_id, reason=reason)
        except AwaitsApproval as waits:
            request_id = waits.facts["request"]
        with self.node.work(CURATOR, purpose="test") as work:
            request = requests.find(work.connection, request_id, locked=True)
            assert request is not None
            answering.apply(work, request, Command.APPROVE, Party.ANOTHER)
            holds.carry_out(work, request)

    def hook(self, platform: Platform) -> None:
        """Tells the service's messages to a simulated platform."""
        platform.secret = webhooks.set_webhook(self.node, BOSS, FORUM, platform.url).reveal()

    def run_jobs(self) -> list[str]:
        """Runs every job that waits, those they cause too, as a worker would; their names."""
        return run_jobs(self.node)

    def jobs(self) -> list[str]:
        """The names of the jobs that wait."""
        with self.node.read() as connection:
            found = connection.execute(text("SELECT task_name FROM procrastinate_jobs ORDER BY id"))
            return list(found.scalars())

    def events(self, *names: str) -> list[Any]:
        """The audit rows of these events (of all, by default), oldest first."""
        query = text(
            "SELECT * FROM audit_event WHERE event = ANY(:names) OR :everything ORDER BY at, id"
        )
        with self.node.read() as connection:
            given = {"names": list(names), "everything": not names}
            return list(connection.execute(query, given))

    def rows(self, table: str) -> list[Any]:
        with self.node.read() as connection:
            return list(connection.execute(text(f'SELECT * FROM tutela."{table}"')))
