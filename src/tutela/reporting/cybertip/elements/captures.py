"""From where, with what and when an account was used."""

from datetime import datetime

from tutela.reporting.cybertip.elements.values import Country, DeviceValue, Ip, Line, Port
from tutela.reporting.cybertip.elements.words import EventName
from tutela.reporting.cybertip.xmlform import Attribute, Form, form


@form
class IpCaptureEvent(Form):
    """An IP address, and what was done from it."""

    ip_address: Ip
    event_name: EventName | None = None
    date_time: datetime | None = None
    possible_proxy: bool | None = None
    port: Port | None = None


@form
class DeviceId(Form):
    """The id of a device, such as an IMEI."""

    id_type: Line
    id_value: DeviceValue
    event_name: EventName | None = None
    date_time: datetime | None = None


@form
class EstimatedLocation(Form):
    """Where the reporting company believes a person to be."""

    verified: Attribute[bool | None] = None
    timestamp: Attribute[datetime | None] = None
    city: Line | None = None
    region: Line | None = None
    country_code: Country | None = None
