"""Arbitrary valid reports, for Hypothesis: what every recipient kind must cope with.

Texts are made of harmless signs that have hurt software before: markup, quotes, formulas, other
scripts, directions of writing. No text says anything.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from tutela.law.model import Finding, SurfaceKind
from tutela.reporting import details as d
from tutela.reporting import model as m

SIGNS = "ab Z09#$\\]['\"<>&{}@=+-*_`~/:;,.|%!?äßéŁŠğ日本語жעאع😀\u202e\u00ad\u200d"
STICKY = "abZ09#$\\]['\"<>&{}@=+-*_`~/:;,.|%!?äßéжع😀"
MARKUP = (
    '#import "@preview/cetz:0.3.0"',
    "#sys.inputs",
    "$ x $",
    "\\u{41} ]",
    "=1+1",
    "<b>&amp;</b>",
)

zones = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-11))])
instants = st.datetimes(datetime(2001, 1, 2), datetime(2099, 12, 30), timezones=zones)  # noqa: DTZ001 - naive bounds
days = st.dates(date(1920, 1, 1), date(2030, 1, 1))
uuids = st.uuids(version=4)
truths: st.SearchStrategy[object] = st.none() | st.booleans()


def _filled(text: str) -> bool:
    return bool(text.strip())


def lines(longest: int = 40) -> st.SearchStrategy[str]:
    """One line that is not blank."""
    free = st.text(SIGNS, min_size=1, max_size=longest).filter(_filled)
    return free | st.sampled_from([mark for mark in MARKUP if len(mark) <= longest])


def texts(longest: int = 120) -> st.SearchStrategy[str]:
    """One or more lines, not blank."""
    return st.text(SIGNS + "\n\t", min_size=1, max_size=longest).filter(_filled) | st.sampled_from(
        MARKUP
    )


def maybe(one: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Often unknown: most reports have few fields."""
    return st.none() | one


def few(one: st.SearchStrategy[object], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    """None, one or two."""
    return st.lists(one, max_size=most).map(tuple)


def hexes(digits: int) -> st.SearchStrategy[str]:
    """A fingerprint of so many digits."""
    return st.binary(min_size=digits // 2, max_size=digits // 2).map(bytes.hex)


urls = st.text(STICKY, min_size=1, max_size=60).map(lambda tail: f"https://service.example/{tail}")
emails = st.sampled_from(["user@service.example", "a.b+c@mail.example"])
countries = st.sampled_from(["DE", "FR", "MT", "US"])
addresses = st.ip_addresses()


captures = st.builds(
    d.IpCapture,
    address=addresses,
    port=maybe(st.integers(0, 65535)),
    at=maybe(instants),
    occasion=st.sampled_from(d.Occasion),
    proxy=truths,
)
devices = st.builds(
    d.Device,
    kind=lines(),
    identifier=lines(),
    at=maybe(instants),
    occasion=st.sampled_from(d.Occasion),
)
mails = st.builds(
    d.EmailAddress,
    address=emails,
    kind=maybe(st.sampled_from(["home", "work", "business", "recovery"])),
    verified=truths,
    verified_on=maybe(days),
)
phones = st.builds(
    d.PhoneNumber,
    number=lines(20),
    kind=maybe(st.sampled_from(["mobile", "home", "fax"])),
    country_code=maybe(st.just("+49")),
    extension=maybe(st.just("12")),
    verified=truths,
    verified_on=maybe(days),
)
postal = st.builds(
    d.PostalAddress,
    street=maybe(lines()),
    city=maybe(lines()),
    postal_code=maybe(lines()),
    region=maybe(lines()),
    country=maybe(countries),
    kind=maybe(st.sampled_from(["home", "billing"])),
)
suspensions = st.builds(
    d.Suspension,
    permanent=st.booleans(),
    at=maybe(instants),
    user_told_at=maybe(instants),
    lifted_at=maybe(instants),
)
places = st.builds(
    d.Place,
    city=maybe(lines()),
    region=maybe(lines()),
    country=maybe(countries),
    verified=truths,
    at=maybe(instants),
)


def _person_fields() -> dict[str, st.SearchStrategy[object]]:
    return {
        "first_name": maybe(lines()),
        "last_name": maybe(lines()),
        "emails": few(mails),
        "all_emails_given": truths,
        "phones": few(phones),
        "addresses": few(postal, 1),
        "age": maybe(st.integers(0, 150)),
        "born_on": maybe(days),
        "age_doubted": truths,
        "account": maybe(lines()),
        "service": maybe(lines()),
        "screen_name": maybe(lines()),
        "display_names": few(lines()),
        "profile_urls": few(urls),
        "profile_text": maybe(texts()),
        "group": maybe(lines()),
        "captures": few(captures),
        "devices": few(devices, 1),
        "suspension": maybe(suspensions),
        "location": maybe(places),
        "compromised": truths,
        "earlier_reports": few(lines()),
        "note": maybe(texts()),
    }


def _persons(kind: type[d.Person], **more: st.SearchStrategy[object]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **_person_fields(), **more)


persons = _persons(d.Person)
associated = _persons(
    d.AssociatedAccount,
    relation=st.sampled_from(["billing", "linked", "business", "creator", "guardian", "other"]),
    platform=maybe(lines()),
    on_other_platform=truths,
)
suspects = _persons(
    d.Suspect,
    vehicle=maybe(texts()),
    of_other_service=truths,
    associated=few(associated, 1),
)
victims = _persons(d.Victim, school=maybe(lines()))
locations = st.builds(
    d.Location,
    kind=st.sampled_from(
        ["web-page", "email", "newsgroup", "chat", "game", "phone", "offline", "peer-to-peer"]
    ),
    urls=few(urls),
    emails=few(mails),
    name=maybe(lines()),
    room=maybe(lines()),
    phone=maybe(phones),
    latitude=maybe(st.floats(-90, 90)),
    longitude=maybe(st.floats(-180, 180)),
    addresses=few(postal, 1),
    captures=few(captures, 1),
    file_names=maybe(texts()),
    content=maybe(texts()),
    third_party_hosted=truths,
    note=maybe(texts()),
)
messages = st.builds(
    d.Message, at=maybe(instants), sender=lines(), text=texts(), reported=st.booleans()
)
authorities = st.builds(
    d.LawEnforcement,
    agency=lines(),
    case_number=maybe(lines()),
    officer=maybe(persons),
    told=truths,
    served_domestic_process=truths,
    served_foreign_process=truths,
    foreign_country=maybe(countries),
)
item_details = st.builds(
    d.ItemDetail,
    file_name=maybe(lines()),
    uploaded_at=maybe(instants),
    url=maybe(urls),
    public=truths,
    annotations=st.frozensets(st.sampled_from(d.FileAnnotation), max_size=2),
    capture=maybe(captures),
    devices=few(devices, 1),
    metadata=few(st.tuples(lines(), lines())),
    note=maybe(texts()),
)
measures = st.builds(
    d.Measures, removed_at=maybe(instants), disabled_at=maybe(instants), decision=maybe(texts())
)
details = st.builds(
    d.Details,
    incident=st.sampled_from(d.Incident),
    annotations=st.frozensets(st.sampled_from(d.Annotation), max_size=2),
    urgent=maybe(texts()),
    happened_at=maybe(instants),
    happened_note=maybe(texts()),
    description=maybe(texts()),
    awareness=st.sampled_from(d.Awareness),
    awareness_note=maybe(texts()),
    suspects=few(suspects),
    victims=few(victims, 1),
    recipients=few(persons, 1),
    locations=few(locations),
    messages=few(messages),
    items=st.dictionaries(uuids, item_details, max_size=1),
    measures=measures,
    law_enforcement=maybe(authorities),
    earlier_reports=few(st.builds(d.EarlierReport, body=lines(), reference=lines())),
    member_states=few(countries),
    other=maybe(texts()),
)
digests = st.builds(
    m.Digests,
    md5=st.just("") | hexes(32),
    sha1=st.just("") | hexes(40),
    sha256=st.just("") | hexes(64),
    pdq=st.just("") | hexes(64),
)
technologies = st.builds(m.Technology, id=uuids, name=lines(), version=lines())
matches = st.builds(
    m.Match,
    indicator_id=uuids,
    bank=lines(),
    source=lines(),
    scheme=lines(),
    label=lines(),
    exact=st.booleans(),
    distance=maybe(st.integers(0, 31)),
    technology=technologies,
    legal_basis=texts(),
    profile=st.sampled_from(["", "interim-2026"]),
    demo=st.booleans(),
)
verdicts = st.builds(
    m.Verdict,
    decision_id=uuids,
    finding=st.sampled_from(Finding),
    scheme=lines(),
    label=lines() | st.just(""),
    reason=texts() | st.just(""),
    decided_at=instants,
    decided_by=st.just("acct-7f3a"),
    second_by=st.none() | st.just("acct-91bc"),
    second_at=maybe(instants),
)
items = st.builds(
    m.ReportedItem,
    id=uuids,
    surface=lines(),
    surface_kind=st.sampled_from(SurfaceKind),
    account=lines() | st.just(""),
    external_id=lines() | st.just(""),
    received_at=instants,
    media_type=st.sampled_from(["image/jpeg", "video/mp4", "text/plain", "=cmd"]),
    size=st.integers(0, 10**10),
    digests=digests,
    matches=few(matches),
    verdict=verdicts,
    viewing=st.sampled_from(m.Viewing),
    viewed_at=maybe(instants),
    restricted=st.booleans(),
    kept=st.booleans(),
    attach=st.booleans(),
    detail=item_details,
)
contacts = st.builds(
    m.Contact,
    name=maybe(lines()),
    first_name=maybe(lines()),
    email=emails,
    phone=maybe(lines()),
    address=maybe(lines()),
)
providers = st.builds(
    m.Provider,
    name=lines(),
    address=maybe(lines()),
    country=maybe(countries),
    contact=contacts,
    police_contact=maybe(contacts),
    representative=maybe(lines()),
    terms_of_service=maybe(texts()),
    legal_url=maybe(urls),
)
reports = st.builds(
    m.Report,
    id=uuids,
    kind=st.sampled_from(m.ReportKind),
    environment=st.sampled_from(m.Environment),
    demo=st.booleans(),
    node_id=uuids,
    service_id=st.sampled_from(["photos", "chat-1"]),
    service_title=lines(),
    case_id=maybe(uuids),
    account=lines() | st.just(""),
    profile=st.sampled_from(["", "interim-2026"]),
    made_at=instants,
    opened_at=instants,
    provider=providers,
    earlier=few(st.builds(m.Reference, report_id=uuids, number=lines())),
    items=st.lists(items, max_size=3, unique_by=lambda item: item.id).map(tuple),
    details=details,
)
