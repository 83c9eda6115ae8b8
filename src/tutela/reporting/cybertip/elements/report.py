"""The report: who reports what about whom."""

from typing import Annotated

from tutela.reporting.cybertip.elements.accounts import (
    IntendedRecipient,
    PersonOrUserReported,
    Victim,
)
from tutela.reporting.cybertip.elements.incident import IncidentSummary, InternetDetails
from tutela.reporting.cybertip.elements.people import ContactPerson, Person
from tutela.reporting.cybertip.elements.values import Country, Line, LongText, Name, Note, Url
from tutela.reporting.cybertip.elements.words import BatchReason
from tutela.reporting.cybertip.xmlform import Attribute, Called, Content, Form, form


@form
class BatchedReport(Form):
    """Says that the report is a batch of otherwise single ones, and why."""

    reason: Attribute[BatchReason]


@form
class ServedLegalProcessInternational(Form):
    """Whether foreign law enforcement has served process, and of which country."""

    value: Content[bool]
    flea_country: Attribute[Country | None] = None


@form
class LawEnforcement(Form):
    """The agency that knows of it already."""

    agency_name: Line
    case_number: Name | None = None
    officer_contact: ContactPerson | None = None
    reported_to_le: bool | None = None
    served_legal_process_domestic: bool | None = None
    served_legal_process_international: ServedLegalProcessInternational | None = None


@form
class Reporter(Form):
    """Who reports, whom law enforcement may call, and the company's standing words."""

    reporting_person: Person
    contact_person: ContactPerson | None = None
    company_template: LongText | None = None
    terms_of_service: Note | None = None
    legal_url: Annotated[Url | None, Called("legalURL")] = None


@form
class Report(Form):
    """The root of what `/submit` takes."""

    batched_report: BatchedReport | None = None
    incident_summary: IncidentSummary
    internet_details: tuple[InternetDetails, ...] = ()
    law_enforcement: LawEnforcement | None = None
    reporter: Reporter
    person_or_user_reported: tuple[PersonOrUserReported, ...] = ()
    intended_recipient: tuple[IntendedRecipient, ...] = ()
    victim: tuple[Victim, ...] = ()
    additional_info: Note | None = None
