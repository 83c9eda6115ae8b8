"""What can stand between a request and its act, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound


class AwaitsApproval(Conflict):
    """Nothing is changed yet: another person must agree first. It is request {request}; they find
    it under Requests. Once they agree, {then}. It ends unanswered on {until}.
    """

    code = "awaits-approval"
    console = "They agree with `tutela approve {request}`."


class AskingReasonMissing(BadInput):
    """Another person must agree to this: {changes} Ask again and say why."""

    code = "asking-reason-missing"
    console = "The option for that is --reason."


class AnswerReasonMissing(BadInput):
    """Say in words why you agree or decline."""

    code = "answer-reason-missing"


class RequestUnknown(NotFound):
    """There is no request {request}."""

    code = "request-unknown"
    console = "`tutela requests` lists those there are."


class RequestWaits(Conflict):
    """The request {request} about the same thing waits already. Somebody answers it, or who asked
    recalls it, first.
    """

    code = "request-waits"


class RequestMoveRefused(Conflict):
    """A request that is {state} takes no {command}."""

    code = "request-move-refused"


class RequestStale(Conflict):
    """What this request would change is no longer as it was when it was asked for. Decline it; it
    can be asked for again as things are now.
    """

    code = "request-stale"


class OwnRequest(Forbidden):
    """Nobody approves or declines what they asked for themselves. Another person does; you can
    recall it.
    """

    code = "own-request"


class GainsByIt(Forbidden):
    """Nobody agrees to what gives rights to themselves. Somebody who neither asked for it nor gains
    by it must answer.
    """

    code = "gains-by-it"


class AnswerNeedsPerson(Forbidden):
    """Only a person signed in with their own account answers a request."""

    code = "answer-needs-person"
    console = "Say who with --as NAME."


class NotYourRequest(Forbidden):
    """Only whoever asked can recall a request."""

    code = "not-your-request"


class AskerMayNot(Conflict):
    """Whoever asked for this may no longer do it: their account has ended, or lost the role.
    Decline the request.
    """

    code = "asker-may-not"


class InAskersHands(Forbidden):
    """One of you has lately set how the other signs in: a password, factors or a link. So your
    approval would prove nothing. Somebody else must answer.
    """

    code = "in-askers-hands"


class MadeAlone(Forbidden):
    """Your account was made on one person's word, when nobody else could agree. For its first week
    it is nobody's second person. Somebody else must answer, or this waits.
    """

    code = "made-alone"


class OnlyOnePerson(Conflict):
    """There is only one account here, so the console and it may be the same person. Add another
    person first: while there is only one account, that waits for nobody.
    """

    code = "only-one-person"


class CoolingOff(AwaitsApproval):
    """Nothing is changed yet: this node is one person's, so the request {request} cools off until
    {ready}. Then carry it out on the page Requests with your passkey, which the command line cannot
    ask for{then}. You can recall it at any time.
    """

    code = "cooling-off"
    console = ""


class StillCooling(Conflict):
    """This request cools off until {ready}, by the clock of this node. Recall it if you like."""

    code = "still-cooling"


class NobodyAgreesHere(Conflict):
    """This node is one person's, so nobody agrees here. What was asked for cools off for twelve
    hours; then it is carried out on the page Requests with a passkey.
    """

    code = "nobody-agrees-here"


class NotAlone(Conflict):
    """This takes another person: the node is not declared to be one person's, or there are several.
    Somebody else agrees, or you recall it.
    """

    code = "not-alone"


class SeveralHere(Conflict):
    """A node of one person has one account that can sign in; this one has {count}. Disable the
    others first, or keep to four eyes.
    """

    code = "several-here"


class AlreadyAlone(Conflict):
    """This node is one person's already."""

    code = "already-alone"


class TooLateToDeclare(Conflict):
    """This node has accounts already. Declare it to be one person's with `tutela alone`: that cools
    off for twelve hours.
    """

    code = "too-late-to-declare"
