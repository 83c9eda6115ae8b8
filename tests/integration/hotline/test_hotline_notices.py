"""What somebody gave notice of at the hotline's public door becomes its cases, by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.notices.notice_samples import Door
from tests.officer import Officer
from tests.receiving import OTTO
from tests.world import _person

from tutela.hotline import noticed, store, taking
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Role

if TYPE_CHECKING:
    from tests.hotlines import Hotlines

NINA = _person("nina", Role.SENIOR)


@pytest.fixture(scope="module")
def door(hotlines: Hotlines) -> Door:
    return Door(hotlines.first.node)


def test_each_address_of_a_notice_is_a_report_once_and_joins_the_case_there_is(
    hotlines: Hotlines, door: Door
) -> None:
    node, known, new = hotlines.first.node, hotlines.address(), hotlines.address()
    before = taking.report(node, OTTO, known, "somebody called")
    made = door.takes(urls=[known, new], danger=True, email="kim@mail.example", name="Kim")
    first, second = noticed.take_notice(node, NINA, made.notice_id)
    assert (first.case_id, first.known, second.known) == (before.case_id, True, False)
    again = noticed.take_notice(node, NINA, made.notice_id)
    assert [one.case_id for one in again] == [first.case_id, second.case_id]
    one = hotlines.show(hotlines.first, first.case_id)
    assert (one.line.reports, one.line.urgent) == (2, True)
    said = " ".join(step.words for step in one.steps)
    assert "neutral marker" in said
    assert "kim" not in said.lower()  # whoever gave notice is not named in the case


def test_who_reads_no_notices_takes_none_in(hotlines: Hotlines, door: Door) -> None:
    address = hotlines.address()
    made = door.takes(urls=[address])
    with pytest.raises(Forbidden):
        noticed.take_notice(hotlines.first.node, OTTO, made.notice_id)
    with hotlines.first.node.read() as connection:
        digest = taking.digest_of(hotlines.first.node, address)
        assert store.by_address(connection, digest) is None


def test_the_page_of_a_notice_takes_its_addresses_in(hotlines: Hotlines, door: Door) -> None:
    made = door.takes(urls=[hotlines.address()])
    nina = Officer(hotlines.first, Role.REVIEWER, Role.OFFICER)
    page = f"/notices/{made.notice_id}"
    said = {"notice": str(made.notice_id)}
    assert nina.sends("/hotline/notice", page=page, **said) == 303
    case = nina.answer.headers["location"].partition("?")[0]
    assert "neutral marker" in nina.reads(case)
