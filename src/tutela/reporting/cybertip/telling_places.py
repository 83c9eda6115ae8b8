"""What a kind of place has no element for, told in lines: nothing that was given is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutela.reporting.details import IpCapture, Location, PhoneNumber, PostalAddress


def note(one: Location, *has: str) -> str | None:
    """The note about a place, after a line for each field that is not of those it `has`."""
    lines = [
        f"{label}: {text}"
        for field, (label, of) in _LINES.items()
        if field not in has
        for text in of(one)
    ]
    return "\n".join([*lines, one.note] if one.note else lines) or None


def _phone(one: PhoneNumber | None) -> Iterable[str]:
    if one:
        end = f" extension {one.extension}" if one.extension else ""
        yield f"{one.country_code or ''} {one.number}{end}".strip()


def _position(one: Location) -> Iterable[str]:
    if one.latitude is not None:
        yield f"latitude {one.latitude}"
    if one.longitude is not None:
        yield f"longitude {one.longitude}"


def _address(one: PostalAddress) -> str:
    parts = (one.street, one.postal_code, one.city, one.region, one.country)
    return ", ".join(part for part in parts if part)


def _capture(one: IpCapture) -> str:
    port = "" if one.port is None else f" port {one.port}"
    at = f" at {one.at.isoformat()}" if one.at else ""
    return f"{one.address}{port}{at}"


def _hosted(one: Location) -> Iterable[str]:
    if one.third_party_hosted is not None:
        yield "yes" if one.third_party_hosted else "no"


def _given(text: str | None) -> Iterable[str]:
    return (text,) if text else ()


_LINES: dict[str, tuple[str, Callable[[Location], Iterable[str]]]] = {
    "name": ("Name", lambda one: _given(one.name)),
    "room": ("Room", lambda one: _given(one.room)),
    "urls": ("Address", lambda one: one.urls),
    "emails": ("E-mail", lambda one: (each.address for each in one.emails)),
    "phone": ("Telephone", lambda one: _phone(one.phone)),
    "position": ("Position", _position),
    "addresses": ("Place", lambda one: filter(None, map(_address, one.addresses))),
    "captures": ("IP address", lambda one: map(_capture, one.captures)),
    "third_party_hosted": ("Hosted by a third party", _hosted),
    "file_names": ("File names", lambda one: _given(one.file_names)),
    "content": ("Content", lambda one: _given(one.content)),
}
