"""What happened, and where: the summary and the eight kinds of place."""

from datetime import datetime

from tutela.reporting.cybertip.elements.captures import IpCaptureEvent
from tutela.reporting.cybertip.elements.people import Address, Email, Phone
from tutela.reporting.cybertip.elements.values import (
    Latitude,
    Line,
    Longitude,
    LongText,
    Note,
    PlatformName,
    Url,
)
from tutela.reporting.cybertip.elements.words import IncidentType
from tutela.reporting.cybertip.xmlform import (
    Attribute,
    ExactlyOne,
    Flag,
    Flags,
    Form,
    Newer,
    form,
)


@form
class ReportAnnotations(Flags):
    """What the reporting company says the report is about."""

    sextortion: Flag = False
    csam_solicitation: Flag = False
    minor_to_minor_interaction: Flag = False
    spam: Flag = False
    sadistic_online_exploitation: Flag = False
    informational: Newer[Flag] = False
    potential_aggravating_factors: Newer[Flag] = False
    instrumental_use: Newer[Flag] = False


@form
class IncidentSummary(Form):
    """What is reported and when it happened. The presence of the escalation's reason escalates."""

    incident_type: IncidentType
    platform: PlatformName | None = None
    escalate_to_high_priority: Note | None = None
    report_annotations: ReportAnnotations | None = None
    incident_date_time: datetime
    incident_date_time_description: Note | None = None


@form
class WebPageIncident(Form):
    """It happened on a web page."""

    third_party_hosted_content: Attribute[bool | None] = None
    url: tuple[Url, ...] = ()
    additional_info: Note | None = None


@form
class EmailIncident(Form):
    """It happened by e-mail."""

    email_address: tuple[Email, ...] = ()
    content: LongText | None = None
    additional_info: Note | None = None


@form
class NewsgroupIncident(Form):
    """It happened in a newsgroup."""

    name: Line | None = None
    email_address: tuple[Email, ...] = ()
    content: LongText | None = None
    additional_info: Note | None = None


@form
class ChatImIncident(Form):
    """It happened in a chat or by instant messages."""

    chat_client: Line | None = None
    chat_room_name: Line | None = None
    content: LongText | None = None
    additional_info: Note | None = None


@form
class OnlineGamingIncident(Form):
    """It happened in an online game."""

    game_name: Line | None = None
    console: Line | None = None
    content: LongText | None = None
    additional_info: Note | None = None


@form
class CellPhoneIncident(Form):
    """It happened by mobile telephone."""

    phone_number: Phone | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    additional_info: Note | None = None


@form
class NonInternetIncident(Form):
    """It happened without any network."""

    location_name: Line | None = None
    incident_address: tuple[Address, ...] = ()
    additional_info: Note | None = None


@form
class Peer2peerIncident(Form):
    """It happened in a peer-to-peer network."""

    client: Line | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    file_names: LongText | None = None
    additional_info: Note | None = None


@form
class InternetDetails(Form):
    """Where it happened: exactly one of eight kinds."""

    web_page_incident: ExactlyOne[WebPageIncident | None] = None
    email_incident: ExactlyOne[EmailIncident | None] = None
    newsgroup_incident: ExactlyOne[NewsgroupIncident | None] = None
    chat_im_incident: ExactlyOne[ChatImIncident | None] = None
    online_gaming_incident: ExactlyOne[OnlineGamingIncident | None] = None
    cell_phone_incident: ExactlyOne[CellPhoneIncident | None] = None
    non_internet_incident: ExactlyOne[NonInternetIncident | None] = None
    peer2peer_incident: ExactlyOne[Peer2peerIncident | None] = None
