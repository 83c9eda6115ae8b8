"""What somebody without account may be told when they ask, or follow what they asked for."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TutelaError


class ItemMissing(BadInput):
    """Tell us what it is about: where it is, or its numbers. One of them is enough."""

    code = "victim-request-item-missing"


class LinkUnusable(BadInput):
    """The address in line {number} cannot be used. Write it whole, as your browser shows it: it
    begins with http:// or https://.
    """

    code = "victim-request-link-unusable"


class TooManyLinks(BadInput):
    """One request can name {most} addresses. You can send the others in another one."""

    code = "victim-request-too-many-links"


class NumberUnusable(BadInput):
    """One of the numbers is not whole. Copy it again from beginning to end, or leave it out."""

    code = "victim-request-number-unusable"


class AskedMissing(BadInput):
    """Choose what we can do for you."""

    code = "victim-request-asked-missing"


class WhoMissing(BadInput):
    """Choose who you are."""

    code = "victim-request-who-missing"


class PreferenceMissing(BadInput):
    """Choose what you want to be told."""

    code = "victim-request-preference-missing"


class RequestEmailUnusable(BadInput):
    """This is no e-mail address. Write it as name@example.org, or leave it out."""

    code = "victim-request-email-unusable"


class RequestTextUnusable(BadInput):
    """This is too long, or has signs that cannot be kept. Make it shorter."""

    code = "victim-request-text-unusable"


class RequestCodeUnknown(NotFound):
    """No request belongs to this code. Check it letter by letter; what was taken back is gone."""

    code = "victim-request-code-unknown"


class TooManyRequests(TutelaError):
    """Very many requests came from here within an hour. Please try again later. If you are in
    danger, call 112.
    """

    code = "victim-request-too-many"
    status = 429
    exit_code = 2


class AskElsewhere(NotFound):
    """Requests of this kind are taken in by the authority of your country, not here."""

    code = "victim-request-elsewhere"


class NoAnswerYet(Conflict):
    """There is no answer to take with you yet."""

    code = "victim-request-no-answer"


class LetterUnset(TutelaError):
    """The PDF could not be made of this answer. You can still read it on the page."""

    code = "victim-request-letter-unset"
