"""What the national pack refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TooLarge, TutelaError


class KeyUnusable(BadInput):
    """This is not an age public key. It begins with age1 and holds no spaces; `age-keygen` makes
    one, and the recipient gives you theirs.
    """

    code = "age-key-unusable"


class KeyMissing(BadInput):
    """Media leave only sealed to the recipient's key, and this recipient has none. Add an age key
    to the recipient, or send the report without media.
    """

    code = "age-key-missing"


class MediaTooLarge(TooLarge):
    """The attached items are {size} bytes together, and a pack takes {limit}. Attach fewer items,
    or agree another way with the recipient.
    """

    code = "pack-media-too-large"


class MediaDiffer(Conflict):
    """The bytes kept of {item} do not have the fingerprint that the report names. They are not
    sent. Check the evidence store.
    """

    code = "pack-media-differ"


class PlaceUnknown(NotFound):
    """{country} is not a Member State of the Union, so there is no national pack for it."""

    code = "place-unknown"


class OptionsForeign(TutelaError):
    """The recipient {recipient} does not have the options of a national pack. Add it again."""

    code = "pack-options-foreign"


class LetterBroken(TutelaError):
    """The letter could not be typeset. The other documents of the pack are complete; tell us."""

    code = "letter-broken"


class PictureBroken(BadInput):
    """This document cannot be shown as pictures: it is not a PDF that can be read."""

    code = "picture-broken"


class WordMissing(TutelaError):
    """The letter has no words for {key} in {language}."""

    code = "letter-word-missing"
