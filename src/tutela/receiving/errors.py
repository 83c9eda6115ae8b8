"""What the room of received reports refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TutelaError


class ReceivedUnknown(NotFound):
    """No report {report} was received here."""

    code = "received-unknown"
    console = "`tutela received list` shows those there are."


class ReceivedMoveRefused(Conflict):
    """This report is {state}, so this cannot be done with it: {command}."""

    code = "received-move-refused"


class ReceivedNeedsPerson(Forbidden):
    """Only a person signed in with their own account works on received reports."""

    code = "received-needs-person"
    console = "Say who with --as NAME."


class ReceivedErased(Conflict):
    """What this report said was erased at the end of its clock."""

    code = "received-erased"


class ReceivedUnreadable(TutelaError):
    """What the received report {report} says cannot be opened: it was sealed with another node key,
    or changed. Restore the key or the database from a backup.
    """

    code = "received-unreadable"


class ReceivedWordsMissing(BadInput):
    """Say in words that people can read, in at most {most} signs: {what}."""

    code = "received-words-missing"


class ReceivedItemUnknown(NotFound):
    """This report has no item {item}."""

    code = "received-item-unknown"


class ReceivedAssessed(Conflict):
    """Somebody has assessed this item already."""

    code = "received-assessed"


class FindingUnsaid(BadInput):
    """Say what the item is."""

    code = "finding-unsaid"


class ReceivedHanded(Conflict):
    """This report was handed over already."""

    code = "received-handed"


class ReceivedExtended(Conflict):
    """The time to assess was extended already; the draft allows it once."""

    code = "received-extended"


class HoldTooLong(BadInput):
    """Say until when the user is not to be told: later than now, and no later than {latest}, which
    is eighteen months after it was asked for first.
    """

    code = "report-hold-too-long"


class HoldTooLate(Conflict):
    """The provider has told the user of this report already."""

    code = "report-hold-too-late"


class HoldMissing(Conflict):
    """Nothing holds back that the user of this report is told."""

    code = "report-hold-missing"


class ReceivedLacking(Conflict):
    """This report lacks {what}. This Centre passes on only what is substantiated: ask the provider
    first.
    """

    code = "received-lacking"


class AuthorityUnset(Conflict):
    """No authority serves {country} yet. Say which one does, or hand the report to Europol."""

    code = "authority-unset"


class AuthorityUnfit(BadInput):
    """This node is not a believed authority."""

    code = "authority-unfit"


class CountryUnknown(BadInput):
    """{country} is not one of the Member States, as two capital letters such as DE."""

    code = "received-country-unknown"


class NotOurPart(Conflict):
    """This is for {who} to do, and this node is {role}."""

    code = "received-not-our-part"
