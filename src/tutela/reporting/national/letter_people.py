"""What the letter says of accounts, victims and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.details import AssociatedAccount, Suspect, Victim
from tutela.reporting.national.letter_blocks import (
    Row,
    facts,
    grid,
    heading,
    known,
    section,
    text,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tutela.reporting.details import (
        IpCapture,
        LawEnforcement,
        Location,
        Person,
        PhoneNumber,
        Place,
        PostalAddress,
        Suspension,
    )
    from tutela.reporting.model import Report
    from tutela.reporting.national.letter_blocks import Block
    from tutela.reporting.national.phrases import Phrases


def accounts(say: Phrases, report: Report) -> Block:
    """Whom the report is about."""
    suspects = report.details.suspects
    title = say.say("section.account" if len(suspects) < 2 else "section.accounts")  # noqa: PLR2004 - plural
    blocks = list(_reference(say, report))
    for suspect in suspects:
        blocks += _suspect(say, suspect)
    return section(title, blocks or [text(say.say("field.none"))])


def people(say: Phrases, key: str, persons: Sequence[Person]) -> Iterator[Block]:
    """A section on persons, where there are any."""
    if persons:
        blocks: list[Block] = []
        for number, person in enumerate(persons, start=1):
            name = person.account or person.screen_name or say.say("person.number", number=number)
            blocks += _person(say, person, name)
        yield section(say.say(key), blocks)


def places(say: Phrases, locations: Sequence[Location]) -> Iterator[Block]:
    """A section on where it happened, where that is known."""
    if locations:
        blocks: list[Block] = []
        for number, location in enumerate(locations, start=1):
            blocks.append(heading(say.say("place.number", number=number)))
            blocks.append(facts(_location(say, location)))
            blocks += _captures(say, location.captures)
        yield section(say.say("section.locations"), blocks)


def enforcement(say: Phrases, told: LawEnforcement) -> list[Row]:
    """An authority that knows already."""
    officer = "" if told.officer is None else _full_name(told.officer)
    served = [
        say.say("process.domestic") if told.served_domestic_process else "",
        _foreign(say, told),
    ]
    return known(
        [
            (say.say("field.law-enforcement"), told.agency),
            (say.say("field.case-number"), told.case_number),
            (say.say("field.officer"), officer),
            *_contacts(say, told.officer),
            (say.say("field.told"), _answer(say, told.told)),
            (say.say("field.process"), ", ".join(part for part in served if part)),
        ]
    )


def _foreign(say: Phrases, told: LawEnforcement) -> str:
    if not told.served_foreign_process:
        return ""
    return say.say("process.foreign", country=told.foreign_country or "").strip()


def _contacts(say: Phrases, person: Person | None) -> list[tuple[str, str]]:
    if person is None:
        return []
    return [
        (say.say("field.emails"), "\n".join(one.address for one in person.emails)),
        (say.say("field.phones"), "\n".join(_phone(one) for one in person.phones)),
    ]


def _reference(say: Phrases, report: Report) -> Iterator[Block]:
    named = {suspect.account for suspect in report.details.suspects}
    if report.account and report.account not in named:
        yield facts([Row(say.say("field.account"), report.account, mono=True)])


def _suspect(say: Phrases, suspect: Suspect) -> Iterator[Block]:
    yield from _person(say, suspect, _name_of(say, suspect))
    for account in suspect.associated:
        title = say.say("account.associated", account=_name_of(say, account))
        yield from _person(say, account, title)


def _name_of(say: Phrases, person: Person) -> str:
    return person.account or person.screen_name or say.say("account.unnamed")


def _person(say: Phrases, person: Person, title: str) -> Iterator[Block]:
    yield heading(title)
    rows = [*_extra(say, person), *_identity(say, person), *_profile(say, person)]
    if rows:
        yield facts(rows)
    yield from _captures(say, person.captures)


def _extra(say: Phrases, person: Person) -> list[Row]:
    if isinstance(person, AssociatedAccount):
        return known(
            [
                (say.say("field.relation"), say.say(f"relation.{person.relation}")),
                (say.say("field.platform"), person.platform),
                (say.say("field.other-service"), _answer(say, person.on_other_platform)),
            ]
        )
    if isinstance(person, Suspect):
        return known(
            [
                (say.say("field.vehicle"), person.vehicle),
                (say.say("field.other-service"), _answer(say, person.of_other_service)),
            ]
        )
    if isinstance(person, Victim):
        return known([(say.say("field.school"), person.school)])
    return []


def _identity(say: Phrases, person: Person) -> list[Row]:
    return known(
        [
            (say.say("field.account"), person.account),
            (say.say("field.screen-name"), person.screen_name),
            (say.say("field.display-names"), "\n".join(person.display_names)),
            (say.say("field.person"), _full_name(person)),
            (say.say("field.age"), person.age),
            (say.say("field.born-on"), _day(person.born_on)),
            (say.say("field.age-doubted"), _answer(say, person.age_doubted)),
            *_contacts(say, person),
            (say.say("field.all-emails"), _answer(say, person.all_emails_given)),
            (say.say("field.addresses"), "\n".join(_address(one) for one in person.addresses)),
        ]
    )


def _profile(say: Phrases, person: Person) -> list[Row]:
    return known(
        [
            (say.say("field.service"), person.service),
            (say.say("field.profile-urls"), "\n".join(person.profile_urls)),
            (say.say("field.profile-text"), person.profile_text),
            (say.say("field.group"), person.group),
            (
                say.say("field.devices"),
                "\n".join(f"{d.kind} {d.identifier}" for d in person.devices),
            ),
            (say.say("field.location"), _place(person.location)),
            (say.say("field.suspension"), suspension(say, person.suspension)),
            (say.say("field.compromised"), _answer(say, person.compromised)),
            (say.say("field.earlier-reports"), "\n".join(person.earlier_reports)),
            (say.say("field.note"), person.note),
        ]
    )


def suspension(say: Phrases, done: Suspension | None) -> str:
    """What was done to an account, in words; empty where nothing was."""
    if done is None:
        return ""
    parts = [say.say("suspension.permanent" if done.permanent else "suspension.temporary")]
    times = (("at", done.at), ("told", done.user_told_at), ("lifted", done.lifted_at))
    parts += [say.say(f"suspension.{key}", at=when(at)) for key, at in times if at is not None]
    return ", ".join(parts)


def _captures(say: Phrases, captures: Sequence[IpCapture]) -> Iterator[Block]:
    if captures:
        head = [
            say.say(f"captures.{key}") for key in ("address", "port", "at", "occasion", "proxy")
        ]
        rows = [_capture(say, one) for one in captures]
        yield grid(say.say("captures.title"), head, rows, mono=3)


def _capture(say: Phrases, capture: IpCapture) -> list[str]:
    return [
        str(capture.address),
        say.say("unknown") if capture.port is None else str(capture.port),
        say.say("unknown") if capture.at is None else when(capture.at).removesuffix(" UTC"),
        say.say(f"occasion.{capture.occasion.value}"),
        say.answer(capture.proxy),
    ]


def capture_line(say: Phrases, capture: IpCapture) -> str:
    """One address seen, on one line."""
    address, port, at, occasion, _ = _capture(say, capture)
    port_name = say.say("captures.port")
    return f"{address} · {port_name} {port} · {at} UTC · {occasion}"


def _location(say: Phrases, location: Location) -> list[Row]:
    return known(
        [
            (say.say("field.place-kind"), say.say(f"place.{location.kind}")),
            (say.say("field.name"), location.name),
            (say.say("field.room"), location.room),
            (say.say("field.url"), "\n".join(location.urls)),
            (say.say("field.emails"), "\n".join(one.address for one in location.emails)),
            (say.say("field.phones"), "" if location.phone is None else _phone(location.phone)),
            (say.say("field.coordinates"), _coordinates(location)),
            (say.say("field.addresses"), "\n".join(_address(one) for one in location.addresses)),
            (say.say("field.file-names"), location.file_names),
            (say.say("field.text"), location.content),
            (say.say("field.third-party"), _answer(say, location.third_party_hosted)),
            (say.say("field.note"), location.note),
        ]
    )


def _coordinates(location: Location) -> str:
    if location.latitude is None or location.longitude is None:
        return ""
    return f"{location.latitude}, {location.longitude}"


def _full_name(person: Person) -> str:
    return " ".join(part for part in (person.first_name, person.last_name) if part)


def _phone(phone: PhoneNumber) -> str:
    extension = f"/{phone.extension}" if phone.extension else ""
    return " ".join(part for part in (phone.country_code, phone.number + extension) if part)


def _address(address: PostalAddress) -> str:
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    parts = (address.street, town, address.region, address.country)
    return ", ".join(part for part in parts if part)


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    return ", ".join(part for part in (place.city, place.region, place.country) if part)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _answer(say: Phrases, truth: bool | None) -> str:  # noqa: FBT001 - the answer is the argument
    return "" if truth is None else say.answer(truth)
