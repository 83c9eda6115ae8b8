"""What was removed after a notice goes to the Transparency Database as any restriction does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.notices.notice_samples import URL
from tests.integration.notices.takedown_samples import Acting
from tests.simulators.transparency import Transparency
from tests.world import BOSS, FORUM, SARA

from tutela.platform.secret import Secret
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.model import Outcome
from tutela.redress.publishing import delivering, setting, settling
from tutela.redress.publishing.errors import RecordInvalid
from tutela.redress.publishing.model import Publication, State, Terms
from tutela.redress.publishing.setting import NewTarget
from tutela.reporting.model import Environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

    from tutela.platform.clock import ManualClock


@pytest.fixture
def commission(clock: ManualClock) -> Iterator[Transparency]:
    with Transparency(now=clock.now) as one:
        yield one


@pytest.fixture
def acting(live: World, commission: Transparency) -> Acting:
    """A platform whose service publishes to the simulated commission."""
    target = NewTarget(
        environment=Environment.SIMULATOR,
        token=Secret(commission.token),
        terms=Terms(),
        address=commission.url,
    )
    setting.switch_on(live.node, BOSS, FORUM, target)
    return Acting(live)


def publications(live: World) -> list[Publication]:
    with live.node.read() as connection:
        return settling.list_publications(connection, SARA)


def test_the_database_takes_its_record_and_nothing_of_the_case_is_in_it(
    acting: Acting, live: World, commission: Transparency
) -> None:
    one = acting.right(kind="solicitation", name="Anna Notifier", email="anna@there.example")
    told = acting.tells(one.id, content="text")
    delivering.deliver(live.node)
    [made] = commission.stored.values()
    assert made["source_type"] == "SOURCE_ARTICLE_16"
    assert (made["automated_detection"], made["automated_decision"]) == (
        "No", "AUTOMATED_DECISION_NOT_AUTOMATED",
    )  # fmt: skip
    assert made["content_type"] == ["CONTENT_TYPE_TEXT"]
    assert made["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert made["category_specification"] == ["KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS"]
    assert (made["content_date"], made["application_date"]) == ("2026-11-19", "2026-11-22")
    hidden = ("post-7", "kim", URL, "Anna", "anna@", str(one.id), str(told.takedown.id))
    for fact in (*hidden, str(told.statement.id), str(one.case_id)):
        assert fact not in str(commission.received)
    [stored] = publications(live)
    assert (stored.state, stored.puid) == (State.STORED, made["puid"])


def test_a_trusted_flaggers_notice_is_named_as_the_source(
    acting: Acting, live: World, commission: Transparency
) -> None:
    receipt = acting.door.takes()
    with live.node.transaction() as connection:
        connection.exec_driver_sql("UPDATE tutela.notice SET trusted = true")
    acting.door.decides(receipt.notice_id, Judgement(Outcome.ACTED_TERMS, "told"))
    acting.tells(receipt.notice_id, terms_clause="section 4 of somebody@app.example")
    delivering.deliver(live.node)
    [made] = commission.stored.values()
    assert made["source_type"] == "SOURCE_TRUSTED_FLAGGER"
    assert made["decision_ground"] == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert "somebody" not in str(made), "what people typed is never public"


def test_a_record_that_holds_a_fact_of_the_case_does_not_leave(
    acting: Acting, live: World, commission: Transparency
) -> None:
    acting.tells(acting.right().id, account="a person looked", id="Directive 2011/93/EU")
    delivering.deliver(live.node)
    assert commission.received == []
    [kept] = publications(live)
    assert kept.state is State.WITHHELD
    assert "holds a fact of the case." in str(kept.said)
    with pytest.raises(RecordInvalid):
        settling.correct(live.node, SARA, kept.id, kept.record, reason="the same again")
