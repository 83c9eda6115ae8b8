"""Whom Article 18(2) of the Digital Services Act wants told, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.law.places import MEMBER_STATES

if TYPE_CHECKING:
    from collections.abc import Collection

_CONCERNED = (
    "A Member State is concerned where the offence takes place, or where the suspect or the victim "
    "lives or is."
)


def advice(member_states: Collection[str], provider_country: str | None) -> str:
    """Whom to tell, for the Member States concerned (none: not known with reasonable certainty).

    `provider_country` is where the provider is established, as ISO 3166-1; outside the Union its
    legal representative's Member State takes its place.
    """
    if member_states:
        return (
            f"Tell the police or the judicial authorities of {_listed(sorted(member_states))} "
            f"promptly, with everything you have on it (Article 18(2) DSA). {_CONCERNED}"
        )
    return (
        f"The Member State concerned is not known. Tell the authorities of {_own(provider_country)}"
        f", or Europol, or both, promptly, with everything you have on it (Article 18(2) DSA). "
        f"{_CONCERNED}"
    )


def _own(country: str | None) -> str:
    if country in MEMBER_STATES:
        return f"{country}, where the provider is established"
    return "the Member State of the provider's establishment or of its legal representative"


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
