"""What the platform removed after a notice, and how it says so: read strictly. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, Field, ValidationError

from tutela.detection.references import LONGEST as LONGEST_NAME
from tutela.detection.references import LONGEST_LANGUAGE
from tutela.platform.alerts.letter import LONGEST_ADDRESS
from tutela.platform.invalid import first_problem
from tutela.redress.statements.errors import TakedownInvalid
from tutela.redress.statements.model import Content
from tutela.reporting.words import Instant, Value, one_line
from tutela.signals.url import LONGEST as LONGEST_URL

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

LONGEST_CLAUSE: Final = 300  # characters
_TAG = r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$"
Line = Annotated[str, AfterValidator(one_line)]


@dataclass(frozen=True, slots=True)
class Takedown:
    """One thing of one user that was removed. What names it or its user is never in a `repr`.

    `notice_id` is the first of the notices that were decided together, `place` which of its places,
    from 1; None where it names an item. `account_ref` is empty where the platform knows of none.
    """

    id: UUID
    service_id: str
    notice_id: UUID
    place: int | None
    external_id: str = field(repr=False)
    account_ref: str = field(repr=False)
    removed_at: datetime
    told_at: datetime
    digest: bytes = field(repr=False)
    content_hash: bytes = field(repr=False)
    restored_at: datetime | None = None


class TakedownSent(Value):
    """What you removed after a notice: one thing of one of your users."""

    place: Line = Field(
        "",
        max_length=LONGEST_URL,
        repr=False,
        description="Which of the `places` of the message `notice.acted` it lay at; needed unless "
        "the notice names your item.",
    )
    id: Line = Field(
        "",
        max_length=LONGEST_NAME,
        repr=False,
        description="What you call it, where it has a name: repeats are harmless.",
    )
    account: Line = Field(
        "",
        max_length=LONGEST_NAME,
        repr=False,
        description="Your reference of the account that put it there; empty where there is none.",
    )
    language: str = Field(
        "",
        max_length=LONGEST_LANGUAGE,
        pattern=_TAG,
        description="The language of that account (BCP 47): what they are told is said in it.",
    )
    email: Line = Field(
        "",
        max_length=LONGEST_ADDRESS,
        repr=False,
        description="Where the account reads e-mail, to be told there.",
    )
    content: Content = Field(description="What kind of thing it was.")
    put_at: Instant = Field(description="When it was put there.")
    removed_at: Instant = Field(description="When you removed it.")
    terms_clause: Line = Field(
        "",
        max_length=LONGEST_CLAUSE,
        description="The clause of your terms; needed where the outcome is `acted-terms`.",
    )

    @property
    def content_hash(self) -> bytes:
        """By which it is seen whether the same was told again, of what has the same name."""
        times = (one.astimezone(UTC).isoformat() for one in (self.put_at, self.removed_at))
        said = (self.account, self.language, self.content, self.terms_clause, *times)
        return sha256("\n".join(said).encode()).digest()


def parse(body: bytes) -> TakedownSent:
    """What was sent, from JSON. Raises TakedownInvalid, which never repeats a value."""
    try:
        return TakedownSent.model_validate_json(body)
    except ValidationError as error:
        raise TakedownInvalid(problem=first_problem(error)) from None
