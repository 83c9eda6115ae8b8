"""Where the database is: the embedded server of this home, or the one the settings name."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.secret import Secret
    from tutela.platform.settings import Settings

APP_ROLE = "tutela_app"
OWNER_ROLE = "tutela_owner"
DATABASE = "tutela"
FOLDER = "postgres"


class OwnerAddressMissing(BadInput):
    """TUTELA_DATABASE_URL is set, so `init` also needs TUTELA_DATABASE_OWNER_URL: the same
    database as the role that owns the tables.
    """

    code = "owner-address-missing"


@dataclass(frozen=True, repr=False)
class Address:
    """How to reach the database, as the application and as the owner of the tables."""

    app_url: str
    app_role: str
    _owner_url: str | None
    server: EmbeddedServer | None

    @property
    def owner_url(self) -> str:
        if self._owner_url is None:
            raise OwnerAddressMissing
        return self._owner_url


@contextmanager
def reach(settings: Settings) -> Iterator[Address]:
    """The database's address, with the embedded server running for as long as it is used."""
    if settings.database_url is not None:
        yield _given(settings.database_url, settings.database_owner_url)
        return
    server = EmbeddedServer(settings.home / FOLDER)
    server.acquire()
    try:
        yield Address(
            server.dsn(APP_ROLE, DATABASE), APP_ROLE, server.dsn(OWNER_ROLE, DATABASE), server
        )
    finally:
        server.release()


def _given(app: Secret, owner_address: Secret | None) -> Address:
    app_url = app.reveal()
    owner = owner_address.reveal() if owner_address else None
    return Address(app_url, make_url(app_url).username or "", owner, None)
