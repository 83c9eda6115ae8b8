"""Our people and what is known of them, as NCMEC's elements. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from tutela.reporting.cybertip.elements import accounts, captures, people
from tutela.reporting.cybertip.elements.places import STATES
from tutela.reporting.cybertip.elements.values import LONG
from tutela.reporting.cybertip.elements.words import (
    AddressType,
    AssociatedAccountType,
    EmailType,
    EventName,
    PhoneType,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tutela.reporting import details as ours
    from tutela.reporting.details import Occasion
    from tutela.reporting.model import Contact, Provider, ReportedItem

_COUNTRIES = {"EL": "GR", "UK": "GB"}  # as the Union writes them, and as ISO 3166 does
_DIGITS = 19  # of the largest number of a report
_RELATIONS = {
    "guardian": AssociatedAccountType.PARENT_OR_GUARDIAN,
    **{one.value.lower(): one for one in AssociatedAccountType},
}


def person(one: ours.Person) -> people.Person:
    """Who somebody is, whatever their account."""
    return people.Person(
        first_name=one.first_name,
        last_name=one.last_name,
        phone=tuple(phone(each) for each in one.phones),
        email=tuple(email(each) for each in one.emails),
        address=tuple(address(each) for each in one.addresses),
        age=one.age,
        age_assertion_discrepancy=one.age_doubted,
        date_of_birth=one.born_on,
    )


def officer(one: ours.Person) -> people.ContactPerson:
    """Whom to call at an authority."""
    known = person(one)
    return people.ContactPerson(
        first_name=known.first_name,
        last_name=known.last_name,
        phone=known.phone,
        email=known.email,
        address=known.address,
    )


def reporting_person(provider: Provider) -> people.Person:
    """The desk that reports. NCMEC asks for an e-mail address at least."""
    one = _contact(provider, provider.contact)
    return people.Person(
        first_name=one.first_name,
        last_name=one.last_name,
        phone=one.phone,
        email=one.email,
        address=one.address,
    )


def police_contact(provider: Provider) -> people.ContactPerson | None:
    """Whom law enforcement may ask, where that is somebody else."""
    return _contact(provider, provider.police_contact) if provider.police_contact else None


def _contact(provider: Provider, one: Contact) -> people.ContactPerson:
    where = people.Address(
        type=AddressType.BUSINESS,
        address=one.address or provider.address,
        country=country(provider.country),
    )
    return people.ContactPerson(
        first_name=one.first_name,
        last_name=one.name,
        phone=(people.Phone(value=one.phone, type=PhoneType.BUSINESS),) if one.phone else (),
        email=(people.Email(value=one.email, type=EmailType.BUSINESS),),
        address=(where,) if where.address or where.country else (),
    )


def email(one: ours.EmailAddress) -> people.Email:
    return people.Email(
        value=one.address,
        type=EmailType(one.kind.capitalize()) if one.kind else None,
        verified=one.verified,
        verification_date=_midnight(one.verified_on),
    )


def phone(one: ours.PhoneNumber) -> people.Phone:
    return people.Phone(
        value=one.number,
        type=PhoneType(one.kind.capitalize()) if one.kind else None,
        verified=one.verified,
        verification_date=_midnight(one.verified_on),
        country_calling_code=one.country_code,
        extension=one.extension,
    )


def address(one: ours.PostalAddress) -> people.Address:
    """A region is a state only of the USA, and only by its code."""
    american = one.country == "US" and one.region in STATES
    return people.Address(
        type=AddressType(one.kind.capitalize()) if one.kind else None,
        address=one.street,
        city=one.city,
        zip_code=one.postal_code,
        state=one.region if american else None,
        non_usa_state=None if american else one.region,
        country=country(one.country),
    )


def country(code: str | None) -> str | None:
    """A country as NCMEC lists it. A code of no country stays: the check refuses it."""
    return _COUNTRIES.get(code, code) if code else None


def ip_capture(one: ours.IpCapture) -> captures.IpCaptureEvent:
    return captures.IpCaptureEvent(
        ip_address=str(one.address),
        event_name=_event(one.occasion),
        date_time=one.at,
        possible_proxy=one.proxy,
        port=one.port,
    )


def device(one: ours.Device) -> captures.DeviceId:
    return captures.DeviceId(
        id_type=one.kind,
        id_value=one.identifier,
        event_name=_event(one.occasion),
        date_time=one.at,
    )


def reported(
    one: ours.Suspect, earlier: Iterable[str], items: Iterable[ReportedItem] = ()
) -> accounts.PersonOrUserReported:
    """Whom the report is about; `items` have no file that could say from where they came."""
    details = [item.detail for item in items]
    shared = _account(one, earlier)
    shared["ip_capture_event"] += tuple(
        ip_capture(each.capture) for each in details if each.capture
    )
    shared["device_id"] += tuple(device(seen) for each in details for seen in each.devices)
    return accounts.PersonOrUserReported(
        person_or_user_reported_person=_known_person(one),
        vehicle_description=" ".join(one.vehicle.split()) if one.vehicle else None,  # one line
        third_party_user_reported=one.of_other_service,
        group_identifier=one.group,
        associated_account=tuple(associated(each) for each in one.associated),
        additional_info="\n".join(_notes(one)) or None,
        **shared,
    )


def intended(one: ours.Person) -> accounts.IntendedRecipient:
    """Whom something was meant for."""
    return accounts.IntendedRecipient(
        intended_recipient_person=_known_person(one),
        group_identifier=one.group,
        additional_info=tuple(_notes(one)),
        **_account(one, ()),
    )


def victim(one: ours.Victim) -> accounts.Victim:
    """A child who is harmed. NCMEC asks for the element of the person, which may be empty."""
    group = [f"Group: {one.group}"] if one.group else []
    return accounts.Victim(
        victim_person=person(one),
        school_name=one.school,
        additional_info="\n".join([*group, *_notes(one)]) or None,
        **_account(one, ()),
    )


def associated(one: ours.AssociatedAccount) -> accounts.AssociatedAccount:
    """Another account; its fields have names and an order of their own."""
    known, shared = person(one), _account(one, ())
    del shared["estimated_location"]
    prior = shared.pop("prior_ct_reports")
    platform = one.platform and accounts.AssociatedPlatform(
        value=one.platform, third_party_user=one.on_other_platform
    )
    return accounts.AssociatedAccount(
        type=_RELATIONS[one.relation],
        platform=platform or None,
        first_name=known.first_name,
        last_name=known.last_name,
        approximate_age=known.age,
        date_of_birth=known.date_of_birth,
        phone=known.phone,
        email=known.email,
        address=known.address,
        group_identifier=one.group,
        prior_ct_report=prior,
        additional_info="\n".join([*_of_associated(one), *_notes(one)]) or None,
        **shared,
    )


def _of_associated(one: ours.AssociatedAccount) -> Iterator[str]:
    """What only accounts of other kinds have an element for."""
    if one.location:
        at, verified = one.location.at, one.location.verified
        known = (one.location.city, one.location.region, country(one.location.country))
        where = [*known, at and f"on {at.isoformat()}", verified and "verified"]
        yield f"Seems to be in: {', '.join(part for part in where if part) or 'unknown'}."
    if one.age_doubted is not None:
        yield "The age is doubted." if one.age_doubted else "The age is not doubted."
    if one.platform is None and one.on_other_platform is not None:
        yield "It is of another platform." if one.on_other_platform else "It is of this platform."


def _notes(one: ours.Person) -> Iterator[str]:
    """The note, and the earlier reports that have no number of NCMEC's."""
    others = [each for each in one.earlier_reports if _number(each) is None]
    if others:
        yield f"Earlier reports: {', '.join(others)}"
    if one.note:
        yield one.note


def _number(reference: str) -> int | None:
    """The number of a report at NCMEC, where the reference is one."""
    found = int(reference) if reference.isdecimal() and len(reference) <= _DIGITS else 0
    return found if 1 <= found <= LONG else None


def _known_person(one: ours.Person) -> people.Person | None:
    made = person(one)
    return None if made == people.Person() else made


def _account(one: ours.Person, earlier: Iterable[str]) -> dict[str, Any]:
    """What accounts of every kind have alike."""
    numbers = map(_number, [*earlier, *one.earlier_reports])
    return {
        "esp_identifier": one.account,
        "esp_service": one.service,
        "compromised_account": one.compromised,
        "screen_name": one.screen_name,
        "display_name": one.display_names,
        "profile_url": one.profile_urls,
        "profile_bio": one.profile_text,
        "ip_capture_event": tuple(ip_capture(each) for each in one.captures),
        "device_id": tuple(device(each) for each in one.devices),
        "prior_ct_reports": tuple(dict.fromkeys(each for each in numbers if each)),
        "account_temporarily_disabled": _suspended(one.suspension),
        "account_permanently_disabled": _banned(one.suspension),
        "estimated_location": _location(one.location),
        "all_emails_reported": one.all_emails_given,
    }


def _suspended(one: ours.Suspension | None) -> accounts.AccountTemporarilyDisabled | None:
    """Disabled at some time, for a time: also what was meant for good and was lifted."""
    if one is None or (one.permanent and one.lifted_at is None):
        return None
    return accounts.AccountTemporarilyDisabled(
        value=True,
        disabled_date=one.at,
        user_notified=True if one.user_told_at else None,
        user_notified_date=one.user_told_at,
        reenabled_date=one.lifted_at,
    )


def _banned(one: ours.Suspension | None) -> accounts.AccountPermanentlyDisabled | None:
    """Disabled for good. Nobody says whether the user was told, unless when."""
    if one is None or not one.permanent or one.lifted_at is not None:
        return None
    return accounts.AccountPermanentlyDisabled(
        value=True,
        disabled_date=one.at,
        user_notified=True if one.user_told_at else None,
        user_notified_date=one.user_told_at,
    )


def _location(one: ours.Place | None) -> captures.EstimatedLocation | None:
    if one is None:
        return None
    return captures.EstimatedLocation(
        verified=one.verified,
        timestamp=one.at,
        city=one.city,
        region=one.region,
        country_code=country(one.country),
    )


def _event(one: Occasion) -> EventName:
    return EventName(one.value.capitalize())


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
