"""Persons, and how to reach them."""

from datetime import date, datetime

from tutela.reporting.cybertip.elements.values import (
    Age,
    CallingCode,
    Country,
    EmailText,
    Extension,
    Line,
    Name,
    PhoneText,
    State,
    Zip,
)
from tutela.reporting.cybertip.elements.words import AddressType, EmailType, PhoneType
from tutela.reporting.cybertip.xmlform import Attribute, Content, Form, Newer, form


@form
class Email(Form):
    """An e-mail address."""

    value: Content[EmailText]
    type: Attribute[EmailType | None] = None
    verified: Attribute[bool | None] = None
    verification_date: Attribute[datetime | None] = None


@form
class Phone(Form):
    """A telephone number."""

    value: Content[PhoneText]
    type: Attribute[PhoneType | None] = None
    verified: Attribute[bool | None] = None
    verification_date: Attribute[datetime | None] = None
    country_calling_code: Attribute[CallingCode | None] = None
    extension: Attribute[Extension | None] = None


@form
class Address(Form):
    """A postal address. `state` is one of the USA; any other goes into `non_usa_state`."""

    type: Attribute[AddressType | None] = None
    address: Line | None = None
    city: Name | None = None
    zip_code: Zip | None = None
    state: State | None = None
    non_usa_state: Name | None = None
    country: Country | None = None


@form
class Person(Form):
    """A reporting person, a reported one, an intended recipient or a victim."""

    first_name: Name | None = None
    last_name: Name | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    address: tuple[Address, ...] = ()
    age: Age | None = None
    age_assertion_discrepancy: Newer[bool | None] = None
    date_of_birth: date | None = None


@form
class ContactPerson(Form):
    """A person whom law enforcement may call."""

    first_name: Name | None = None
    last_name: Name | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    address: tuple[Address, ...] = ()
