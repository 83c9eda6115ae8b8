"""Putting a statement of reasons on its way to the Transparency Database, once and checked.

Follows the issue of a statement by its audit event. Its name over there is made and reserved here,
before anything leaves: random, so that it says nothing, and the same on every try.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.redress.publishing import store
from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.machine import Command
from tutela.redress.publishing.mapping import goes, record
from tutela.redress.publishing.model import Publication, State
from tutela.redress.publishing.moves import move
from tutela.redress.statements import store as statements
from tutela.redress.statements import store_subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.publishing.problem import Problem

_NAME_BYTES: Final = 16


def follow(node: Node, *, subject_id: str) -> None:
    """Queues the statement `subject_id`, if its service publishes. Safe to run again: a statement
    has one publication, by a unique index.
    """
    with node.work(NODE, purpose="publish a statement of reasons") as work:
        one = statements.find(work.connection, UUID(subject_id))
        if one is None or not goes(one.facts):
            return
        target = store.target(work.connection, one.service_id)
        if target is None or not target.on:
            return
        made = Publication(
            id=work.new_id(),
            service_id=one.service_id,
            statement_id=one.id,
            puid=secrets.token_hex(_NAME_BYTES),
            record=record(one.facts, target.terms),
            state=State.WAITING,
            said={},
            tries=0,
            made_at=work.now,
        )
        if store.add(work.connection, made):
            work.record(
                Event.PUBLICATION_QUEUE,
                subject=("publication", made.id),
                service_id=made.service_id,
                statement=str(one.id),
                puid=made.puid,
            )
            withhold(work, made)


def withhold(work: Work, one: Publication) -> bool:
    """Keeps back a waiting publication that may not leave; returns whether it was."""
    found = problems(one.content, known_facts(work.connection, one))
    if found:
        move(work, one, Command.WITHHOLD, said=by_field(found))
    return bool(found)


def known_facts(connection: Connection, one: Publication) -> tuple[str, ...]:
    """What is known of the case and may not stand in a record."""
    statement = statements.find(connection, one.statement_id)
    if statement is None:
        return ()
    about = store_subject.of(connection, statement.id)
    ids = (statement.id, statement.item_id, statement.case_id, statement.action_id,
           statement.takedown_id, statement.suspension_id, about.notice_id)  # fmt: skip
    return (about.account_ref, about.external_id, *(str(each) for each in ids if each))


def by_field(found: Iterable[Problem]) -> dict[str, list[str]]:
    """The sentences of problems, by field."""
    said: dict[str, list[str]] = {}
    for one in found:
        said.setdefault(one.field, []).append(str(one.sentence))
    return said
