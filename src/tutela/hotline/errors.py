"""What the room of a hotline's cases refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TutelaError


class HotlineCaseUnknown(NotFound):
    """There is no hotline case {case}."""

    code = "hotline-case-unknown"
    console = "`tutela hotline list` shows those there are."


class HotlineMoveRefused(Conflict):
    """This case is {state}, so this cannot be done with it: {command}."""

    code = "hotline-move-refused"


class HotlineNeedsPerson(Forbidden):
    """Only a person signed in with their own account works on a hotline's cases."""

    code = "hotline-needs-person"
    console = "Say who with --as NAME."


class NotHotline(Conflict):
    """This is for a hotline to do, and this node is {role}."""

    code = "not-hotline"


class HotlineErased(Conflict):
    """What this case said was erased at the end of its clock."""

    code = "hotline-erased"


class HotlineUnreadable(TutelaError):
    """What the hotline case {case} says cannot be opened: it was sealed with another node key, or
    changed. Restore the key or the database from a backup.
    """

    code = "hotline-unreadable"


class HotlineWordsMissing(BadInput):
    """Say in words that people can read, in at most {most} signs: {what}."""

    code = "hotline-words-missing"


class AddressInvalid(BadInput):
    """This is no address that something can be at: {problem}."""

    code = "hotline-address-invalid"


class ItemInvalid(BadInput):
    """This item cannot be written down: {problem}."""

    code = "hotline-item-invalid"


class FindingMissing(Conflict):
    """Write down an item that is illegal, or the case goes no further."""

    code = "hotline-finding-missing"


class RegistrationInvalid(BadInput):
    """This is no registration data as RDAP has it (RFC 9083): {problem}."""

    code = "registration-invalid"


class HostUnknown(Conflict):
    """Nobody knows yet whom to write to. Supply registration data with an abuse contact, or say who
    hosts it.
    """

    code = "host-unknown"


class PoliceFirst(Conflict):
    """The police are told first here: they have not answered, and their time is not over."""

    code = "police-first"


class PoliceTimeInvalid(BadInput):
    """The police have from 1 to {most} hours."""

    code = "police-time-invalid"


class HotlineUnset(Conflict):
    """No hotline's node is set for {country}. Say which one is, or hand the case over by hand."""

    code = "hotline-unset"


class HotlineUnfit(BadInput):
    """This node is not a believed hotline."""

    code = "hotline-unfit"


class HotlineCountryInvalid(BadInput):
    """{country} is no country as two capital letters, such as DE."""

    code = "hotline-country-invalid"


class LetterWaits(Conflict):
    """A letter to the host is on its way already."""

    code = "hotline-letter-waits"


class MailUnset(Conflict):
    """This node sends no e-mail. Set `mail_host` and `mail_from`, or tell the host by hand."""

    code = "hotline-mail-unset"


class HostUntold(TutelaError):
    """The host was not told by the message {mail} yet: {problem}."""

    code = "host-untold"


class ReportInvalid(BadInput):
    """This report of an address cannot be taken in: {problem}."""

    code = "hotline-report-invalid"
