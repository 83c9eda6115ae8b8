"""The national pack as a kind of recipient: what a person sends to a Member State's authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.errors import MediaNotKept
from tutela.reporting.national import checks, sealing
from tutela.reporting.national.annex3 import annex3
from tutela.reporting.national.cybertip_json import cybertip
from tutela.reporting.national.errors import MediaDiffer, MediaTooLarge, OptionsForeign
from tutela.reporting.national.hashlist import hash_list
from tutela.reporting.national.letter import letter
from tutela.reporting.national.manifest import with_manifest
from tutela.reporting.national.naming import item_names
from tutela.reporting.national.options import NationalOptions
from tutela.reporting.national.plain import dumped
from tutela.reporting.national.where import where_to_send
from tutela.reporting.national.where_text import NAME as WHERE
from tutela.reporting.national.where_text import where_text
from tutela.reporting.plugin import Document, Handed, Probe, Problem, Refused, Retracted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutela.platform.errors import TutelaError
    from tutela.reporting.filing import Filing
    from tutela.reporting.model import Options, Report
    from tutela.reporting.plugin import Credentials, Recipient, Result, TakenBack

LETTER = "letter.pdf"


class NationalPack:
    """A pack of documents for the police or hotline of a Member State; a person sends it."""

    id = "national-pack"
    title = "National report pack"
    outside_union = False
    by_person = True
    takes_credentials = False
    preservation: str | None = None
    preservation_source = ""
    options: type[Options] = NationalOptions

    def identity(self, options: Options) -> str:
        """Another Member State is another body."""
        return options.member_state if isinstance(options, NationalOptions) else ""

    def check(self, report: Report, recipient: Recipient) -> Sequence[Problem]:
        """Everything that keeps `report` from being handed out. Pure."""
        return checks.problems(report, _options(recipient))

    def documents(self, report: Report, recipient: Recipient) -> Sequence[Document]:
        """The pack without media; also of a report that `check` refuses, so that it can be read."""
        return (*_for_sender(report, recipient), *with_manifest(_for_recipient(report, recipient)))

    def file(self, filing: Filing) -> Result:
        """Keeps the pack, with sealed media where chosen, in the place of any earlier one."""
        found = self.check(filing.report, filing.recipient)
        if found:
            return Refused(tuple(found))
        try:
            filing.keep(_whole(filing))
        except (MediaNotKept, MediaDiffer, MediaTooLarge) as error:
            return Refused((_media_problem(error),))
        return Handed()

    def retract(self, filing: Filing) -> TakenBack:  # noqa: ARG002 - the same for every report
        """Nothing left the node, so there is nothing to take back."""
        return Retracted()

    def probe(
        self,
        recipient: Recipient,
        credentials: Credentials | None,  # noqa: ARG002 - a pack needs none
        seconds: float,  # noqa: ARG002 - nothing is asked over a network
    ) -> Sequence[Probe]:
        """Whether media can be sealed, and whether it is known where to send."""
        options = _options(recipient)
        return (_key_probe(options), _where_probe(options))


NATIONAL_PACK = NationalPack()


def _for_recipient(report: Report, recipient: Recipient) -> tuple[Document, ...]:
    return (
        Document(LETTER, "application/pdf", _letter(report, _options(recipient))),
        Document("report.json", "application/json", dumped(annex3(report))),
        Document("hashes.csv", "text/csv", hash_list(report)),
        Document("cybertip.json", "application/json", dumped(cybertip(report))),
    )


def _for_sender(report: Report, recipient: Recipient) -> tuple[Document, ...]:
    options = _options(recipient)
    place = where_to_send(options.member_state)
    text = where_text(place, options.send_to, stand_in=report.stand_in)
    return (Document(WHERE, "text/plain", text.encode()),)


def _letter(report: Report, options: NationalOptions) -> bytes:
    place = where_to_send(options.member_state)
    to = options.send_to or f"{place.authority.name.value}\n{place.name}"
    return letter(report, options.language, to)


def _whole(filing: Filing) -> list[Document]:
    report, recipient = filing.report, filing.recipient
    sent = [*_for_recipient(report, recipient), *_media(filing)]
    return [*_for_sender(report, recipient), *with_manifest(sent)]


def _media(filing: Filing) -> Iterator[Document]:
    attached = filing.report.attached
    if attached:
        names = item_names(filing.report)
        originals = [
            sealing.Original(names[item.id], item.digests.sha256, filing.media(item.id))
            for item in attached
        ]
        sealed = sealing.seal(originals, _options(filing.recipient).age_key)
        yield Document(sealing.NAME, "application/octet-stream", sealed)


def _media_problem(error: TutelaError) -> Problem:
    return Problem(error.code, "items", error.sentence)


def _options(recipient: Recipient) -> NationalOptions:
    if not isinstance(recipient.options, NationalOptions):
        raise OptionsForeign(recipient=recipient.name)
    return recipient.options


def _key_probe(options: NationalOptions) -> Probe:
    if options.age_key is None:
        return Probe("age key", good=True, sentence="There is none: media cannot be attached.")
    if sealing.seals(options.age_key):
        sentence = "Media can be sealed to it. Ask the recipient that they can open them."
        return Probe("age key", good=True, sentence=sentence)
    return Probe("age key", good=False, sentence="What was sealed to it is not an age file.")


def _where_probe(options: NationalOptions) -> Probe:
    place = where_to_send(options.member_state)
    if options.send_to is not None:
        return Probe("where to send", good=True, sentence="It is set for this recipient.")
    if place.known:
        sentence = f"A way to {place.authority.name.value} is known. It was not checked with them."
        return Probe("where to send", good=True, sentence=sentence)
    sentence = (
        f"No way to {place.authority.name.value} is known. Ask them, and set it for this recipient."
    )
    return Probe("where to send", good=False, sentence=sentence)
