"""What backup and restore refuse, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, TutelaError


class BackupExists(Conflict):
    """There is a file {path} already. A backup never overwrites one; choose another name."""

    code = "backup-exists"


class BackupInside(BadInput):
    """{path} is inside the node's own folder {home}, and would be lost with it. Name a file
    elsewhere.
    """

    code = "backup-inside"


class BackupUnwritable(TutelaError):
    """The backup cannot be written to {path}: {problem}."""

    code = "backup-unwritable"
    exit_code = 4


class BackupUnreadable(BadInput):
    """{path} is no whole backup of a Tutela node: {problem}."""

    code = "backup-unreadable"


class PassphraseWrong(BadInput):
    """The passphrase does not open {path}."""

    code = "passphrase-wrong"


class PassphraseWeak(BadInput):
    """A backup holds every key of the node: its passphrase needs at least {least} characters."""

    code = "passphrase-weak"


class HomeTaken(Conflict):
    """There is something in {home} already. Restore into an empty TUTELA_HOME."""

    code = "home-taken"


class RestoreRunning(Conflict):
    """Another restore into {home} is under way."""

    code = "restore-running"


class DatabaseTaken(Conflict):
    """The database that TUTELA_DATABASE_URL or the backup's settings name is not empty. Restore
    into an empty one.
    """

    code = "database-taken"


class KeyRetiredMeanwhile(Conflict):
    """An old master key was destroyed while the backup was made, which may need it. Make the
    backup again.
    """

    code = "key-retired-meanwhile"


class ProgramFailed(TutelaError):
    """{program} failed: {problem}"""

    code = "program-failed"
    exit_code = 4
