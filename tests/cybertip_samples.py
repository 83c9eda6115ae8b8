"""Reports with everything in them, and the CyberTipline that they are for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.national_samples import MADE, an_item

from tutela.law.model import Finding
from tutela.reporting import details as d
from tutela.reporting import model as m
from tutela.reporting.cybertip.mapping import report as mapped
from tutela.reporting.cybertip.mapping_files import file_details, uploads
from tutela.reporting.cybertip.options import CyberTipOptions
from tutela.reporting.plugin import Recipient

if TYPE_CHECKING:
    from tutela.reporting.cybertip.elements.files import FileDetails

NUMBER, FILE = 12345, "f" * 32
PLACES: tuple[Any, ...] = (
    *("web-page", "email", "newsgroup", "chat", "game", "phone", "offline", "peer-to-peer"),
)


def options(report: m.Report, **told: Any) -> CyberTipOptions:
    return CyberTipOptions.model_validate({"provider": report.provider} | told)


def tipline(report: m.Report, **told: Any) -> Recipient:
    """The recipient of a report; `told` are its options."""
    return Recipient(
        id=UUID(int=1),
        service_id=report.service_id,
        name="cybertip",
        kind="ncmec-cybertipline",
        environment=report.environment,
        address="",
        transfer_ground="",
        options=options(report, **told),
        ended=False,
    )


def forms(report: m.Report, **told: Any) -> list[Any]:
    """The report and what is said of each file, as NCMEC's elements."""
    return [mapped(report), *details_of(report, **told).values()]


def details_of(report: m.Report, **told: Any) -> dict[str, FileDetails]:
    """What is said of each file, by the file's name."""
    said = options(report, **told)
    return {one.name: file_details(one, said, NUMBER, FILE) for one in uploads(report)}


class _Words:
    """Texts and instants that occur once."""

    def __init__(self) -> None:
        self._numbers = count(100)

    def text(self) -> str:
        return f"token{next(self._numbers)}x"

    def address(self) -> str:
        return f"https://service.example/{self.text()}"

    def at(self) -> datetime:
        return datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=next(self._numbers))

    def on(self) -> date:
        return date(1990, 1, 1) + timedelta(days=next(self._numbers))

    def number(self) -> str:
        return str(next(self._numbers))


def full(
    *, permanent: bool = False, american: bool = True, attach: bool = True, located: bool = True
) -> m.Report:
    """A supplement in which every field is set."""
    made = _Maker(permanent=permanent, american=american)
    return made.report(attach=attach, located=located)


class _Maker:
    """Makes one full value of each kind, each with words of its own."""

    def __init__(self, *, permanent: bool, american: bool) -> None:
        self._words = _Words()
        self._permanent = permanent
        self._american = american

    def report(self, *, attach: bool, located: bool) -> m.Report:
        say = self._words
        item = an_item(
            surface=say.text(),
            account=say.text(),
            external_id=say.text(),
            matches=(self._match(),),
            verdict=self._verdict(),
            viewing=m.Viewing.WHOLE,
            viewed_at=say.at(),
            attach=attach,
            detail=self._item(),
        )
        return m.Report(
            id=UUID(int=11),
            kind=m.ReportKind.SUPPLEMENT,
            environment=m.Environment.PRODUCTION,
            demo=False,
            node_id=UUID(int=12),
            service_id=say.text(),
            service_title=say.text(),
            case_id=UUID(int=13),
            account=say.text(),
            profile=say.text(),
            made_at=MADE,
            opened_at=MADE - timedelta(hours=6),
            provider=self._provider(),
            earlier=(m.Reference(report_id=UUID(int=14), number=say.number()),),
            items=(item,),
            details=self._details(located=located),
        )

    def _details(self, *, located: bool) -> d.Details:
        say = self._words
        return d.Details(
            incident=d.Incident.ABUSE_MATERIAL,
            annotations=frozenset(d.Annotation),
            urgent=say.text(),
            happened_at=say.at(),
            happened_note=say.text(),
            description=say.text(),
            awareness=d.Awareness.USER_FLAG,
            awareness_note=say.text(),
            # The second has no account: it gets that of the report.
            suspects=(self._suspect(), d.Suspect(first_name=say.text())),
            victims=(d.Victim(school=say.text(), **self._person()),),
            recipients=(d.Person(**self._person()),),
            locations=tuple(map(self._location, PLACES)) if located else (),
            messages=(d.Message(at=say.at(), sender=say.text(), text=say.text(), reported=True),),
            items={UUID(int=15): d.ItemDetail(note=say.text())},
            measures=d.Measures(removed_at=say.at(), disabled_at=say.at(), decision=say.text()),
            law_enforcement=d.LawEnforcement(
                agency=say.text(),
                case_number=say.text(),
                officer=d.Person(**self._person()),
                told=True,
                served_domestic_process=True,
                served_foreign_process=True,
                foreign_country="EL",
            ),
            earlier_reports=(d.EarlierReport(body=say.text(), reference=say.text()),),
            member_states=("DE",),
            other=say.text(),
        )

    def _suspect(self) -> d.Suspect:
        say = self._words
        # One names its platform, the other says of an unnamed one that it is another's.
        named = d.AssociatedAccount(
            relation="guardian",
            platform=say.text(),
            on_other_platform=True,
            **self._person(),
        )
        return d.Suspect(
            vehicle=say.text(), of_other_service=False, associated=(named,), **self._person()
        )

    def _person(self) -> dict[str, Any]:
        say = self._words
        return {
            "first_name": say.text(),
            "last_name": say.text(),
            "emails": (self._email(),),
            "all_emails_given": True,
            "phones": (self._phone(),),
            "addresses": (self._address(),),
            "age": 41,
            "born_on": say.on(),
            "age_doubted": True,
            "account": say.text(),
            "service": say.text(),
            "screen_name": say.text(),
            "display_names": (say.text(),),
            "profile_urls": (say.address(),),
            "profile_text": say.text(),
            "group": say.text(),
            "captures": (self._capture(),),
            "devices": (self._device(),),
            "suspension": self._suspension(),
            "location": d.Place(
                city=say.text(), region=say.text(), country="EL", verified=True, at=say.at()
            ),
            "compromised": True,
            "earlier_reports": (say.number(), say.text()),
            "note": say.text(),
        }

    def _location(self, kind: Any) -> d.Location:
        say = self._words
        return d.Location(
            kind=kind,
            urls=(say.address(),),
            emails=(self._email(),),
            name=say.text(),
            room=say.text(),
            phone=self._phone(),
            latitude=48.5,
            longitude=7.25,
            addresses=(self._address(),),
            captures=(self._capture(),),
            file_names=say.text(),
            content=say.text(),
            third_party_hosted=True,
            note=say.text(),
        )

    def _item(self) -> d.ItemDetail:
        say = self._words
        return d.ItemDetail(
            file_name=say.text(),
            uploaded_at=say.at(),
            url=say.address(),
            public=True,
            annotations=frozenset(d.FileAnnotation),
            capture=self._capture(),
            devices=(self._device(),),
            metadata=((say.text(), say.text()),),
            note=say.text(),
        )

    def _capture(self) -> d.IpCapture:
        at = self._words.at()
        return d.IpCapture(
            address="2001:db8::1", port=51000, at=at, occasion=d.Occasion.UPLOAD, proxy=True
        )

    def _device(self) -> d.Device:
        say = self._words
        return d.Device(
            kind=say.text(), identifier=say.text(), at=say.at(), occasion=d.Occasion.LOGIN
        )

    def _email(self) -> d.EmailAddress:
        say = self._words
        address = f"{say.text()}@mail.example"
        return d.EmailAddress(address=address, kind="work", verified=True, verified_on=say.on())

    def _phone(self) -> d.PhoneNumber:
        return d.PhoneNumber(
            number=self._words.number(),
            kind="fax",
            country_code="+49",
            extension="12",
            verified=True,
            verified_on=self._words.on(),
        )

    def _address(self) -> d.PostalAddress:
        say = self._words
        return d.PostalAddress(
            street=say.text(),
            city=say.text(),
            postal_code=say.text(),
            region="TX" if self._american else say.text(),
            country="US" if self._american else "EL",
            kind="home",
        )

    def _suspension(self) -> d.Suspension:
        say = self._words
        lifted = None if self._permanent else say.at()
        return d.Suspension(
            permanent=self._permanent, at=say.at(), user_told_at=say.at(), lifted_at=lifted
        )

    def _match(self) -> m.Match:
        say = self._words
        return m.Match(
            indicator_id=UUID(int=501),
            bank=say.text(),
            source=say.text(),
            scheme=say.text(),
            label=say.text(),
            exact=False,
            distance=12,
            technology=m.Technology(id=UUID(int=77), name=say.text(), version=say.text()),
            legal_basis=say.text(),
            profile=say.text(),
            demo=False,
        )

    def _verdict(self) -> m.Verdict:
        say = self._words
        return m.Verdict(
            decision_id=UUID(int=9),
            finding=Finding.CONFIRMED,
            scheme="a1-b2",
            label="A1",
            reason=say.text(),
            decided_at=say.at(),
            decided_by=say.text(),
            second_by=say.text(),
            second_at=say.at(),
        )

    def _contact(self) -> m.Contact:
        say = self._words
        return m.Contact(
            name=say.text(),
            first_name=say.text(),
            email=f"{say.text()}@mail.example",
            phone=say.number(),
            address=say.text(),
        )

    def _provider(self) -> m.Provider:
        say = self._words
        return m.Provider(
            name=say.text(),
            address=say.text(),
            country="EL",
            contact=self._contact(),
            police_contact=self._contact(),
            representative=say.text(),
            terms_of_service=say.text(),
            legal_url=say.address(),
        )


def with_changes(report: m.Report, **changes: Any) -> m.Report:
    """The report with changes to what people added."""
    return report.model_copy(
        update={"details": report.details.model_copy(update=changes)},
    )
