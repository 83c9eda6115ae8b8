"""What removal orders refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TutelaError


class PaperUnreadable(BadInput):
    """This is no paper of a removal order: {problem}. Ask for it again."""

    code = "removal-paper-unreadable"


class RemovalUnknown(NotFound):
    """There is no removal order {order}."""

    code = "removal-unknown"
    console = "`tutela removal list` shows those there are."


class CopyUnknown(NotFound):
    """There is no copy {copy} of a removal order."""

    code = "removal-copy-unknown"
    console = "`tutela removal copies` shows those there are."


class NobodyToCopy(Conflict):
    """No other authority and no EU Centre is believed here: there is nobody to give a copy to."""

    code = "removal-nobody-to-copy"


class RemovalErased(Conflict):
    """What this removal order said was erased at {erased_at}, at the end of its clock."""

    code = "removal-erased"


class RemovalUnreadable(TutelaError):
    """What the removal order {order} says cannot be opened: it was sealed with another node key, or
    changed since. Restore the key from a backup.
    """

    code = "removal-unreadable"


class RemovalMoveRefused(Conflict):
    """This removal order is {state}, so it cannot be moved by "{command}"."""

    code = "removal-move-refused"


class RemovalNeedsPerson(Forbidden):
    """Only a person signed in with their own account works on removal orders."""

    code = "removal-needs-person"
    console = "Say who with --as NAME."


class RemovalNotHere(Conflict):
    """This node is {role}, and this is for {other} to do."""

    code = "removal-not-here"


class RemovalWordsMissing(BadInput):
    """Say in words that people can read: {what}."""

    code = "removal-words-missing"


class RequestInvalid(BadInput):
    """This removal order cannot be asked for: {problem}."""

    code = "removal-request-invalid"


class ProviderUnsuited(Conflict):
    """{name} cannot be sent a removal order: it is {role}, and stands here as {state}."""

    code = "removal-provider-unsuited"


class OrderRefused(Conflict):
    """This paper of a court is not taken: {problem}."""

    code = "removal-order-refused"


class OrderDiffers(Conflict):
    """The court signed something else than what was asked for here as {order}. Bring the order that
    belongs to that request, or ask anew.
    """

    code = "removal-order-differs"


class NotCarriedOut(Conflict):
    """This cannot be told as carried out: {problem}."""

    code = "removal-not-carried-out"


class CourtUnknown(NotFound):
    """There is no key of a court {court} here."""

    code = "court-unknown"
    console = "`tutela court list` shows those there are."


class CourtThere(Conflict):
    """This key is known here already, as that of {name}."""

    code = "court-there"


class CourtIsNode(Conflict):
    """This is the key of a node, not of a court: whoever asks for an order must not be able to sign
    it. Ask the court for the public half of its own key.
    """

    code = "court-is-node"


class CourtCodeDiffers(Conflict):
    """The code is not that of this key. Ask the court for its key again, and have the code read out
    by somebody whom you reached by a number that did not come with it.
    """

    code = "court-code-differs"


class CourtMoveRefused(Conflict):
    """The key of this court is {state}, so it cannot be {command}."""

    code = "court-move-refused"


class CourtFolderRefused(Conflict):
    """The court's key is not made in {path}: {problem}."""

    code = "court-folder-refused"


class CourtKeyUnreadable(BadInput):
    """The court's key in {path} cannot be opened: {problem}."""

    code = "court-key-unreadable"


class CourtAsksItself(Conflict):
    """{name} asked for this order, so it cannot sign it: a court or an independent body does
    (COM(2022) 209, Article 14(1)).
    """

    code = "court-asks-itself"


class CourtRefuses(Conflict):
    """This is not signed: {problem}."""

    code = "court-refuses"
