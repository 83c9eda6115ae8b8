"""Accounts: the reported one, its recipients, its victims, and others that belong to them."""

from datetime import date, datetime
from typing import Annotated

from tutela.reporting.cybertip.elements.captures import DeviceId, EstimatedLocation, IpCaptureEvent
from tutela.reporting.cybertip.elements.people import Address, Email, Person, Phone
from tutela.reporting.cybertip.elements.values import (
    Age,
    EspIdentifier,
    EspService,
    Line,
    LongText,
    Name,
    Note,
    PlatformName,
    ReportNumber,
    ScreenName,
    Url,
    Vehicle,
)
from tutela.reporting.cybertip.elements.words import AssociatedAccountType
from tutela.reporting.cybertip.xmlform import Attribute, Called, Content, Form, form

PriorReports = Annotated[tuple[ReportNumber, ...], Called("priorCTReports")]


@form
class AccountTemporarilyDisabled(Form):
    """Whether the account was disabled at some time, and since when, and told when."""

    value: Content[bool]
    disabled_date: Attribute[datetime | None] = None
    user_notified: Attribute[bool | None] = None
    user_notified_date: Attribute[datetime | None] = None
    reenabled_date: Attribute[datetime | None] = None


@form
class AccountPermanentlyDisabled(Form):
    """Whether the account was disabled for good."""

    value: Content[bool]
    disabled_date: Attribute[datetime | None] = None
    user_notified: Attribute[bool | None] = None
    user_notified_date: Attribute[datetime | None] = None


@form
class AssociatedPlatform(Form):
    """The application that an associated account is of."""

    value: Content[PlatformName]
    third_party_user: Attribute[bool | None] = None


@form
class AssociatedAccount(Form):
    """Another account that belongs to a reported person or a victim."""

    type: Attribute[AssociatedAccountType]
    platform: AssociatedPlatform | None = None
    first_name: Name | None = None
    middle_name: Name | None = None
    last_name: Name | None = None
    approximate_age: Age | None = None
    date_of_birth: date | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    all_emails_reported: bool | None = None
    address: tuple[Address, ...] = ()
    esp_service: EspService | None = None
    esp_identifier: EspIdentifier | None = None
    profile_url: tuple[Url, ...] = ()
    screen_name: ScreenName | None = None
    display_name: tuple[Line, ...] = ()
    profile_bio: LongText | None = None
    group_identifier: Line | None = None
    compromised_account: bool | None = None
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    prior_ct_report: Annotated[tuple[ReportNumber, ...], Called("priorCTReport")] = ()
    additional_info: Note | None = None


@form
class PersonOrUserReported(Form):
    """A reported account, and what is known of the person behind it."""

    person_or_user_reported_person: Person | None = None
    vehicle_description: Vehicle | None = None
    esp_identifier: EspIdentifier | None = None
    esp_service: EspService | None = None
    compromised_account: bool | None = None
    screen_name: ScreenName | None = None
    display_name: tuple[Line, ...] = ()
    profile_url: tuple[Url, ...] = ()
    profile_bio: LongText | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    third_party_user_reported: bool | None = None
    prior_ct_reports: PriorReports = ()
    group_identifier: Line | None = None
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    associated_account: tuple[AssociatedAccount, ...] = ()
    additional_info: Note | None = None


@form
class IntendedRecipient(Form):
    """An account that something was meant for."""

    intended_recipient_person: Person | None = None
    esp_identifier: EspIdentifier | None = None
    esp_service: EspService | None = None
    compromised_account: bool | None = None
    screen_name: ScreenName | None = None
    display_name: tuple[Line, ...] = ()
    profile_url: tuple[Url, ...] = ()
    profile_bio: LongText | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    prior_ct_reports: PriorReports = ()
    group_identifier: Line | None = None
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    additional_info: tuple[Note, ...] = ()


@form
class Victim(Form):
    """A child who was harmed, and the child's account."""

    victim_person: Person
    esp_identifier: EspIdentifier | None = None
    esp_service: EspService | None = None
    compromised_account: bool | None = None
    screen_name: ScreenName | None = None
    display_name: tuple[Line, ...] = ()
    profile_url: tuple[Url, ...] = ()
    profile_bio: LongText | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    device_id: tuple[DeviceId, ...] = ()
    school_name: Line | None = None
    prior_ct_reports: PriorReports = ()
    account_temporarily_disabled: AccountTemporarilyDisabled | None = None
    account_permanently_disabled: AccountPermanentlyDisabled | None = None
    estimated_location: EstimatedLocation | None = None
    all_emails_reported: bool | None = None
    associated_account: tuple[AssociatedAccount, ...] = ()
    additional_info: Note | None = None
