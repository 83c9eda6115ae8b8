"""The CyberTipline as a kind of recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.cybertip import addresses, check, mapping, mapping_files, trial
from tutela.reporting.cybertip.calls import Calls
from tutela.reporting.cybertip.client import Client, Limits
from tutela.reporting.cybertip.client import Credentials as Basic
from tutela.reporting.cybertip.delivery import Delivery, in_plain_words
from tutela.reporting.cybertip.options import CyberTipOptions
from tutela.reporting.cybertip.rules import problems as form_problems
from tutela.reporting.cybertip.writing import write
from tutela.reporting.model import ReportKind
from tutela.reporting.national.letter import letter
from tutela.reporting.plugin import Document, Handed, Problem, Retracted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.reporting.filing import Filing
    from tutela.reporting.model import Options, Report
    from tutela.reporting.plugin import Credentials, Probe, Recipient, Result, TakenBack

# Stand in for numbers that NCMEC gives once it has a report and a file: for reading and checking.
_NUMBER, _FILE = 1, "0" * 32
XML = "text/xml"


class CyberTipline:
    """NCMEC's CyberTipline: files over its Reporting API, and answers with a number.

    It has no call to correct what is filed: a correction is a letter that a person sends.
    """

    id = "ncmec-cybertipline"
    title = "NCMEC CyberTipline"
    outside_union = True
    by_person = False
    takes_credentials = True
    preservation: str | None = "P1Y"
    preservation_source = "18 U.S.C. 2258A(h), as amended by the REPORT Act (2024)"
    options = CyberTipOptions

    def identity(self, options: Options) -> str:  # noqa: ARG002 - there is one CyberTipline
        """There is one of each environment."""
        return ""

    def check(self, report: Report, recipient: Recipient) -> Sequence[Problem]:
        """What our rules and NCMEC's documentation refuse; the schema in force comes later."""
        if report.kind is ReportKind.CORRECTION:
            return []
        found = list(check.check_report(mapping.report(report), now=report.made_at))
        options = _options(recipient)
        for upload in mapping_files.uploads(report):
            details = mapping_files.file_details(upload, options, _NUMBER, _FILE)
            found += check.check_file(details, mou_signed=options.mou_signed)
        return [in_plain_words(one) for one in found]

    def documents(self, report: Report, recipient: Recipient) -> Sequence[Document]:
        """The report as XML with what is told of each file, and as a letter to read."""
        readable = Document("report.pdf", "application/pdf", letter(report, "en", self.title))
        if report.kind is ReportKind.CORRECTION or self.check(report, recipient):
            return [readable]
        made = mapping.report(report)
        found = [readable, Document("report.xml", XML, write(made))]
        for upload in mapping_files.uploads(report):
            details = mapping_files.file_details(upload, _options(recipient), _NUMBER, _FILE)
            if not list(form_problems(details)):
                found.append(Document(f"{upload.name}.fileinfo.xml", XML, write(details)))
            if upload.item is None:
                found.append(Document(upload.name, upload.media_type, upload.data))
        return found

    def file(self, filing: Filing) -> Result:
        if filing.report.kind is ReportKind.CORRECTION:
            filing.keep(list(self.documents(filing.report, filing.recipient)))
            return Handed()
        return _delivery(filing).file()

    def retract(self, filing: Filing) -> TakenBack:
        if filing.report.kind is ReportKind.CORRECTION:
            return Retracted()
        return _delivery(filing).retract()

    def probe(
        self, recipient: Recipient, credentials: Credentials | None, seconds: float
    ) -> Sequence[Probe]:
        """Asks for status and schema; outside production, opens a drawn report and retracts it."""
        if credentials is None:
            return []
        return trial.run(_client(recipient, credentials, seconds), recipient)


CYBERTIPLINE = CyberTipline()


def _delivery(filing: Filing) -> Delivery:
    client = _client(filing.recipient, filing.credentials(), filing.seconds)
    return Delivery(filing, Calls(filing, client), _options(filing.recipient))


def _client(recipient: Recipient, credentials: Credentials, seconds: float) -> Client:
    return Client(
        addresses.base_url(recipient.environment.value, recipient.address),
        Basic(credentials.user, credentials.password),
        seconds,
        Limits(upload_seconds=_options(recipient).upload_seconds),
    )


def _options(recipient: Recipient) -> CyberTipOptions:
    if not isinstance(recipient.options, CyberTipOptions):
        raise TypeError("the options are of another kind of recipient")
    return recipient.options
