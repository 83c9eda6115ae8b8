"""Banks, deliveries, the law, the log and the node: each says plainly how things stand."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.stage import BANKED, BOSS, STRANGER, bytes_of, signals_of

from tutela import demonstration
from tutela.indicators.service import create_bank
from tutela.law import catalogue
from tutela.law.model import BankPurpose, SurfaceKind
from tutela.platform.audit.sealer import seal_once
from tutela.platform.services.service import declare_surface
from tutela.web.pages.law import PROCEDURES
from tutela.web.support import contacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

SHUT = "\N{EN DASH} shut"
SCRIPT = "<script>alert('x')</script>"


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def mira(visit: Callable[[str], Visitor]) -> Visitor:
    """A reviewer."""
    return visit("mira")


def test_banks_are_counted_and_no_value_is_shown(stage: Stage, mira: Visitor) -> None:
    create_bank(stage.node, BOSS, "known", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)
    pages = [mira.reads(path) for path in ("/banks", "/banks/demo", "/banks/known")]
    assert "demo-turned" in pages[0]
    assert "known abuse material" in text_of(pages[0])
    assert "Harmless pictures that stand in for indicators on a demo node." in pages[1]
    assert "3 active" in text_of(pages[1])
    assert "3 MD5, 3 SHA-1, 3 SHA-256, 3 PDQ" in text_of(pages[1])
    assert "a photographer" in pages[1]
    assert "12 fingerprints in " in text_of(pages[1])
    assert "generation" in text_of(pages[1])
    assert "no files yet" in text_of(pages[2])
    assert "Nothing was added yet." in pages[2]
    for photograph in BANKED:
        signals = signals_of(bytes_of(photograph))
        values = (signals.md5, signals.sha1, signals.sha256, signals.frames[0].hex)
        assert not any(value in page for page in pages for value in values)


def test_the_page_of_an_allow_bank_says_what_it_suppressed(stage: Stage, mira: Visitor) -> None:
    create_bank(stage.node, BOSS, "harmless", purpose=BankPurpose.COMMON_HARMLESS)
    page = text_of(mira.reads("/banks/harmless"))
    assert "matches of 0 items in the last 14 days" in page
    assert "may suppress" in page


def test_a_bank_that_is_not_there_repeats_its_name_as_text(mira: Visitor) -> None:
    answer = mira.opens("/banks/<script>alert(1)<%2Fscript>")
    assert answer.status_code == 404
    assert "<script" not in answer.text


def make_dead(admin_connection: Connection) -> str:
    """A message that was given up, as after many tries."""
    found = admin_connection.execute(
        text(
            "UPDATE tutela.webhook_delivery SET state = 'dead', attempts = 12, last_status = 503,"
            " last_error = :error WHERE id = (SELECT min(id::text)::uuid FROM"
            " tutela.webhook_delivery) RETURNING id"
        ),
        {"error": SCRIPT},
    )
    return str(found.scalar_one())


def test_dead_messages_come_first_and_a_senior_may_try_again(
    stage: Stage,
    mira: Visitor,
    visit: Callable[[str], Visitor],
    admin_connection: Connection,
    events: Callable[[str], list[Any]],
) -> None:
    stage.exact_hit()
    stage.near_hit()
    dead = make_dead(admin_connection)
    page = mira.reads("/deliveries")
    assert page.index("Not delivered") < page.index("Waits for a webhook")
    assert "1 message was not delivered." in text_of(page)
    assert "HTTP 503" in page
    assert "<script" not in page
    assert "Try again" not in page, "a reviewer may not"
    sara = visit("sara")
    assert "Try again" in sara.reads("/deliveries")
    answer = sara.sends(f"/deliveries/{dead}/retry")
    assert answer.headers["location"] == "/deliveries?done=retried"
    assert "on its way again" in sara.reads(answer.headers["location"])
    assert [row.subject_id for row in events("delivery:retry")] == [dead]


def test_a_senior_closes_a_dead_message_and_says_why(
    stage: Stage,
    visit: Callable[[str], Visitor],
    admin_connection: Connection,
    events: Callable[[str], list[Any]],
) -> None:
    stage.exact_hit()
    closing, sara = f"/deliveries/{make_dead(admin_connection)}/close", visit("sara")
    assert closing not in visit("mira").reads("/deliveries")
    assert visit("mira").sends(closing, page="/node", reason="x").status_code == 403
    refused = sara.sends(closing, page="/deliveries", reason=" ")
    assert refused.status_code == 400
    assert "Say in words why" in refused.text
    done = sara.sends(closing, page="/deliveries", reason="they removed it <i>themselves")
    page = sara.reads(done.headers["location"])
    assert "The message is closed" in page
    assert "Closed by a person" in page
    assert closing not in page
    assert [row.reason for row in events("delivery:close")] == ["they removed it <i>themselves"]


def test_a_message_that_is_not_dead_cannot_be_tried_again(
    stage: Stage, visit: Callable[[str], Visitor], admin_connection: Connection
) -> None:
    stage.exact_hit()
    query = text("SELECT id FROM tutela.webhook_delivery")
    one = admin_connection.execute(query).scalar_one()
    answer = visit("sara").sends(f"/deliveries/{one}/retry")
    assert answer.status_code == 409
    assert "only a dead one can be tried again" in answer.text
    assert "<h1>Deliveries</h1>" in answer.text


def test_before_anything_was_sent_the_page_says_so(mira: Visitor) -> None:
    assert "Nothing was sent yet" in mira.reads("/deliveries")


def test_the_law_says_what_holds_and_that_nobody_has_verified_it(mira: Visitor) -> None:
    said = text_of(mira.reads("/law"))
    assert said.count("not yet") == len(catalogue.all_profiles())
    assert "2026-07-31 to 2028-04-03 yes" in said


def test_every_profile_has_its_page_with_its_banners(mira: Visitor) -> None:
    for profile in catalogue.all_profiles():
        said = text_of(mira.reads(f"/law/{profile.id}"))
        assert "not yet: nobody has checked this profile against the official text" in said
        assert "Communication surfaces stay shut until the operator attests" in said
        assert ("Draft law: this text is not in force." in said) is profile.is_draft
        assert all(deadline.name in said for deadline in profile.deadlines)
        assert all(
            " ".join(source.split()) in said for source in profile.source if "&" not in source
        )


def test_every_procedure_has_its_table(mira: Visitor) -> None:
    for procedure in PROCEDURES:
        page = mira.reads(f"/law/procedures/{procedure.name}")
        assert page.count('<th scope="row">') == len(procedure.moves)
        assert ("a draft that is not in force" in page) is ("COM(2022)" in str(procedure.sources))


def test_the_log_shows_where_it_stands_and_who_may_verify_it(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    ada = visit("ada")
    assert "none yet" in text_of(ada.reads("/log"))
    sealed = seal_once(stage.node)
    said = text_of(ada.reads("/log"))
    assert f"{sealed} rows {sealed} witnessed 0 not witnessed yet 0 waiting to be sealed" in said
    assert "May verify administrator, auditor and operator" in said
    assert "The report" not in said


def test_a_whole_log_is_verified_on_demand(stage: Stage, visit: Callable[[str], Visitor]) -> None:
    ada = visit("ada")
    seal_once(stage.node)
    answer = ada.sends("/log/verify", page="/log")
    assert answer.status_code == 200
    assert "The log is whole: every row is as it was written." in answer.text


def test_a_witness_that_is_away_is_said_and_stops_nothing(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    stage.node.settings.witness_path.mkdir(parents=True)
    said = text_of(visit("ada").reads("/log"))
    assert str(stage.node.settings.witness_path) in said
    assert "0 witnessed" in said


def test_a_changed_row_is_named(
    stage: Stage, visit: Callable[[str], Visitor], admin_connection: Connection
) -> None:
    ada = visit("ada")
    seal_once(stage.node)
    admin_connection.execute(
        text("UPDATE tutela.audit_event SET reason = 'never said' WHERE event = 'bank:create'")
    )
    said = text_of(ada.sends("/log/verify", page="/log").text)
    assert "The log was tampered with." in said
    assert "edited row" in said


def test_the_node_says_which_gate_is_shut_and_why(stage: Stage, mira: Visitor) -> None:
    declare_surface(
        stage.node,
        BOSS,
        demonstration.SERVICE,
        "private",
        kind=SurfaceKind.COMMUNICATION,
        encrypted=True,
    )
    assert "It was declared a moment ago; ask again." in mira.reads("/node")
    stage.program.coverage.renew()
    said = text_of(mira.reads("/node"))
    assert "demo / uploads hosting ✓ open demo, demo-turned" in said
    assert f"demo / messages communication {SHUT} No activation covers this technology" in said
    assert f"demo / private communication, end-to-end encrypted {SHUT}" in said
    assert "Demo: stands in for an impact assessment" in said


def test_the_node_counts_what_was_scanned_and_why_something_was_not(
    stage: Stage, mira: Visitor
) -> None:
    stage.exact_hit()
    for number, data in enumerate([bytes_of(STRANGER), b"no picture", b""]):
        stage.comes_in(data, "kim", f"other-{number}")
    stage.program.counters.flush()
    said = text_of(mira.reads("/node"))
    assert "2026-11-22 1 1 0 2 0" in said
    assert "empty 1 publish unsupported format 1 publish" in said


def test_a_node_without_anything_says_where_to_begin(
    mira: Visitor, admin_connection: Connection
) -> None:
    for table in ("activation", "technology", "surface"):
        admin_connection.execute(text(f"DELETE FROM tutela.{table}"))
    said = text_of(mira.reads("/node"))
    assert "None is declared yet." in said
    assert "None is recorded, so nothing is scanned." in said
    assert "Nothing was scanned." in said


def test_the_node_tells_of_erasure_and_of_what_was_never_erased(
    stage: Stage, mira: Visitor
) -> None:
    said = text_of(mira.reads("/node"))
    assert "No certificate of erasure has been made yet" in said
    assert "Found wrong by recipients" in said
    values = {"service": demonstration.SERVICE, "at": stage.node.clock.now()}
    with stage.node.transaction() as connection:
        connection.execute(
            text(
                "INSERT INTO tutela.erasure_certificate "
                "(service_id, id, statement, signature, erased, overdue, made_at) "
                "VALUES (:service, uuidv7(), '{}', '', 0, 2, :at)"
            ),
            values,
        )
    assert "2 things should have been erased and were not" in text_of(mira.reads("/node"))


def test_every_number_of_the_quiet_page_stands_with_its_source_and_how_old_it_is(
    mira: Visitor,
) -> None:
    page = mira.reads("/quiet")
    lines = re.findall(r"<div>\s*<dt>.*?</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    assert len(lines) == len(contacts())
    for line, one in zip(lines, contacts(), strict=True):
        said = text_of(line)
        assert said.startswith(one.contact)
        assert f"Read in: {one.source}, {one.dated}," in unescape(said)
        assert re.search(r"(\d+ years?|less than a year) ago", said)
    assert "The number may have changed since." in page
