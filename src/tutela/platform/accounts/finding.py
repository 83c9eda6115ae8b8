"""The account of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts import store
from tutela.platform.accounts.errors import AccountUnknown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tutela.platform.accounts.model import Account


def require_account(connection: Connection, name: str) -> Account:
    """The account `name`. Raises AccountUnknown."""
    found = store.find_account(connection, name)
    if found is None:
        raise AccountUnknown(name=repr(name))
    return found
