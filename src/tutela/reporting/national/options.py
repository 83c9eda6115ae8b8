"""What a national pack must know of its recipient."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from tutela.reporting.model import Options
from tutela.reporting.national.errors import KeyUnusable
from tutela.reporting.national.phrases import Language
from tutela.reporting.national.sealing import public_key
from tutela.reporting.national.where import member_states
from tutela.reporting.words import Country, Text


def _state(country: str) -> str:
    if country not in member_states():
        raise ValueError("must be one of the 27 Member States of the Union, such as DE")
    return country


def _key(key: str | None) -> str | None:
    try:
        if key is not None:
            public_key(key)
    except KeyUnusable as error:
        raise ValueError("must be an age public key, which begins with age1") from error
    return key


class NationalOptions(Options):
    """Who reports, to which Member State, in which language, and to whose key media are sealed."""

    member_state: Annotated[Country, AfterValidator(_state)]
    language: Language = "en"
    age_key: Annotated[str | None, Field(max_length=100), AfterValidator(_key)] = None
    send_to: Text | None = None  # what the service agreed on with the body, instead of our data
