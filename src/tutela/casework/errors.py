"""What casework refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound

SEEN = "The option for that is --seen-at-platform."


class CaseUnknown(NotFound):
    """There is no case {case}."""

    code = "case-unknown"
    console = "`tutela case list` shows those there are."


class ItemUnknown(NotFound):
    """The case {case} has no item {item}."""

    code = "item-unknown"
    console = "`tutela case show {case}` lists its items."


class AlreadyDecided(Conflict):
    """Nothing in the case {case} waits for a decision. A final decision can be reversed by a
    senior reviewer.
    """

    code = "already-decided"


class MoveRefused(Conflict):
    """This item is {state}, so it cannot be {command}."""

    code = "item-move-refused"


class NothingToSecond(Conflict):
    """Nothing in the case {case} waits for a second person."""

    code = "nothing-to-second"


class NothingToReverse(Conflict):
    """There is no decision on the item {item} that this would reverse."""

    code = "nothing-to-reverse"


class SamePerson(Forbidden):
    """A second person must be somebody else than the one who decided."""

    code = "same-person"


class PersonNeeded(Forbidden):
    """Only a person signed in with their own account decides."""

    code = "person-needed"
    console = "Say who with --as NAME."


class ReasonMissing(BadInput):
    """A decision needs a reason in words."""

    code = "reason-missing"


class LabelUnknown(BadInput):
    """{label} is no label of the scheme {scheme} that says what abuse material is. Those labels
    are: {labels}.
    """

    code = "label-confirms-nothing"


class FindingUndecided(BadInput):
    """The finding {finding} reverses nothing. Say what the item is, or leave the decision in force
    and comment on the case.
    """

    code = "finding-undecided"


class StillUnsure(Conflict):
    """You could not decide the item {item}, so another person decides it."""

    code = "still-unsure"


class LookNeeded(Conflict):
    """Whoever finds this of the item {item} must have looked at it, exact hit or not. Open it
    first, or say that you saw it at the platform.
    """

    code = "look-needed"
    console = SEEN


class NothingToMark(Conflict):
    """Nothing in the case {case} changes by that: what you say of it stands already."""

    code = "nothing-to-mark"


class OwnMark(Forbidden):
    """You had a hand in the mark of the item {item}. Whoever takes it off must be somebody else. If
    it was never right, ask another person to recall it.
    """

    code = "own-mark"


class NothingToRecall(Conflict):
    """No mark was ever set in the case {case}, or all of them were recalled."""

    code = "nothing-to-recall"


class AccountNotClosed(Conflict):
    """No decision says that this account is to be closed, or that was taken back already."""

    code = "account-not-closed"


class BanUnfounded(BadInput):
    """A ban can be proposed only with a confirmed item of a known account, and needs a reason of
    its own.
    """

    code = "ban-unfounded"


class CircumstanceUnknown(BadInput):
    """Say how a child may have made or shared it, with one of: {choices}."""

    code = "circumstance-unknown"


class TooManyToDecide(BadInput):
    """{items} items would be decided at once, but at most {most} can be. Choose fewer."""

    code = "too-many-to-decide"


class MarkUnreadable(BadInput):
    """That is no place in the list. Go to the desk, and on from there."""

    code = "mark-unreadable"


class PurposeNotSaid(BadInput):
    """Opening a case needs a purpose: say in a few words why you look."""

    code = "purpose-not-said"


class NotSeen(Conflict):
    """The item {item} is not an exact hit and you have not looked at it. Open it first, or say
    that you saw it at the platform.
    """

    code = "not-seen"
    console = SEEN
