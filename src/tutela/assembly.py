"""Where everything is put together: the one place that knows all rooms."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import tutela
from tutela.casework import decisions, doubts, hits, recalling
from tutela.casework import jobs as casework_jobs
from tutela.detection import intake, mailboxes, technologies
from tutela.detection import jobs as detection_jobs
from tutela.detection.counters import Counters
from tutela.detection.coverage import Coverage
from tutela.detection.sandbox.limits import DecoderLimits
from tutela.detection.sandbox.pool import DecoderPool
from tutela.detection.scanner import Scanner
from tutela.evidence import holds as legal_holds
from tutela.evidence import jobs as evidence_jobs
from tutela.evidence import vault
from tutela.evidence.looking import jobs as looking_jobs
from tutela.exchanges import hearing as exchange_hearing
from tutela.exchanges import jobs as exchange_jobs
from tutela.exchanges import sealing as exchange_sealing
from tutela.federation import handling, kinds
from tutela.federation import sealing as federation_sealing
from tutela.federation.courier import Courier
from tutela.federation.handling import Together
from tutela.hotline import hearing as hotline_hearing
from tutela.hotline import jobs as hotline_jobs
from tutela.hotline import sealing as hotline_sealing
from tutela.indicators import jobs as indicator_jobs
from tutela.indicators.live import LiveIndex
from tutela.indicators.upkeep import Upkeep
from tutela.observatory.editions import jobs as paper_jobs
from tutela.observatory.editions import publishing as publishing_papers
from tutela.operating import alerting, pulse
from tutela.operating.pulse import Beat
from tutela.orders import executing as orders
from tutela.orders import jobs as order_jobs
from tutela.orders import sealing as order_sealing
from tutela.orders.removal import hearing as removal_hearing
from tutela.orders.removal import jobs as removal_jobs
from tutela.orders.removal import sealing as removal_sealing
from tutela.platform import home, log
from tutela.platform.accounts import jobs as account_jobs
from tutela.platform.accounts.factors import sealing as factor_sealing
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.actor import NODE
from tutela.platform.alerts import mailing
from tutela.platform.approvals import alone
from tutela.platform.approvals import jobs as approval_jobs
from tutela.platform.approvals.model import Act, Doer
from tutela.platform.audit.model import Event
from tutela.platform.audit.sealer import Sealer
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.guarded import service as guarded
from tutela.platform.jobs import worker
from tutela.platform.jobs.registry import Task, Tasks
from tutela.platform.jobs.worker import Worker
from tutela.platform.masterkey import jobs as master_key_jobs
from tutela.platform.noderole import NodeRole
from tutela.platform.services import service as services
from tutela.platform.webhooks import jobs as webhook_jobs
from tutela.platform.webhooks import sealing, signing
from tutela.receiving import hearing as received
from tutela.receiving import hearing_holds
from tutela.receiving import jobs as receiving_jobs
from tutela.receiving import sealing as receiving_sealing
from tutela.redress.complaints import jobs as complaint_jobs
from tutela.redress.fingerprints import jobs as fingerprint_jobs
from tutela.redress.fingerprints import service as fingerprints
from tutela.redress.flags import jobs as flag_jobs
from tutela.redress.flags import sealing as flag_sealing
from tutela.redress.informing import hearing as informing
from tutela.redress.informing import jobs as informing_jobs
from tutela.redress.misuse import jobs as misuse_jobs
from tutela.redress.misuse import suspending as misuse
from tutela.redress.notices import jobs as notice_jobs
from tutela.redress.publishing import jobs as publishing_jobs
from tutela.redress.publishing import setting as publishing
from tutela.redress.requests import hearing as victim_hearing
from tutela.redress.requests import jobs as victim_jobs
from tutela.redress.requests import sealing as victim_sealing
from tutela.redress.statements import jobs as statement_jobs
from tutela.redress.statements import sealing as letters
from tutela.reporting import jobs as reporting_jobs
from tutela.reporting import recipients, sending
from tutela.reporting import sealing as report_sealing
from tutela.reporting.centre import hearing as centre
from tutela.reporting.erasure import jobs as erasure_jobs
from tutela.reporting.preservation import jobs as preservation_jobs
from tutela.reporting.threats import jobs as threat_jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.federation.handling import Hearer, Said
    from tutela.platform.approvals.model import Request
    from tutela.platform.clock import Clock
    from tutela.platform.node import Node
    from tutela.platform.settings import Settings
    from tutela.platform.work import Work


RESTART_SECONDS = 1.0

# Everything that the master key seals. A column that is not here would be lost with the old key.
SEALED = (
    *vault.SEALED,
    *report_sealing.SEALED,
    *order_sealing.SEALED,
    *receiving_sealing.SEALED,
    *hotline_sealing.SEALED,
    *removal_sealing.SEALED,
    *flag_sealing.SEALED,
    *recipients.SEALED,
    *publishing.SEALED,
    *signing.SEALED,
    *sealing.SEALED,
    *factor_sealing.SEALED,
    *intake.SEALED,
    *mailboxes.SEALED,
    *letters.SEALED,
    *federation_sealing.SEALED,
    *exchange_sealing.SEALED,
    *victim_sealing.SEALED,
)

MASTER_KEY_TASKS = master_key_jobs.tasks(SEALED)


def _refused(work: Work, said: Said) -> None:
    """A refusal is for the room that said it: a provider's reports, or those it received."""
    hear = centre.refused if work.node.identity.role is NodeRole.PROVIDER else received.refused
    hear(work, said)


# Who acts on what other nodes say, by the kind of message.
HEARERS: dict[str, Hearer | Together] = {
    kinds.REPORT_FILED.name: Together(received.filed),
    kinds.REPORT_ANSWER.name: received.answered,
    kinds.REPORT_FORWARDED.name: received.forwarded,
    kinds.REPORT_ASSESSED.name: received.assessed,
    kinds.REPORT_CONCLUDED.name: received.concluded,
    kinds.REPORT_TAKEN.name: centre.taken,
    kinds.REPORT_QUESTION.name: centre.question,
    kinds.REPORT_UNFOUNDED.name: centre.unfounded,
    kinds.REPORT_OUTCOME.name: centre.outcome,
    kinds.REPORT_REFUSED.name: _refused,
    **hearing_holds.HEARERS,
    **informing.HEARERS,
    **removal_hearing.HEARERS,
    **exchange_hearing.HEARERS,
    **victim_hearing.HEARERS,
    **hotline_hearing.HEARERS,
}


class Runner(Protocol):
    """Something that runs in a thread of its own until `stop` is set."""

    def run(self, stop: threading.Event) -> None: ...


@dataclass(frozen=True)
class Program:
    """A node with everything that scans, seals and delivers."""

    node: Node
    coverage: Coverage
    index: LiveIndex
    decoders: DecoderPool
    counters: Counters
    scanner: Scanner
    keyring: KeyRing

    def watchers(self) -> list[Runner]:
        """What keeps a scanning process current."""
        return [self.coverage, self.index, Upkeep(self.index), self.counters]

    def beside_door(self) -> list[Runner]:
        """What each of several serving processes runs beside its door."""
        return [*self.watchers(), self.keyring, Beat(self, pulse.SERVING)]

    def once(self) -> list[Runner]:
        """What a served node runs once, however many processes serve it."""
        worker = Worker(self.node, self.node.tasks)
        return [Sealer(self.node), worker, Courier(self.node), Beat(self, pulse.FIRST)]

    def runners(self) -> list[Runner]:
        """All that a serving process runs which is the only one."""
        beside = [one for one in self.beside_door() if not isinstance(one, Beat)]
        return [*beside, *self.once()]


def tasks() -> Tasks:
    """Every task of every room, except those that need a running program's scanner."""
    found = Tasks()
    found.add(Task("jobs:requeue-stalled", _requeue, every="* * * * * */20"))
    found.add(*account_jobs.TASKS, *approval_jobs.TASKS, *webhook_jobs.TASKS, *indicator_jobs.TASKS)
    found.add(*detection_jobs.TASKS, *evidence_jobs.TASKS, *looking_jobs.TASKS)
    found.add(*casework_jobs.TASKS, *exchange_jobs.TASKS)
    found.add(*reporting_jobs.TASKS, *threat_jobs.TASKS)
    found.add(*preservation_jobs.TASKS, *erasure_jobs.TASKS)
    found.add(*statement_jobs.TASKS, *informing_jobs.TASKS, *publishing_jobs.TASKS)
    found.add(*notice_jobs.TASKS, *flag_jobs.TASKS)
    found.add(*complaint_jobs.TASKS, *misuse_jobs.TASKS, *fingerprint_jobs.TASKS)
    found.add(*receiving_jobs.TASKS, *hotline_jobs.TASKS)
    found.add(*victim_jobs.TASKS)
    found.add(*order_jobs.TASKS, *removal_jobs.TASKS, *paper_jobs.TASKS)
    found.add(*MASTER_KEY_TASKS)
    found.add(*handling.tasks(HEARERS))
    found.add(*mailing.TASKS, *alerting.TASKS)
    return found


def doers() -> dict[Act, Doer]:
    """Who carries out what another person agreed to; what is only permitted needs nobody."""
    return {
        Act.POLICY: services.carry_out,
        Act.ACTIVATION: technologies.carry_out,
        Act.SEND: sending.carry_out,
        Act.SECOND: decisions.carry_out,
        Act.ALONE: _declare_alone,
        Act.RECALL: recalling.carry_out,
        Act.LIFT: legal_holds.carry_out,
        Act.ORDER: orders.carry_out,
        Act.SETTINGS: guarded.carry_out,
        Act.MISUSE: misuse.carry_out,
        Act.PUBLISH: publishing_papers.carry_out,
        Act.FINGERPRINT: fingerprints.carry_out,
    }


@contextmanager
def open_program(settings: Settings, *, clock: Clock | None = None) -> Iterator[Program]:
    """The program over the node in `settings.home`; closes its decoders and connections after."""
    late: list[Program] = []
    found = tasks()
    found.add(intake.task(lambda: late[0].scanner))
    with home.open_node(settings, found, clock=clock) as node:
        program = put_together(node)
        late.append(program)
        try:
            yield program
        finally:
            program.decoders.close()
            program.index.close()


def put_together(node: Node) -> Program:
    """The program over an open node."""
    settings = node.settings
    limits = DecoderLimits(
        memory_bytes=settings.decoder_memory,
        seconds=settings.decoder_seconds,
        max_pixels=settings.max_pixels,
        max_bytes=settings.max_item_bytes,
        max_frames=settings.max_frames,
    )
    coverage, index, counters = Coverage(node), LiveIndex(node), Counters(node)
    index.refresh()
    decoders = DecoderPool(settings.decoders, limits)
    scanner = Scanner(
        node,
        coverage=coverage,
        index=index,
        decoders=decoders,
        counters=counters,
        sink=hits,
    )
    return Program(node, coverage, index, decoders, counters, scanner, KeyRing(node))


@contextmanager
def running(runners: list[Runner]) -> Iterator[threading.Event]:
    """Runs each in a thread; on leaving, tells them to stop and waits for them."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=_guarded, args=(one, stop), name=type(one).__name__)
        for one in runners
    ]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _guarded(runner: Runner, stop: threading.Event) -> None:
    """Runs `runner`; should it fail in a way nobody foresaw, says so and starts it again."""
    while True:
        try:
            return runner.run(stop)
        except Exception:  # noqa: BLE001 - the loop must go on, whatever it was
            log.get("assembly").exception("runner-failed", runner=type(runner).__name__)
        if stop.wait(RESTART_SECONDS):
            return None


def record_init(node: Node, *, made: bool) -> None:
    """Writes into the log that the node was made, or brought up to date."""
    with node.work(NODE, purpose="initialise") as work:
        work.record(
            Event.NODE_INIT,
            subject=("node", node.identity.id),
            service_id=NODE_SERVICE,
            made=made,
            version=tutela.__version__,
        )


def _declare_alone(work: Work, request: Request) -> None:
    """Declares the node to be one person's, who also decides what was left to somebody else."""
    alone.carry_out(work, request)
    doubts.leave_to_oneself(work)


def _requeue(node: Node) -> None:
    """Gives jobs that a process left behind to another one."""
    worker.requeue_stalled(node)
