"""Reading registration data of a network or a domain (RFC 9083) that somebody supplies. Pure.

Nothing is asked of any server here, and whoever wrote the data may be anybody: it is bounded, and
what is not understood is left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tutela.hotline.errors import RegistrationInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 256 * 1024
LONGEST: Final = 200
_DEEPEST: Final = 4  # entities within entities
_MOST: Final = 100  # entities that are looked at
_CLASSES: Final = {"ip network", "domain", "autnum", "entity"}
_EMAIL = re.compile(r"[^@\s<>\",;]{1,64}@[a-z0-9.-]{1,190}", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Registration:
    """Who a network or a domain is registered for. Empty where the data does not say."""

    handle: str
    name: str
    country: str
    abuse: str

    def to_json(self) -> dict[str, str]:
        return {
            "handle": self.handle,
            "name": self.name,
            "country": self.country,
            "abuse": self.abuse,
        }


def read(text: str) -> Registration:
    """What registration data says: the network's or domain's handle and name, its country, and the
    address for abuse (an entity of the role `abuse`). Raises RegistrationInvalid.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise RegistrationInvalid(problem=f"it is larger than {LARGEST // 1024} KiB")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise RegistrationInvalid(problem="it is no JSON") from None
    if not isinstance(given, dict) or given.get("objectClassName") not in _CLASSES:
        raise RegistrationInvalid(problem="it has no objectClassName of a network or domain")
    entities = list(_entities(given.get("entities"), _DEEPEST))[:_MOST]
    abuse = next((mail for one in entities if "abuse" in _roles(one) and (mail := _mail(one))), "")
    names = [_card(one, "fn") for one in entities if "registrant" in _roles(one)]
    return Registration(
        handle=_line(given.get("handle")) or _line(given.get("ldhName")),
        name=_line(given.get("name")) or next(filter(None, names), ""),
        country=_country(given.get("country")),
        abuse=abuse,
    )


def _entities(given: object, deep: int) -> Iterator[dict[str, Any]]:
    for one in given[:_MOST] if isinstance(given, list) and deep else []:
        if isinstance(one, dict):
            yield one
            yield from _entities(one.get("entities"), deep - 1)


def _roles(entity: dict[str, Any]) -> list[object]:
    found = entity.get("roles")
    return found if isinstance(found, list) else []


def _mail(entity: dict[str, Any]) -> str:
    found = _card(entity, "email")
    return found if is_mail(found) else ""


def _card(entity: dict[str, Any], name: str) -> str:
    """A property of a jCard (RFC 7095): `["vcard", [[name, {}, "text", value], ...]]`."""
    card = entity.get("vcardArray")
    if not (isinstance(card, list) and len(card) > 1 and isinstance(card[1], list)):
        return ""
    for one in card[1][:_MOST]:
        if isinstance(one, list) and len(one) > 3 and one[0] == name:  # noqa: PLR2004 - its value
            return _line(one[3])
    return ""


def is_mail(text: str) -> bool:
    """Whether a message can be addressed so."""
    return len(text) <= LONGEST and _EMAIL.fullmatch(text) is not None


def is_country(text: str) -> bool:
    """Whether it is two capital letters (ISO 3166-1)."""
    return _COUNTRY.fullmatch(text) is not None


def _country(given: object) -> str:
    text = _line(given).upper()
    return text if is_country(text) else ""


def _line(given: object) -> str:
    text = given.strip()[:LONGEST] if isinstance(given, str) else ""
    return text if text.isprintable() else ""
