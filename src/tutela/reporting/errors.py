"""What reporting refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TutelaError, Unavailable


class ReportUnknown(NotFound):
    """There is no report {report}."""

    code = "report-unknown"
    console = "`tutela report list` shows those there are."


class ReportMoveRefused(Conflict):
    """This report is {state}, so it cannot be moved by "{command}"."""

    code = "report-move-refused"


class ReportErased(Conflict):
    """What the report {report} said was erased at {erased_at}, at the end of its clock. Its receipt
    and its place in the log remain.
    """

    code = "report-erased"


class ReportUnreadable(TutelaError):
    """What the report {report} says cannot be opened: it was sealed with another node key, or
    changed. Restore the key or the database from a backup.
    """

    code = "report-unreadable"


class DetailsInvalid(BadInput):
    """These details cannot be taken: {problem}."""

    code = "report-details-invalid"


class ReportIncomplete(BadInput):
    """This report cannot be sent yet: {problems}"""

    code = "report-incomplete"


class ReportEmpty(BadInput):
    """A report needs a confirmed item, or details that say what happened."""

    code = "report-empty"


class SenderNotPerson(Forbidden):
    """Only a person signed in with their own account sends, marks or retracts a report."""

    code = "report-needs-person"
    console = "Say who with --as NAME."


class RecipientUnknown(NotFound):
    """The service {service} has no recipient {recipient}."""

    code = "recipient-unknown"
    console = "`tutela recipient list` shows those there are."


class RecipientKindUnknown(BadInput):
    """There is no kind of recipient {kind}. The kinds are: {choices}."""

    code = "recipient-kind-unknown"


class RecipientExists(Conflict):
    """The service {service} has a recipient {recipient} already. End it before you add another of
    that name.
    """

    code = "recipient-exists"


class RecipientInvalid(BadInput):
    """This recipient cannot be added: {problem}."""

    code = "recipient-invalid"


class EnvironmentRefused(Forbidden):
    """A report of real items cannot go to the {environment} of {recipient}: {why}. Nothing was
    sent, and nothing is filed.
    """

    code = "environment-refused"


class TransferGroundMissing(BadInput):
    """{recipient} is outside the Union. Record on what ground personal data may go there
    (--transfer-ground), as Chapter V of the GDPR asks.
    """

    code = "transfer-ground-missing"


class CredentialsMissing(Conflict):
    """The recipient {recipient} has no credentials here. Set them with `tutela recipient add`."""

    code = "recipient-credentials-missing"


class CredentialsUnreadable(TutelaError):
    """The credentials of {recipient} were sealed with another node key. Set them again."""

    code = "recipient-credentials-unreadable"


class ReportNotDelivered(Unavailable):
    """The recipient did not take the report {report} ({why}). It is tried again by itself."""

    code = "report-not-delivered"


class ReferenceMissing(BadInput):
    """A report is marked as sent with the recipient's reference and the time of sending, which lies
    neither ahead nor before the pack was asked for.
    """

    code = "report-reference-missing"


class MediaNotKept(Conflict):
    """The bytes of the item {item} are not kept here, so they cannot be attached. The report goes
    with its fingerprints.
    """

    code = "media-not-kept"


class ItemNotReported(NotFound):
    """The report {report} has no item {item}."""

    code = "report-item-unknown"


class OutcomeKnown(Conflict):
    """That outcome of the item {item} is recorded already."""

    code = "outcome-known"


class DocumentUnknown(NotFound):
    """The report {report} has no {names}."""

    code = "report-document-unknown"


class PackNotReady(Conflict):
    """There is no pack yet: this report is {state}. A pack is built once a person has sent the
    report on its way.
    """

    code = "pack-not-ready"


class OutcomeEarly(Conflict):
    """What a recipient found is recorded once it has the report; this one is {state}."""

    code = "outcome-early"


class DraftWaits(Conflict):
    """A draft about this account waits already: {report}. Describe that one instead."""

    code = "report-draft-waits"
