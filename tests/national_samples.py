"""One full report that says one text in all its free fields, and the recipient of its pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5, sha1, sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tutela.law.model import Finding, SurfaceKind
from tutela.reporting import details as d
from tutela.reporting import model as m
from tutela.reporting.errors import MediaNotKept
from tutela.reporting.national.options import NationalOptions
from tutela.reporting.plugin import Document, Recipient

if TYPE_CHECKING:
    from collections.abc import Mapping

MADE = datetime(2026, 11, 20, 9, 30, 12, tzinfo=UTC)
FIRST_ITEM = UUID("0198c2f0-0000-7000-8000-00000000000a")
BYTES = b"a drawn picture"
PROVIDER = m.Provider(
    name="Photos Example GmbH",
    address="Beispielweg 1, 50667 Köln",
    country="DE",
    contact=m.Contact(email="safety@photos.example"),
)


def an_item(**changes: Any) -> m.ReportedItem:
    """A confirmed item that an indicator of a real bank matches."""
    technology = m.Technology(id=UUID(int=77), name="pdq-hamming", version="1.4.0")
    match = m.Match(
        indicator_id=UUID(int=501),
        bank="known",
        source="list",
        scheme="baseline",
        label="baseline",
        exact=True,
        distance=None,
        technology=technology,
        legal_basis="Terms of service, clause 4.2",
        profile="interim-2026",
        demo=False,
    )
    verdict = m.Verdict(
        decision_id=UUID(int=9),
        finding=Finding.CONFIRMED,
        scheme="baseline",
        label="baseline",
        reason="It is the listed picture.",
        decided_at=MADE - timedelta(hours=2),
        decided_by="acct-7f3a",
        second_by=None,
        second_at=None,
    )
    told: dict[str, Any] = {
        "id": FIRST_ITEM,
        "surface": "public-posts",
        "surface_kind": SurfaceKind.HOSTING,
        "account": "user-4711",
        "external_id": "post-1",
        "received_at": MADE - timedelta(hours=5),
        "media_type": "image/jpeg",
        "size": len(BYTES),
        "digests": m.Digests(
            md5=md5(BYTES, usedforsecurity=False).hexdigest(),
            sha1=sha1(BYTES, usedforsecurity=False).hexdigest(),
            sha256=sha256(BYTES).hexdigest(),
            pdq="0f" * 32,
        ),
        "matches": (match,),
        "verdict": verdict,
        "viewing": m.Viewing.NOBODY,
        "viewed_at": None,
        "restricted": True,
        "kept": True,
    }
    return m.ReportedItem(**(told | changes))


def a_report(**changes: Any) -> m.Report:
    """A report of one item, in production."""
    told: dict[str, Any] = {
        "id": UUID("0198c2f0-5a1e-7c4e-9d27-3f5b1a2c4d6e"),
        "kind": m.ReportKind.FIRST,
        "environment": m.Environment.PRODUCTION,
        "demo": False,
        "node_id": UUID(int=3),
        "service_id": "photos",
        "service_title": "Photos Example",
        "case_id": UUID(int=42),
        "account": "user-4711",
        "profile": "interim-2026",
        "made_at": MADE,
        "opened_at": MADE - timedelta(hours=6),
        "provider": PROVIDER,
        "items": (an_item(),),
    }
    return m.Report(**(told | changes))


def a_recipient(**options: Any) -> Recipient:
    """A national pack for Germany, with these options changed."""
    told = {"provider": PROVIDER, "member_state": "DE"} | options
    return Recipient(
        id=UUID(int=1),
        service_id="photos",
        name="police",
        kind="national-pack",
        environment=m.Environment.PRODUCTION,
        address="",
        transfer_ground="",
        options=NationalOptions.model_validate(told),
        ended=False,
    )


def a_report_saying(text: str) -> m.Report:
    """A report that says `text`, as long as it may be, in every field that takes free text."""
    name, line, long = text[:100].strip(), text[:255].strip(), text[:3000].strip()
    capture = d.IpCapture(address="2001:db8::1", port=51000, at=MADE)
    device = d.Device(kind=name, identifier=line)
    address = d.PostalAddress(street=line, city=name, postal_code=name, region=name, country="DE")
    told: dict[str, Any] = {
        "first_name": name,
        "last_name": name,
        "emails": (d.EmailAddress(address="a@b.example"),),
        "phones": (d.PhoneNumber(number=text[:50].strip(), country_code="+49"),),
        "addresses": (address,),
        "account": line,
        "service": name,
        "screen_name": line,
        "display_names": (line,),
        "profile_text": long,
        "group": line,
        "captures": (capture,),
        "devices": (device,),
        "location": d.Place(city=name, region=name, country="DE"),
        "suspension": d.Suspension(permanent=True, at=MADE),
        "profile_urls": ("https://photos.example/u/1",),
        "earlier_reports": (line,),
        "note": long,
    }
    associated = d.AssociatedAccount(relation="linked", platform=name, **told)
    location = d.Location(
        kind="chat",
        urls=("https://photos.example/p/1",),
        name=line,
        room=line,
        file_names=long,
        content=text,
        note=long,
    )
    detail = d.ItemDetail(
        file_name=line,
        uploaded_at=MADE,
        capture=capture,
        devices=(device,),
        metadata=((name, line),),
        note=long,
    )
    item = an_item(surface=line, account=line, external_id=line, detail=detail)
    contact = m.Contact(
        name=name, first_name=name, email="a@b.example", phone=text[:50].strip(), address=line
    )
    authority = d.LawEnforcement(agency=line, case_number=line, officer=d.Person(**told))
    details = d.Details(
        urgent=long,
        happened_note=long,
        description=long,
        awareness_note=long,
        suspects=(d.Suspect(vehicle=long, associated=(associated,), **told),),
        victims=(d.Victim(school=line, **told),),
        recipients=(d.Person(**told),),
        locations=(location,),
        messages=(d.Message(at=MADE, sender=line, text=text, reported=True),),
        measures=d.Measures(removed_at=MADE, disabled_at=MADE, decision=long),
        member_states=("DE",),
        law_enforcement=authority,
        earlier_reports=(d.EarlierReport(body=line, reference=line),),
        other=long,
    )
    provider = m.Provider(
        name=name,
        address=line,
        country="CH",
        contact=contact,
        police_contact=contact,
        representative=line,
        terms_of_service=long,
    )
    return a_report(
        service_title=line,
        account=line,
        kind=m.ReportKind.SUPPLEMENT,
        earlier=(m.Reference(report_id=UUID(int=99), number=line),),
        provider=provider,
        items=(item,),
        details=details,
    )


@dataclass
class Desk:
    """What a filing offers a pack: the report, bytes that are kept, and a place for documents."""

    report: m.Report
    recipient: Recipient
    bytes_kept: Mapping[UUID, bytes] = field(default_factory=dict)
    kept: list[list[Document]] = field(default_factory=list)

    def media(self, item_id: UUID) -> bytes:
        if item_id not in self.bytes_kept:
            raise MediaNotKept(item=item_id)
        return self.bytes_kept[item_id]

    def keep(self, documents: list[Document]) -> None:
        self.kept.append(documents)
