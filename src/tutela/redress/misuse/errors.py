"""What may be wrong when people judge misuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound


class MisuseUnknown(NotFound):
    """There is no case of misuse {misuse}."""

    code = "misuse-unknown"
    console = "`tutela misuse cases` shows those there are."


class MisuseMoveRefused(Conflict):
    """This case of misuse is {state}, so it cannot be moved by "{command}". Look at it again."""

    code = "misuse-move-refused"


class NoMisuse(Conflict):
    """Nothing was decided within the period that this party could be warned of. Only what a person
    marked as manifestly unfounded counts, or an item that people confirmed.
    """

    code = "misuse-none"


class AlreadyWarned(Conflict):
    """This party is warned or suspended for the same already: case {misuse}."""

    code = "misuse-already-warned"


class WeighingMissing(BadInput):
    """Say how grave it is and what came of it, what can be seen of the intention, and what they are
    told: each 1 to {most} signs of plain text (DSA, Article 23(3)).
    """

    code = "misuse-weighing-missing"


class MisuseWordsMissing(BadInput):
    """Say why, in 1 to {most} signs of plain text; whoever it is about is told."""

    code = "misuse-words-missing"


class MisuseWordsUnfit(BadInput):
    """What the party is told still says “{word}”, which stands for something to come."""

    code = "misuse-words-unfit"


class ComplainInstead(Conflict):
    """Whoever is suspended for content complains about what they were told: statement {statement}.
    They open its link, or their platform hands the complaint on (`POST /v1/complaints`).
    """

    code = "misuse-complain-instead"


class ComplaintAnswers(Conflict):
    """Complaint {complaint} about this suspension waits. Its answer answers the objection too."""

    code = "misuse-complaint-answers"


class WarningNotTold(Conflict):
    """Nobody knows yet that the warning arrived. A suspension needs a prior warning that did (DSA,
    Article 23): see to the delivery, or wait until the key gives notice again.
    """

    code = "misuse-not-told"


class TellingHeldBack(Conflict):
    """What this account is told is held back now: a word could harm an investigation. Warn or
    suspend for content once that has ended.
    """

    code = "misuse-held-back"


class WarningTooNew(Conflict):
    """The warning arrived on {told}. Whoever was warned has until {until} to change."""

    code = "misuse-too-new"


class WarningHeeded(Conflict):
    """Since the warning arrived nothing came that was manifestly unfounded or illegal. Without that
    there is nothing to suspend anybody for.
    """

    code = "misuse-heeded"


class DaysUnfit(BadInput):
    """A suspension lasts 1 to {most} days (setting `misuse_suspension_days`)."""

    code = "misuse-days-unfit"


class ObjectionWaits(Conflict):
    """An objection waits for an answer in this case. Look at it again; another one can be written
    down once it is answered.
    """

    code = "misuse-objection-waits"


class NoObjection(Conflict):
    """No objection waits for an answer in this case."""

    code = "misuse-no-objection"


class HadAHand(Forbidden):
    """You had a hand in this warning or suspension. Somebody else answers the objection; on a node
    of one person, you may from {at} on.
    """

    code = "misuse-had-a-hand"


class PartyUnreadable(BadInput):
    """Name one of those that are counted: a kind of misuse, its service, a key or an account."""

    code = "misuse-party-unreadable"
