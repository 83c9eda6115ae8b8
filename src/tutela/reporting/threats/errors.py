"""What the assessment of threats refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound


class AssessmentUnknown(NotFound):
    """No assessment of threats is open for the case {case}: nothing of a hosting surface was
    confirmed in it. If you see imminent danger all the same, say so, and one is opened at once.
    """

    code = "threat-unknown"


class ThreatMoveRefused(Conflict):
    """This assessment is {state}, so it cannot be moved by "{command}"."""

    code = "threat-move-refused"


class MemberStateUnknown(BadInput):
    """{state} is no Member State of the Union, by its two letters of ISO 3166-1 (Greece is GR).
    Leave it out where none is known: then your own Member State or Europol is told.
    """

    code = "member-state-unknown"


class TellingIncomplete(BadInput):
    """Say whom you told, its reference (or how you told it, if it gave none), and when; the time
    has a zone and must not lie ahead.
    """

    code = "threat-telling-incomplete"
