"""A demo node in the middle of a week: cases and reports in every state there is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from tests.bureau import Bureau
from tests.films import film
from tests.screens.exchanges import play_exchanges
from tests.screens.figures import play_figures
from tests.screens.flaggers import play_flaggers
from tests.screens.hotline import play_hotline
from tests.screens.misuse import play_misuse, play_warning
from tests.screens.orders import play_orders
from tests.screens.peers import play_peers
from tests.screens.received import play_received
from tests.screens.removals import play_removal
from tests.screens.victims import Victims, play_victims
from tests.stage import BANKED, STRANGER, bytes_of, signals_of
from tests.world import BOSS

from tutela.casework import decisions, holds, marking
from tutela.casework.children import Circumstance
from tutela.casework.claims import service as claims
from tutela.casework.decisions import Judgement
from tutela.casework.marking import Marking
from tutela.casework.queue import show_case
from tutela.demonstration import POLICY, SERVICE, UPLOADS
from tutela.evidence.looking import care
from tutela.evidence.looking import service as looking
from tutela.evidence.looking.counters import node_limits
from tutela.law.model import Finding
from tutela.observatory.editions import closing
from tutela.observatory.model import Kind as PaperKind
from tutela.observatory.model import Period, Scope
from tutela.observatory.words import Words
from tutela.platform.accounts.roles import define
from tutela.platform.accounts.service import list_accounts
from tutela.platform.actor import NODE, Actor, ActorKind
from tutela.platform.approvals import answering, listing
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.audit.sealer import seal_once
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.platform.services.model import SecondPerson
from tutela.platform.services.service import declare_service
from tutela.redress.complaints import lodging, proceedings
from tutela.redress.complaints.proceeding import Kind as ProceedingKind
from tutela.redress.complaints.proceedings import Begun
from tutela.redress.fingerprints import jobs as fingerprint_jobs
from tutela.redress.fingerprints import service as fingerprints
from tutela.redress.fingerprints.model import Whose
from tutela.redress.flags import given as user_flags
from tutela.redress.flags import taking as flagging
from tutela.redress.flags.model import Category
from tutela.redress.notices import deciding, given, taking
from tutela.redress.notices.model import Outcome, Way
from tutela.redress.notices.sender import Sender
from tutela.redress.publishing import setting
from tutela.redress.publishing import store as publications
from tutela.redress.publishing.machine import Command
from tutela.redress.publishing.model import State as PublicationState
from tutela.redress.publishing.model import Terms
from tutela.redress.publishing.moves import move
from tutela.redress.publishing.setting import NewTarget
from tutela.redress.statements import links
from tutela.redress.statements import reading as statements
from tutela.redress.statements import store as statement_store
from tutela.redress.statements.model import Kind
from tutela.reporting import reading
from tutela.reporting.machine import ReportState
from tutela.reporting.model import Environment
from tutela.reporting.threats import service as threats

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.cybertip import CyberTip
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

READING = (Permission.CASE_READ, Permission.CASE_COMMENT)
OVERDUE = timedelta(hours=73)
LONG = "a-very-long-name-without-any-break-" * 4
SEEN = Judgement(
    Finding.CONFIRMED, "The same picture, made smaller.", "stand-in", seen_at_platform=True
)
NOT = Judgement(Finding.NOT_ABUSE_MATERIAL, "A second look: a harmless picture.")

AGE = Judgement(Finding.AGE_AMBIGUOUS, "It may be either.", seen_at_platform=True)
UNSURE = Judgement(Finding.UNSURE, "The picture is too dark for me.")
COERCED = Marking(Circumstance.COERCED, "The messages beside it threaten.", childs_account=True)


@dataclass
class Play:
    """What the screens show. `cases` and `reports` are by their state.

    `untidy` gives things the longest names there may be, for who looks whether pages hold them.
    """

    node: Node
    clock: ManualClock
    service: CyberTip
    untidy: bool = False
    bureau: Bureau = field(init=False)
    cases: dict[str, UUID] = field(default_factory=dict)
    reports: dict[str, UUID] = field(default_factory=dict)
    notice: UUID = field(init=False)
    complaint: UUID = field(init=False)
    flag: UUID = field(init=False)
    misuse: UUID = field(init=False)
    received: UUID = field(init=False)
    hotline: UUID = field(init=False)
    removal: UUID = field(init=False)
    submission: UUID = field(init=False)
    victims: Victims = field(init=False)
    orders: dict[str, UUID] = field(default_factory=dict)
    _edition: UUID | None = None
    _figures: dict[PaperKind, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bureau = Bureau(self.node, self.service)
        self.stage.add_people("mira", "jonas", "sara", "ada", "boss")
        # Nothing runs the job that would send: what is queued waits.
        setting.switch_on(
            self.node, BOSS, SERVICE,
            NewTarget(Environment.SIMULATOR, Secret("1|none"), Terms(), "http://127.0.0.1:9/api/v1"),
        )  # fmt: skip
        self._cases()
        self._reports()
        self.orders = play_orders(self.node, self.stage.actor("sara"), self._name("12 Gs 345/26"))
        self.stage.program.counters.flush()
        self._requests()
        play_flaggers(self.node, BOSS, self.stage.actor("sara"), LONG if self.untidy else "")
        more = LONG if self.untidy else ""
        centre = play_peers(self.node, self.stage.actor("boss"), more)
        self._received()
        boss, sara = (self.stage.actor(name) for name in ("boss", "sara"))
        self.hotline = play_hotline(self.node, boss, sara, more)
        self.removal = play_removal(self.node, self.stage.actor("sara"), SERVICE, more)
        self.submission = play_exchanges(self.node, self.stage.actor("sara"), centre, more)
        sara = self.stage.actor("sara")
        self.victims = play_victims(self.node, sara, more)
        self._notices()
        self._complaints()
        self._flags()
        giver = play_misuse(self.node, self.stage.actor("mira"), self._name("News crawler"))
        self.misuse = play_warning(giver, self.stage.actor("sara"), more).id
        self._pictures()
        define(self.node, BOSS, "analyst", "Reads the queue, decides nothing.", READING)
        self.stage.program.coverage.renew()
        self.stage.program.index.refresh()
        seal_once(self.node)

    def new_name(self) -> str:
        """A name that no account has yet."""
        taken = {one.name for one in list_accounts(self.node, BOSS)}
        return next(name for number in count(1) if (name := f"nele-{number}") not in taken)

    def _pictures(self) -> None:
        """Two pictures that people ask to be found; one of them was declined."""
        for number, whose in enumerate(Whose):
            found = signals_of(bytes_of(BANKED[number]))
            fingerprints.receive(
                self.node, sha256=found.sha256, pdq=found.frames[0].hex, whose=whose
            )
        sara = self.stage.actor("sara")
        first, second = (one.id for one in fingerprints.requests(self.node, sara))
        fingerprint_jobs.settle(self.node, subject_id=str(first))
        fingerprints.decline(self.node, sara, second, reason="It flagged a drawing.")

    def _requests(self) -> None:
        """One that sara may answer, one of her own, and one that is over."""
        sara, boss = self.stage.actor("sara"), self.stage.actor("boss")
        wishes = {
            "A long weekend.": replace(POLICY, hold_hours=120),
            "Half of us are away until Friday.": replace(
                POLICY, second_person=SecondPerson.NEVER, hold_hours=96
            ),
        }
        for reason, policy in wishes.items():
            for one in listing.list_requests(self.node, sara):
                answering.decline(self.node, sara, one.id, reason="The holidays are covered.")
            with suppress(AwaitsApproval):
                declare_service(
                    self.node, boss, SERVICE, title="Demo platform", policy=policy, reason=reason
                )
        with suppress(AwaitsApproval):
            reading.export_pack(
                self.node, sara, self.reports["handed"], reason="To hand it over at the station."
            )

    def _notices(self) -> None:
        """One with a look-alike, danger and a case of its own, and one that is decided."""
        node, mira = self.node, self.stage.actor("mira")
        sender = Sender(SERVICE, "play")
        words = "The second post. " + (LONG if self.untidy else "I came across it today.")
        whole = {"kind": "extortion", "reasons": words, "good_faith": True, "danger": True}
        places = ["https://xn--80ak6aa92e.com/t/17", f"https://forum.example/{LONG}"]
        made = taking.take_in(node, sender, given.made(whole | {"urls": places}), Way.API)
        taking.take_in(node, sender, given.made(whole | {"urls": places[::-1]}), Way.FORM)
        self.notice = made.notice_id
        self.cases["noticed"] = deciding.list_notices(node, mira)[0].case_id
        other = given.made(whole | {"item": "photo-1", "danger": False})
        over = taking.take_in(node, sender, other, Way.FORM).notice_id
        words = "Somebody had removed it before."
        deciding.decide(node, mira, over, deciding.Judgement(Outcome.NOT_FOUND, words))

    def _complaints(self) -> None:
        """One that waits, about what was reported, and a dispute about it."""
        sara = self.stage.actor("sara")
        about = self._told("reported")
        words = "I drew it myself. " + (LONG if self.untidy else "Nobody is in it.")
        made = lodging.by_link(self.node, self._code(about), words, language="en")
        self.complaint = made.id
        asked = Begun(ProceedingKind.DISPUTE, about, self._name("A dispute body"), "ODS-7/26",
                      self.clock.now().date())  # fmt: skip
        proceedings.register(self.node, sara, asked)

    def _told(self, case: str) -> UUID:
        """The statement of a removal in a case."""
        told, _ = statements.of_case(self.node, self.stage.actor("sara"), self.cases[case])
        return next(one.statement.id for one in told if one.statement.kind is Kind.REMOVAL)

    def _code(self, statement_id: UUID) -> str:
        """A new link to a statement, of which its code."""
        with self.node.work(NODE, purpose="test") as work:
            one = statement_store.find(work.connection, statement_id)
            assert one is not None
            return links.new_path(work, one).removeprefix(links.PATH)

    def _flags(self) -> None:
        """One of the child that was harmed, with what they chose to attach."""
        words = LONG if self.untidy else "He asks me for more."
        sent = user_flags.UserFlag(
            id="f-17", item="photo-flagged", surface=UPLOADS, category=Category.EXTORTION,
            account="u-83", words=words, child=True, harmed=True,
            context=(user_flags.ContextPiece(id="m-4", by="flagged", text="neutral marker"),),
        )  # fmt: skip
        key = Actor(ActorKind.KEY, "key:play", "play", frozenset({Permission.FLAG_SEND}), SERVICE)
        self.flag = flagging.take_in(self.node, key, sent).flag_id

    @property
    def stage(self) -> Stage:
        return self.bureau.stage

    def item(self, case: str) -> UUID:
        """The first item of a case."""
        jonas = self.stage.actor("jonas")
        return show_case(self.node, jonas, self.cases[case], purpose="test").items[0].id

    def has_seen_enough(self, name: str) -> None:
        """Somebody reaches the limit of their day, which is one of their own."""
        who = self.stage.actor(name)
        care.set_limits(self.node, who, replace(node_limits(self.node.settings), items=1))
        fact = show_case(self.node, who, self.cases["several"], purpose="test").items[1]
        assert fact.evidence_id is not None
        looking.look(self.node, who, fact.evidence_id, item_id=str(fact.id), purpose="test")

    def film(self) -> UUID:
        """The case of a film, which comes in when it is asked for."""
        if "film" not in self.cases:
            data = film(seconds=90, size=(320, 180), sound="aac")
            self.stage.bank(data)
            name = self._name("clip-1")
            self.cases["film"] = self.stage.case_of(self.stage.comes_in(data, "lens", name))
        return self.cases["film"]

    def edition(self) -> UUID:
        """A paper of a year with nothing, which was closed and then corrected."""
        if self._edition is None:
            sara, scope = self.stage.actor("sara"), Scope(SERVICE, Period.year(2002))
            said = Words({"summary": self._name("We look for known material; people decide.")})
            closing.close(self.node, sara, PaperKind.DSA, scope)
            self._edition = closing.close(
                self.node, sara, PaperKind.DSA, scope, said,
                reason=self._name("the summary was missing"),
            ).id  # fmt: skip
        return self._edition

    def figures(self, kind: PaperKind = PaperKind.DSA) -> UUID:
        """Figures that anybody may see; they are published when they are asked for."""
        if kind not in self._figures:
            self._figures[kind] = play_figures(self.stage, kind)
        return self._figures[kind]

    def publication(self) -> UUID:
        """A statement that the Transparency Database refused."""
        with self.node.read() as connection:
            [one] = publications.listed(connection, PublicationState.DEAD, 1)
        return one.id

    def statement(self) -> UUID:
        """What a user was told when their item was removed; it came back since."""
        return self._told("reversed")

    def letter(self) -> str:
        """The address of that letter, for whoever it is about."""
        return links.PATH + self._code(self.statement())

    def exchange(self) -> UUID:
        """The exchange that opened the filed report."""
        made = self.bureau.show(self.reports["filed"]).exchanges
        return next(one.id for one in made if one.step == "submit")

    def close(self) -> None:
        self.victims.close()
        self.bureau.close()

    def _name(self, name: str) -> str:
        return LONG + name if self.untidy else name

    def _cases(self) -> None:
        stage = self.stage
        jonas, sara = stage.actor("jonas"), stage.actor("sara")
        overdue = stage.exact_hit(account="harbour", name=self._name("photo-1"))
        self.clock.advance(OVERDUE)
        holds.raise_alarms(self.node)
        several = stage.exact_hit(account=self._name("lake-42"))
        stage.near_hit(account=self._name("lake-42"), name="photo-3")
        stage.comes_in(bytes_of(BANKED[1]), self._name("lake-42"), "photo-7")
        seconding = stage.near_hit(account="user-1077", name="photo-4")
        decisions.decide(self.node, jonas, seconding, SEEN)
        turned = stage.exact_hit(account="otto", name="photo-5")
        [made] = decisions.decide(self.node, jonas, turned, SEEN)
        decisions.reverse(self.node, sara, turned, made.item_id, NOT)
        doubtful = stage.exact_hit(account="ines", name="photo-8")
        decisions.decide(self.node, jonas, doubtful, AGE)
        decisions.second(
            self.node, sara, doubtful, agree=True, reason="I cannot tell it either.",
            seen_at_platform=True,
        )  # fmt: skip
        unsure = stage.exact_hit(account="ugo", name="photo-9")
        decisions.decide(self.node, jonas, unsure, UNSURE)
        children = stage.exact_hit(account="nora", name="photo-10")
        marking.mark(self.node, jonas, children, COERCED)
        wrong = stage.case_of(stage.comes_in(bytes_of(BANKED[2]), "rosa", "photo-6"))
        stage.proves_wrong(BANKED[2])
        for number, data in enumerate([bytes_of(STRANGER), b"no picture", b""]):
            stage.comes_in(data, "kim", f"other-{number}")
        claims.comment(self.node, jonas, several, words="The account is new. See both.")
        self.cases = {
            "overdue": overdue,
            "several": several,
            "seconding": seconding,
            "reversed": turned,
            "wrong": wrong,
            "doubtful": doubtful,
            "unsure": unsure,
            "children": children,
        }

    def _publications(self) -> None:
        """Of what waits to be published, one is refused and one is stored."""
        said = {"category_specification": ["The selected category specification is invalid."]}
        with self.node.work(NODE, purpose="test") as work:
            [stored, refused] = publications.waiting(work.connection, SERVICE, 2)
            for one in (stored, refused):
                move(work, one, Command.ASK, asked_at=work.now, tries=1)
            [stored, refused] = publications.asked(work.connection, [stored.id, refused.id])
            move(work, stored, Command.STORE, remote_id=str(work.new_id()), environment="simulator")
            move(work, refused, Command.GIVE_UP, said=said)

    def _received(self) -> None:
        report = self.bureau.show(self.reports["filed"]).report
        assert report is not None
        boss = self.stage.actor("boss")
        self.received = play_received(self.node, boss, report, self._name("Another forum"))

    def _reports(self) -> None:
        bureau = self.bureau
        bureau.add_cybertip()
        bureau.add_pack()
        item = bureau.confirmed("kim")
        threats.open_for_item(self.node, item)
        first = {one.recipient: one.row.id for one in bureau.reports()}
        for report_id in first.values():
            bureau.describe(report_id, description="One picture, uploaded once.",
                            suspects=[{"screen_name": self._name("kim")}])  # fmt: skip
            bureau.send(report_id)
        bureau.run_jobs()
        bureau.confirmed(self._name("nils"), 1)
        drafts = bureau.reports(ReportState.DRAFT)
        draft = next(one.row.id for one in drafts if one.recipient == "police")
        self.cases["reported"] = bureau.case_of(item)
        self._publications()
        self.reports = {"filed": first["cybertip"], "handed": first["police"], "draft": draft}
