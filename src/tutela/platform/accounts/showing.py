"""Reading the people of a node, as whoever manages accounts sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.accounts import store
from tutela.platform.accounts.factors import store as factor_store
from tutela.platform.accounts.finding import require_account
from tutela.platform.accounts.sso import store as link_store
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.platform.accounts.factors.model import Standing
    from tutela.platform.accounts.model import Account
    from tutela.platform.accounts.sso.model import Link
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Listed:
    """One person in the list of all."""

    account: Account
    has_factor: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One person with all they can sign in with."""

    account: Account
    standing: Standing
    links: tuple[Link, ...]


def list_people(node: Node, actor: Actor) -> list[Listed]:
    """Everybody by name, also whose account has ended. Raises Forbidden."""
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.read() as connection:
        able = factor_store.with_factor(connection)
        return [Listed(one, one.id in able) for one in store.accounts(connection)]


def show_person(node: Node, actor: Actor, name: str) -> Shown:
    """One person by name. Raises Forbidden and AccountUnknown."""
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.read() as connection:
        one = require_account(connection, name)
        links = tuple(link_store.links_of(connection, one.id))
        return Shown(one, factor_store.standing(connection, one.id), links)
