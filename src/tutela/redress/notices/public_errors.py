"""What somebody without account may be told when they give notice, or follow one."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TutelaError


class CodeUnknown(NotFound):
    """No notice has this code. Check each sign of it; the code of a notice that was erased opens
    nothing any more.
    """

    code = "notice-code-unknown"


class PlaceMissing(BadInput):
    """Say exactly where it is: the whole address, or what the service calls the item (DSA, Article
    16(2)(b)).
    """

    code = "notice-place-missing"


class PlaceUnusable(BadInput):
    """The address in line {number} cannot be used. Write it whole, as a browser shows it: it begins
    with http:// or https://.
    """

    code = "notice-place-unusable"


class TooManyPlaces(BadInput):
    """A notice names {most} places at most, and this one names {given}. Send the others in further
    notices.
    """

    code = "notice-too-many-places"


class NotifierMissing(BadInput):
    """Give your name and e-mail address: the law lets nobody be anonymous about this kind of thing
    (DSA, Article 16(2)(c)). About the sexual abuse of children you need not say who you are.
    """

    code = "notice-notifier-missing"


class GoodFaithMissing(BadInput):
    """Confirm that you believe in good faith that what you say is right and whole (DSA, Article
    16(2)(d)).
    """

    code = "notice-good-faith-missing"


class NoticeServiceMissing(BadInput):
    """Say which service it is about: {choices}."""

    code = "notice-service-missing"


class NoticeRepeated(Conflict):
    """A notice with this id was taken in already, and said something else. Nothing was taken in;
    send what is new under another id.
    """

    code = "notice-repeated"


class TooManyNotices(TutelaError):
    """So many notices came from here within an hour that no more are taken in for now. Try again
    later. If somebody is in danger, call 112.
    """

    code = "notice-too-many"
    status = 429
    exit_code = 2


class ReasonsMissing(BadInput):
    """Say in your own words why it is illegal."""

    code = "notice-reasons-missing"


class ReasonsTooLong(BadInput):
    """That is too much text: {most} signs at most. Nothing was taken in."""

    code = "notice-reasons-too-long"


class KindMissing(BadInput):
    """Choose what it is about."""

    code = "notice-kind-missing"


class EmailUnusable(BadInput):
    """This is no e-mail address. Write it as name@example.org, or leave it out."""

    code = "notice-email-unusable"
