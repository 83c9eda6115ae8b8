"""What the sealed store refuses, and what it found broken."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, TutelaError, Unavailable


class EvidenceUnknown(NotFound):
    """There is no kept object {object}. Under the retention setting `facts` the bytes stay with
    the platform.
    """

    code = "evidence-unknown"


class EvidenceErased(NotFound):
    """The object {object} was erased at {erased_at} and cannot be opened any more."""

    code = "evidence-erased"
    status = 410


class PurposeMissing(BadInput):
    """Opening evidence needs a purpose: say in a few words why you look."""

    code = "purpose-missing"


class EvidenceMismatch(BadInput):
    """The bytes given for keeping are not those of the item: their SHA-256 differs. Nothing was
    kept; send the item again.
    """

    code = "evidence-mismatch"


class EvidenceMissing(TutelaError):
    """The bytes of the object {object} are gone from the store, though it was never erased.
    Restore them from a backup.
    """

    code = "evidence-missing"
    exit_code = 4


class EvidenceTampered(TutelaError):
    """The bytes of the object {object} are not those that were sealed. Nothing of them was
    shown; restore them from a backup and ask who changed them.
    """

    code = "evidence-tampered"
    exit_code = 4


class EvidenceKeyWrong(TutelaError):
    """The object {object} was sealed with another node key than this one. Restore the file
    `keys/evidence.keyset.json` that belongs to it.
    """

    code = "evidence-key-wrong"
    exit_code = 4


class EvidenceNotWritten(TutelaError):
    """The bytes of the object {object} did not read back as they were written, so they were not
    kept. Check the disk, then send the item again.
    """

    code = "evidence-not-written"
    status = 503
    exit_code = 4


class StoreUnusable(TutelaError):
    """The folder of kept objects cannot be used: {problem}. Check its owner, its rights and its
    disk.
    """

    code = "evidence-store-unusable"
    status = 503
    exit_code = 4


class StoreAway(Unavailable):
    """The store of kept objects {place} does not answer. Nothing was lost; what could not be kept
    or opened now can be tried again.
    """

    code = "evidence-store-away"


class StoreRefused(Unavailable):
    """The store of kept objects {place} refuses this node's credentials, or finds none. Give the
    process the store's credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role), with
    the rights to list, read, write and delete there.
    """

    code = "evidence-store-refused"


class BucketMissing(Unavailable):
    """The store of kept objects has no bucket {bucket}. Make it, or correct the setting
    evidence_store.
    """

    code = "evidence-bucket-missing"


class StoreOfAnother(Conflict):
    """The store of kept objects {place} belongs to another node ({owner}); this one is {own}.
    Nothing was written or deleted there. Set evidence_store to a bucket, prefix or folder that is
    this node's alone. Only if that other node is gone for good and nothing of it is needed, delete
    the object `{object}` there.
    """

    code = "evidence-store-of-another"


class NothingToMove(Conflict):
    """No other store is named to move objects from. Set evidence_store to where they shall be, and
    evidence_store_from to where they are.
    """

    code = "nothing-to-move"


class SameStore(Conflict):
    """The settings evidence_store and evidence_store_from both lead to {place}. Nothing was moved;
    correct one of them.
    """

    code = "same-store"


class HoldNeedsWords(BadInput):
    """A legal hold needs a reason and the reference of what asks for it, such as a court's file
    number; lifting one needs a reason.
    """

    code = "hold-needs-words"


class LegalHoldUnknown(NotFound):
    """There is no legal hold {hold}."""

    code = "legal-hold-unknown"
    console = "`tutela evidence holds` lists those that stand."


class LegalHoldLifted(Conflict):
    """The legal hold {hold} was lifted at {lifted_at} already."""

    code = "legal-hold-lifted"
