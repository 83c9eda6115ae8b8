"""The EU Centre as a kind of recipient (COM(2022) 209, Articles 12 and 13; Annex III).

It is told by a message between nodes, which carries the form of Annex III and no bytes of an item.
That the message arrived files nothing: only the Centre's own answer with its number does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import rfc8785

from tutela.federation import posting
from tutela.federation import store as peers
from tutela.federation.kinds import REPORT_FILED
from tutela.federation.machine import PeerState
from tutela.federation.wire import LARGEST_BODY
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole
from tutela.reporting import moves
from tutela.reporting.centre import store
from tutela.reporting.centre.options import CentreOptions
from tutela.reporting.machine import ReportState
from tutela.reporting.national.annex3 import annex3
from tutela.reporting.national.errors import OptionsForeign
from tutela.reporting.national.plain import dumped
from tutela.reporting.plugin import (
    Again,
    Document,
    Filed,
    Probe,
    Problem,
    Refused,
    Retracted,
    Waiting,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any
    from uuid import UUID

    from tutela.reporting.centre.store import Telling
    from tutela.reporting.filing import Filing
    from tutela.reporting.model import Options, Report
    from tutela.reporting.plugin import Credentials, Recipient, Result, TakenBack

FORM: Final = "report.json"
TO_PASS_ON: Final = 64 * 1024  # bytes for what the Centre adds, above all its reason
WAITS: Final = "the Centre has not given its number yet"
_NO_CENTRE = "The EU Centre's node is not believed here. Compare its code among Institutions first."
_TOO_LARGE = "The report is larger than one message between nodes may be. Report fewer items."
_REFUSED = "The EU Centre did not take it, for {code}. Change it, or cancel it."


class EuCentre:
    """The EU Centre's own node, among the other institutions."""

    id = "eu-centre"
    title = "EU Centre (draft law)"
    outside_union = False
    by_person = False
    takes_credentials = False
    preservation: str | None = None
    preservation_source = ""
    options: type[Options] = CentreOptions

    def identity(self, options: Options) -> str:
        """Another node is another body."""
        return str(options.centre) if isinstance(options, CentreOptions) else ""

    def check(self, report: Report, recipient: Recipient) -> Sequence[Problem]:
        """Whether it fits a message. Pure."""
        centre_of(recipient)
        if len(rfc8785.dumps(body_of(report))) > LARGEST_BODY - TO_PASS_ON:
            return (Problem("report-too-large", "items", _TOO_LARGE),)
        return ()

    def documents(self, report: Report, recipient: Recipient) -> Sequence[Document]:
        """The form of Annex III as it is said."""
        centre_of(recipient)
        return (Document(FORM, "application/json", dumped(annex3(report))),)

    def file(self, filing: Filing) -> Result:
        """Says it once, and waits for the Centre's number."""
        with filing.node.read() as connection:
            told = store.telling(connection, filing.row.id)
        if told is None or _sent_again(filing, told):
            return _tell(filing)
        if told.number:
            return Filed(told.number)
        if told.refused:
            sentence = _REFUSED.format(code=told.refused)
            return Refused((Problem(told.refused, "report", sentence),))
        return Waiting(WAITS)

    def retract(self, filing: Filing) -> TakenBack:
        """What was said cannot be unsaid: it is filed then, and corrected."""
        with filing.node.read() as connection:
            told = store.telling(connection, filing.row.id)
        if told is None or told.refused:
            return Retracted()
        return Filed(told.number) if told.number else Waiting(WAITS)

    def probe(
        self,
        recipient: Recipient,
        credentials: Credentials | None,  # noqa: ARG002 - messages are signed instead
        seconds: float,  # noqa: ARG002 - nothing is asked over a network
    ) -> Sequence[Probe]:
        """Which node it is; whether that one is believed is among the institutions."""
        sentence = f"It is the node {centre_of(recipient)}. Whether it answers is on its own page."
        return (Probe("node", good=True, sentence=sentence),)


EU_CENTRE = EuCentre()


def body_of(report: Report) -> dict[str, Any]:
    """What is said of a report: never the bytes of an item."""
    return {"form": annex3(report)}


def subject_of(report_id: UUID) -> str:
    """What all messages about a report are about."""
    return f"report {report_id}"


def centre_of(recipient: Recipient) -> UUID:
    """The id of the Centre's node. Raises OptionsForeign."""
    if not isinstance(recipient.options, CentreOptions):
        raise OptionsForeign(recipient=recipient.name)
    return recipient.options.centre


def _sent_again(filing: Filing, told: Telling) -> bool:
    """Whether a person sent it again since it was refused."""
    sent = filing.row.sent_at
    return bool(told.refused) and sent is not None and told.told_at < sent


def _tell(filing: Filing) -> Result:
    report_id, centre = filing.row.id, centre_of(filing.recipient)
    filing.keep(list(EU_CENTRE.documents(filing.report, filing.recipient)))
    filing.claim.require()
    with filing.node.work(NODE, purpose="say a report to the EU Centre") as work:
        row = moves.lock(work, report_id)
        if row.state is not ReportState.QUEUED:
            return Again("it is being taken back")
        peer = peers.find_peer(work.connection, centre)
        if peer is None or peer.role is not NodeRole.CENTRE or peer.state is PeerState.ADDED:
            return Refused((Problem("centre-unknown", "recipient", _NO_CENTRE),))
        posting.post(work, centre, REPORT_FILED, subject_of(report_id), body_of(filing.report))
        store.tell(
            work.connection,
            report_id=report_id,
            service_id=row.service_id,
            peer_id=centre,
            told_at=work.now,
        )
        moves.tell(work, row, Event.CENTRE_TELL, peer=str(centre))
    return Waiting(WAITS)
