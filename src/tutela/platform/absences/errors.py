"""What absences refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound


class AbsenceInvalid(BadInput):
    """This absence cannot be written down: {problem}."""

    code = "absence-invalid"


class AbsenceReasonMissing(BadInput):
    """Say why you write this down for somebody else: it stands in the log."""

    code = "absence-reason-missing"


class AbsenceOverlaps(Conflict):
    """{name} is away then already, from {since} until {until}. End that absence first."""

    code = "absence-overlaps"


class CoverUnfit(Conflict):
    """{cover} cannot stand in: {problem}. Name somebody else, or nobody."""

    code = "cover-unfit"


class AbsenceUnknown(NotFound):
    """There is no such absence that lasts or is to come."""

    code = "absence-unknown"


class AbsenceNotYours(Forbidden):
    """Only seniors write down or end the absence of somebody else."""

    code = "absence-not-yours"


class YouAreAway(Conflict):
    """You are away until {until}. End your absence first, under your account."""

    code = "you-are-away"


class PersonAway(Conflict):
    """{name} is away until {until}, and nobody present stands in. Name somebody else."""

    code = "person-away"
