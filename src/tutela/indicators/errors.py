"""What this room refuses. An error's docstring is its message."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, Unavailable


class BankUnknown(NotFound):
    """There is no bank named {bank}."""

    code = "bank-unknown"
    console = "`tutela bank list` shows those there are."


class BankDiffers(Conflict):
    """The bank {bank} is already there with another {what}. A bank keeps what it was made with;
    make another one under another name.
    """

    code = "bank-differs"


class RadiusInvalid(BadInput):
    """A bank's radius is a whole number from 0 to {largest}, not {radius}."""

    code = "radius-invalid"


class DemoBankRefused(Conflict):
    """A demo bank exists only on a demo node, and this is none. Choose another purpose, or make
    a demo node in another TUTELA_HOME.
    """

    code = "demo-bank-refused"


class TextMissing(BadInput):
    """Say {what}: it is kept as part of the record."""

    code = "text-missing"


class TextInvalid(BadInput):
    """The text given as {what} cannot be kept: use up to {longest} characters on one line."""

    code = "text-invalid"


class ClassificationUnknown(BadInput):
    """{problem}"""

    code = "classification-unknown"


class StateNotGiven(BadInput):
    """New entries start as proposed, verified or active; they cannot start as {state}."""

    code = "state-not-given"


class FileUnreadable(BadInput):
    """The file {path} cannot be read: {problem}. What was imported before stays; run the import
    again when this is put right.
    """

    code = "file-unreadable"


class FileNotText(BadInput):
    """The file {path} is not plain text. Give lines `TYPE VALUE [REFERENCE]` or web addresses, or
    CSV with a header, in UTF-8.
    """

    code = "file-not-text"


class HeaderInvalid(BadInput):
    """The CSV file cannot be used: {problem}. Its first line names the columns type, value and,
    if there are any, reference and label.
    """

    code = "csv-header-invalid"


class NothingToAdd(BadInput):
    """Nothing of this item can be an indicator: {problem}"""

    code = "nothing-to-add"


class CollidesWithHarmless(Conflict):
    """This item looks like a common harmless one ({kind}), so it cannot be an indicator: it
    would match what many people share.
    """

    code = "collides-with-harmless"


class WithdrawnAsWrong(Conflict):
    """This item's {kind} was withdrawn from {bank} as wrong and stays withdrawn. If the
    withdrawal was the error, withdraw it again as superseded; then it can be added anew.
    """

    code = "withdrawn-as-wrong"


class IndicatorUnknown(NotFound):
    """The bank {bank} has no indicator {indicator}."""

    code = "indicator-unknown"


class BatchUnknown(NotFound):
    """The bank {bank} has no batch {batch}."""

    code = "batch-unknown"
    console = "`tutela bank show {bank}` lists the latest ones."


class IndicatorWithdrawn(Conflict):
    """The indicator {indicator} was withdrawn and cannot be verified or activated."""

    code = "indicator-withdrawn"


class NotVerified(Conflict):
    """{count} of these entries are only proposed. Verify them first: only what a second person has
    verified can be activated.
    """

    code = "not-verified"


class TakenOutWhole(BadInput):
    """A withdrawal as {cause} takes an entry out whole, whoever vouches for it. Leave out the
    source, or give the cause left or superseded.
    """

    code = "taken-out-whole"


class SecondPersonNeeded(Forbidden):
    """{who} brought in {count} of these entries, so another person must verify them."""

    code = "second-person-needed"


class IndexUnusable(Unavailable):
    """The files of the index of {bank} were altered or cut off. They are being made again from the
    database; until then nothing can be said about the item.
    """

    code = "index-unusable"


class IndexFilesUnusable(Unavailable):
    """The files of the index cannot be used: {problem}. They lie in the folder `index` of the
    node's home.
    """

    code = "index-files-unusable"
