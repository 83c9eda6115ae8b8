"""What can go wrong with the log, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, TutelaError, Unavailable


class FactUnrecordable(BadInput):
    """The log cannot hold {name}: {problem}."""

    code = "audit-fact-unrecordable"


class NoteMalformed(BadInput):
    """What was given is not a checkpoint of a Tutela log: {problem}."""

    code = "audit-note-malformed"


class NoteUnsigned(BadInput):
    """The checkpoint bears no signature of {name}. Check that you use the key of this log."""

    code = "audit-note-unsigned"


class NoteForged(BadInput):
    """The checkpoint bears a false signature of {name}: it was changed after it was signed."""

    code = "audit-note-forged"


class KeyMalformed(BadInput):
    """What was given is not a log's public key: {problem}. It reads `name+keyhash+base64`."""

    code = "audit-key-malformed"


class WitnessRefused(Conflict):
    """The witness {path} refused checkpoint {number}: {problem}."""

    code = "audit-witness-refused"


class WitnessAhead(Conflict):
    """The witness {path} has seen checkpoint {seen}, which this database does not hold. It is
    an older copy, or was changed: run `tutela audit verify`. Nothing more is sealed until it is
    restored with `tutela restore`.
    """

    code = "audit-witness-ahead"


class WitnessAway(Unavailable):
    """The witness {path} cannot be reached: {problem}. The log goes on, unwitnessed, and shows
    it everything later.
    """

    code = "audit-witness-away"


class LogBroken(TutelaError):
    """The log does not fit its own checkpoint {number}, so nothing more is sealed: run `tutela
    audit verify` to see where it was changed.
    """

    code = "audit-log-broken"


class ExportExists(Conflict):
    """There is already a file {path}. Choose another name: an export is never overwritten."""

    code = "audit-export-exists"


class ExportUnwritable(BadInput):
    """The export cannot be written to {path}: {problem}."""

    code = "audit-export-unwritable"


class ExportUnreadable(BadInput):
    """{path} is not an export of a log that can be read: {problem}."""

    code = "audit-export-unreadable"


class ExportTruncated(BadInput):
    """{path} ends before its closing line: the export is cut off, or still being written."""

    code = "audit-export-truncated"


class ExportForeign(BadInput):
    """{path} is an export of the log {origin}, and the key you gave belongs to {name}."""

    code = "audit-export-foreign"
