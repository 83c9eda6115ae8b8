"""Reports of addresses that a hotline's own form or case system hands in, by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tutela.hotline import moves, taking
from tutela.hotline.errors import ReportInvalid
from tutela.hotline.machine import PROGRAM
from tutela.platform.invalid import first_problem
from tutela.platform.permissions import Permission
from tutela.signals import url

if TYPE_CHECKING:
    from tutela.hotline.taking import Taken
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


class AddressReport(BaseModel):
    """One address that somebody reported, and what they said of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    address: str = Field(min_length=1, max_length=url.LONGEST)
    words: str = Field(min_length=1, max_length=moves.LONGEST_WORDS)
    urgent: bool = False


def parse(body: bytes) -> AddressReport:
    """A report from JSON. Raises ReportInvalid, which never repeats a value."""
    try:
        return AddressReport.model_validate_json(body)
    except ValidationError as error:
        raise ReportInvalid(problem=first_problem(error)) from None


def take_in(node: Node, actor: Actor, given: AddressReport) -> Taken:
    """Takes a report in, as a person would (`taking.report`).

    Raises Forbidden, NotHotline, AddressInvalid and HotlineWordsMissing.
    """
    actor.require(Permission.HOTLINE_REPORT)
    moves.require_hotline(node)
    said = moves.require_words(given.words, taking.WHAT)
    with node.work(actor, purpose="take a report of an address in") as work:
        return taking.take(work, given.address, said, urgent=given.urgent, by=PROGRAM)
