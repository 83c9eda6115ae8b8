"""A profile said aloud: the facts `tutela law show` prints, ready for JSON."""

from datetime import datetime
from enum import Enum
from typing import Any

from tutela.law.deadlines import Deadline
from tutela.law.instants import utc
from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.law.profile import Profile
from tutela.law.provisions import FeatureName
from tutela.texts.phrase import phrase

DRAFT_BANNER = phrase(
    "Draft law: this text is not in force. What rests on it is a simulation, and it opens no "
    "communication surface outside a demo node."
)
UNVERIFIED = phrase(
    "This profile was not checked against the official text. Communication surfaces stay shut "
    "until the operator attests to having checked it."
)
_NOT_VALID = phrase("This text does not hold at the time shown. It opens no communication surface.")


def describe(profile: Profile, now: datetime) -> dict[str, Any]:
    """Status, validity at `now`, permitted table, deadlines and sources. Raises `NaiveInstant`."""
    now = utc(now)
    return {
        "id": profile.id,
        "title": profile.title,
        "status": profile.status.value,
        "valid_from": profile.valid_from.isoformat() if profile.valid_from else None,
        "valid_to": profile.valid_to.isoformat() if profile.valid_to else None,
        "now": now.isoformat(),
        "valid_now": profile.covers(now),
        "verified": profile.verified,
        "banners": banners(profile, now),
        "detection_mode": profile.detection_mode.value,
        "permitted": _permitted(profile),
        "features": {name.value: _feature(profile, name) for name in FeatureName},
        "human_confirmation": _fields(profile.human_confirmation),
        "deadlines": [_deadline(deadline) for deadline in profile.deadlines],
        "yearly_reports": [_fields(report) for report in profile.yearly_reports],
        "templates": [_fields(template) for template in profile.templates],
        "recipients": [_fields(recipient) for recipient in profile.recipients],
        "thresholds": _fields(profile.thresholds),
        "source": list(profile.source),
        "notes": list(profile.notes),
    }


def banners(profile: Profile, now: datetime) -> list[str]:
    """The sentences a page must show above anything that rests on this profile."""
    shown = [DRAFT_BANNER] if profile.is_draft else []
    if not profile.is_draft and not profile.covers(now):
        shown.append(_NOT_VALID)
    return shown if profile.verified else [*shown, UNVERIFIED]


def _permitted(profile: Profile) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        technology.value: {
            surface.value: _fields(profile.rule(technology, surface)) for surface in SurfaceKind
        }
        for technology in TechnologyKind
    }


def _feature(profile: Profile, name: FeatureName) -> dict[str, Any]:
    fields = _fields(profile.feature(name))
    return {key: value for key, value in fields.items() if key != "name"}


def _deadline(deadline: Deadline) -> dict[str, Any]:
    extension = None if deadline.extension is None else str(deadline.extension)
    return {**_fields(deadline), "limit": str(deadline.limit), "extension": extension}


def _fields(value: Any) -> dict[str, Any]:
    plain = {name: getattr(value, name) for name in value.__dataclass_fields__}
    return {key: item.value if isinstance(item, Enum) else item for key, item in plain.items()}
