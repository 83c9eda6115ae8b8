"""What can stand between a request and its act, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound


class AwaitsApproval(Conflict):
    """Nothing is changed yet: another person must agree first. It is request {request}; they find
    it under Requests, or with `tutela approve {request}`. Once they agree, {then}. It ends
    unanswered on {until}.
    """

    code = "awaits-approval"


class AskingReasonMissing(BadInput):
    """Another person must agree to this: {changes} Ask again and say why (`--reason`)."""

    code = "asking-reason-missing"


class AnswerReasonMissing(BadInput):
    """Say in words why you agree or decline."""

    code = "answer-reason-missing"


class RequestUnknown(NotFound):
    """There is no request {request}. `tutela requests` lists those there are."""

    code = "request-unknown"


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


class AnswerNeedsPerson(Forbidden):
    """Only a person signed in with their own account answers a request. On the command line, say
    who with --as NAME.
    """

    code = "answer-needs-person"


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


class OnlyOnePerson(Conflict):
    """There is only one account here, so the console and it may be the same person. Add another
    person first: while there is only one account, that waits for nobody.
    """

    code = "only-one-person"
