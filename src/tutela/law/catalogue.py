"""The profiles that ship with Tutela, and which one holds at an instant."""

from datetime import datetime
from functools import cache

from tutela.law import documents
from tutela.law.errors import DocumentBroken, ProfileUnknown
from tutela.law.instants import utc
from tutela.law.profile import Profile

DEFAULT = "interim-2026"
_FOLDER = "profiles"


@cache
def load(profile_id: str) -> Profile:
    """The profile of that id. Raises `ProfileUnknown`, `DocumentBroken`."""
    choices = documents.names(_FOLDER)
    if profile_id not in choices:
        raise ProfileUnknown(profile=profile_id, choices=", ".join(choices))
    profile = documents.read(_FOLDER, profile_id, Profile)
    if profile.id != profile_id:
        raise DocumentBroken(document=f"{_FOLDER}/{profile_id}.yaml", problem="its id differs")
    return profile


def all_profiles() -> tuple[Profile, ...]:
    """Every profile, the default first."""
    ids = sorted(documents.names(_FOLDER), key=lambda name: (name != DEFAULT, name))
    return tuple(load(name) for name in ids)


def at(instant: datetime, selected: str = DEFAULT) -> Profile | None:
    """The selected profile if `instant` falls in its validity, else None.

    `instant` is the server's, never an item's. A draft has no validity, so no date ever selects it;
    a node that selects one by name gets it at any instant, and the gate still opens no
    communication surface on it outside a demo node. Raises `NaiveInstant`, `ProfileUnknown`.
    """
    instant = utc(instant)
    profile = load(selected)
    return profile if profile.is_draft or profile.covers(instant) else None
