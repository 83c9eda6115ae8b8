"""Taking a complaint that a user made in the platform's own form (DSA, Article 20(1) and (3)).

The same rules as for the public form: free, in time, one for each statement, decided by a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationError

from tutela.platform.invalid import first_problem
from tutela.platform.permissions import Permission
from tutela.redress.complaints import lodging, store
from tutela.redress.complaints.errors import ComplaintFieldsInvalid
from tutela.redress.complaints.model import LONGEST_REFERENCE, LONGEST_WORDS
from tutela.redress.statements import store_erasing, store_reading
from tutela.redress.statements.errors import StatementErased, StatementUnknown
from tutela.reporting.words import Value, one_line

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.complaints.model import Complaint

_LANGUAGE = r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$"


class ComplaintSent(Value):
    """A complaint of one of your users, about a statement of reasons that you were given."""

    statement: UUID = Field(description="The `statement` of the message `statement.issued`.")
    words: str = Field(
        max_length=LONGEST_WORDS, description="What they wrote, in their own words.", repr=False
    )
    id: Annotated[str, AfterValidator(one_line)] = Field(
        "", max_length=LONGEST_REFERENCE, description="Your own name of it: repeats are harmless."
    )
    language: str = Field(
        "",
        max_length=35,
        pattern=_LANGUAGE,
        description="The language of the answer, such as `nl`; else that of the statement.",
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """The complaint, and whether it was not here before."""

    complaint: Complaint = field(repr=False)
    new: bool


def parse(body: bytes) -> ComplaintSent:
    """The complaint from JSON. Raises ComplaintFieldsInvalid, which never repeats a value."""
    try:
        return ComplaintSent.model_validate_json(body)
    except ValidationError as error:
        raise ComplaintFieldsInvalid(problem=first_problem(error)) from None


def hand_on(node: Node, actor: Actor, sent: ComplaintSent) -> Handed:
    """Takes it in; sent again as it was, or under the same `id`, it is the same one.

    Raises Forbidden, StatementUnknown (of another service too), StatementErased, NothingToComplain,
    ComplaintTooLate, AlreadyComplained, ComplaintWordsMissing, ComplaintUnreadable.
    """
    actor.require(Permission.COMPLAINT_LODGE)
    words = lodging.readable(sent.words)
    with node.work(actor, purpose="hand on a complaint") as work:
        about = store_reading.find(work.connection, sent.statement)
        if about is None or about.statement.service_id != actor.service_id:
            raise StatementUnknown(statement=sent.statement)
        before = store.about(work.connection, sent.statement)
        if before is not None and before.is_again(words, sent.id):
            return Handed(before, new=False)
        if not store_erasing.stays(work.connection, sent.statement):
            raise StatementErased(statement=sent.statement)
        language = sent.language or about.statement.language
        one = replace(lodging.about_statement(work, about, words, language), reference=sent.id)
        kept = lodging.keep(work, one)
        return Handed(kept, new=kept.id == one.id)
