"""Alerts on the pages: who sees which, acknowledging, and choosing what to be told of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.operating.alerting import watch_all
from tutela.platform.audit.sealer import seal_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock

OVERDUE = "An item is kept from view past its clock"


def overdue(stage: Stage, clock: ManualClock) -> None:
    stage.exact_hit()
    clock.advance(timedelta(hours=100))
    seal_once(stage.node)
    watch_all(stage.node)


def test_who_may_decide_is_called_on_every_page_until_they_have_seen_it(
    stage: Stage, clock: ManualClock, visit: Callable[[str], Visitor]
) -> None:
    overdue(stage, clock)
    mira = visit("mira")
    assert '<span class="calls-number">' in mira.reads("/desk")
    page = mira.reads("/alerts")
    assert OVERDUE in page
    assert 'href="/desk"' in page
    while "I have seen it" in page:
        [path, *_] = [part.split('"')[0] for part in page.split('action="')[1:] if "/seen" in part]
        assert mira.sends(path, page="/alerts").status_code == 303
        page = mira.reads("/alerts")
    assert OVERDUE in page
    assert '<span class="calls-number">' not in mira.reads("/desk")
    assert '<span class="calls-number">' in visit("jonas").reads("/desk")


def test_who_may_not_decide_is_not_told_of_holds(
    stage: Stage, clock: ManualClock, visit: Callable[[str], Visitor]
) -> None:
    overdue(stage, clock)
    ada = visit("ada")
    assert OVERDUE not in ada.reads("/alerts")
    with stage.node.read() as connection:
        from tutela.platform.alerts import store  # noqa: PLC0415

        ids = [one.id for one in store.standing(connection).values() if "hold" in one.kind]
    for one in ids:
        assert ada.sends(f"/alerts/{one}/seen", page="/alerts").status_code == 404


def test_a_person_chooses_what_comes_by_mail_and_what_cannot_be_used_is_said(
    visit: Callable[[str], Visitor],
) -> None:
    mira = visit("mira")
    page = mira.reads("/account/alerts")
    assert "This node sends no e-mail" in page
    assert 'value="hold-overdue" checked' in page
    assert 'value="disk-low"' not in page
    answer = mira.sends("/account/alerts", page="/account/alerts", address="kim@x\r\nBcc: y")
    assert answer.status_code == 400
    assert "This is no e-mail address" in answer.text
    saved = mira.sends(
        "/account/alerts",
        page="/account/alerts",
        address="mira@example.org",
        kinds=["hold-overdue", "nonsense"],
    )
    assert saved.status_code == 303
    page = mira.reads("/account/alerts")
    assert 'value="mira@example.org"' in page
    assert 'value="hold-overdue" checked' in page
    assert 'value="hold-ending" checked' not in page
    refused = mira.sends("/account/alerts", page="/account/alerts", address="", kinds=[])
    assert refused.status_code == 409
    assert "Nobody else would be told of this by e-mail: An item is kept from view" in refused.text
    trial = mira.sends("/account/alerts/try", page="/account/alerts")
    assert trial.status_code == 409


def test_an_alert_that_ended_is_not_there_any_more(visit: Callable[[str], Visitor]) -> None:
    gone = "/alerts/00000000-0000-0000-0000-000000000001/seen"
    assert visit("mira").sends(gone, page="/alerts").status_code == 404
