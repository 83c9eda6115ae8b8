"""The page of papers: a chosen period, its tables to be kept, and the query behind each figure."""

from __future__ import annotations

import io
import re
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import text
from tests.unit.test_national_letter import read

from tutela.observatory.columns import SHEETS
from tutela.observatory.editions import store
from tutela.observatory.editions.model import State
from tutela.operating.alerting import watch_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage


def test_a_paper_of_this_year_is_preliminary_and_each_number_leads_to_its_query(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    stage.exact_hit(account="kim")
    sara = visit("sara")
    page = sara.reads("/papers")
    assert "Preliminary: the period is not over." in page
    assert "/papers/figures/found?" in page
    figure = sara.reads("/papers/figures/found")
    assert "SELECT" in figure
    assert "demo-matching 1" in figure


def test_its_tables_can_be_kept_as_files(stage: Stage, visit: Callable[[str], Visitor]) -> None:
    stage.exact_hit(account="kim")
    asked = "paper=dsa&service=demo&first=2001-01-01&last=2001-12-31"
    sara = visit("sara")
    found = sara.opens(f"/papers/download.zip?{asked}")
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        assert archive.namelist() == [f"{name}.csv" for name in SHEETS]
    assert sara.opens(f"/papers/download.zip?{asked}").content == found.content
    draft = sara.opens(f"/papers/download.pdf?{asked}")
    assert "DRAFT" in read(draft.content)
    told = sara.opens(f"/papers/download.json?{asked}").json()
    assert (told["period"], told["preliminary"]) == ("2001-01-01/2001-12-31", False)


def test_what_is_asked_wrongly_is_refused_in_words(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    sara = visit("sara")
    for asked, code in (
        ("first=soon", 400),
        ("first=2026-02-01&last=2026-01-01", 400),
        ("last=9999-12-31", 400),
        ("service=nowhere", 404),
        ("service=%22%0d%0aX:1", 404),
    ):
        assert sara.opens(f"/papers?{asked}").status_code == code, asked
        assert sara.opens(f"/papers/download.zip?{asked}").status_code == code, asked
        assert sara.opens(f"/papers/download.pdf?{asked}").status_code == code, asked
    assert sara.opens("/papers/figures/luck").status_code == 404
    assert visit("mira").opens("/papers").status_code == 403


CLOSED = {"paper": "dsa", "service": "demo", "first": "2001-01-01", "last": "2001-12-31"}
THERE = "/papers?paper=dsa&service=demo&first=2001-01-01&last=2001-12-31"


def test_a_paper_is_closed_on_its_page_and_its_files_are_those_that_were_closed(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    sara = visit("sara")
    assert "No paper of this service was closed yet." in sara.reads(THERE)
    answer = sara.sends("/papers/close", page=THERE, **CLOSED, summary="People decide.")
    assert answer.status_code == 303
    there = answer.headers["location"].partition("?")[0]
    page = sara.reads(answer.headers["location"])
    assert "From now on it is kept as it is." in page
    assert "People decide." in page
    data = sara.opens(f"{there}/download.zip")
    assert f"<code>{sha256(data.content).hexdigest()}</code>" in page
    assert 'filename="dsa-demo-2001-01-01-2001-12-31-v1.zip"' in data.headers["content-disposition"]
    assert sara.opens(f"{there}/download.json").json()["period"] == "2001-01-01/2001-12-31"
    assert there in sara.reads(THERE)
    printed = sara.opens(f"{there}/download.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content == sara.opens(f"{there}/download.pdf").content
    assert "People decide." in read(printed.content)
    assert visit("mira").opens(f"{there}/download.pdf").status_code == 403
    seen = sara.opens(f"{there}/public.csv")
    assert seen.text.startswith("table,row,number\r\nfound,found,0\r\n")
    assert 'v1.public.csv"' in seen.headers["content-disposition"]
    assert sara.opens(f"{there}/public.json").json()["threshold"] == 5
    assert visit("mira").opens(there).status_code == 403


def test_a_second_version_asks_for_a_reason_and_keeps_what_was_written(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    sara = visit("sara")
    sara.sends("/papers/close", page=THERE, **CLOSED)
    refused = sara.sends("/papers/close", page=THERE, **CLOSED, summary="Words <b>kept</b>")
    assert refused.status_code == 409
    assert "was closed already, as version 1" in refused.text
    assert "Words &lt;b&gt;kept&lt;/b&gt;" in refused.text
    more = {"summary": "Words", "reason": "the summary was missing"}
    assert sara.sends("/papers/close", page=THERE, **CLOSED, **more).status_code == 303
    assert "the summary was missing" in sara.reads(THERE)


def test_what_cannot_be_closed_is_refused_on_its_page(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    sara = visit("sara")
    for changed, code in (
        ({"last": "2099-12-31"}, 409),
        ({"last": "soon"}, 400),
        ({"service": "nowhere"}, 404),
        ({"summary": "x" * 5001}, 400),
        ({"summary": "a\x07b"}, 400),
        ({"reason": "no version yet"}, 400),
    ):
        answer = sara.sends("/papers/close", page=THERE, **{**CLOSED, **changed})
        assert answer.status_code == code, (changed, answer.text)
    assert "Its period is not over." in sara.reads("/papers")
    unknown = "/papers/editions/00000000-0000-0000-0000-000000000000"
    for path in (
        "",
        "/download.zip",
        "/download.json",
        "/download.pdf",
        "/public.csv",
        "/public.json",
    ):
        assert sara.opens(unknown + path).status_code == 404


def test_a_closed_paper_is_published_by_two_people_and_read_by_anybody(
    stage: Stage, visit: Callable[[str], Visitor], stranger: Visitor
) -> None:
    sara, olga = visit("sara"), visit("olga")
    assert "Nothing was published here yet." in stranger.reads("/public/figures")
    made = sara.sends("/papers/close", page=THERE, **CLOSED).headers["location"]
    there = made.partition("?")[0]
    refused = sara.sends(f"{there}/publish", page=there, reason=" ")
    assert refused.status_code == 400
    asked = sara.sends(f"{there}/publish", page=there, reason="The year is over.")
    assert "once another person has agreed" in sara.reads(asked.headers["location"])
    again = sara.sends(f"{there}/publish", page=there, reason="Another reason.")
    assert again.status_code in (303, 409)
    assert there in olga.reads("/requests")
    [request] = re.findall(r'action="(/requests/[0-9a-f-]+)/approve"', olga.reads("/requests"))
    olga.sends(f"{request}/approve", page="/requests", reason="Read it.")
    assert "anybody can see it" in sara.reads(there)
    [one] = re.findall(r'href="(/public/figures/[0-9a-f-]+)"', stranger.reads("/public/figures"))
    page = stranger.reads(one)
    assert "How often a program was wrong" in page
    assert "nobody looked at any" in page
    assert "sara" not in page
    assert stranger.opens(f"{one}.csv").text.startswith("table,row,number\r\nfound,found,0\r\n")
    found = stranger.opens(f"{one}.json").json()
    assert (found["paper"], found["version"], found["threshold"]) == ("dsa", 1, 5)
    assert "Was gefunden wurde" in stranger.reads(f"{one}?lang=de")
    printed = stranger.opens(f"{one}.pdf?lang=de")
    assert printed.headers["content-type"] == "application/pdf"
    assert 'v1.de.pdf"' in printed.headers["content-disposition"]
    assert "Was gefunden wurde" in read(printed.content)
    assert f"{one}.pdf?lang=de" in stranger.reads(f"{one}?lang=de")
    french = stranger.opens(f"{one}.pdf", **{"accept-language": "fr"})
    assert "Ce qui a été trouvé" in read(french.content)
    unknown = stranger.opens("/public/figures/00000000-0000-0000-0000-000000000000")
    assert unknown.status_code == 404
    edition = UUID(there.rpartition("/")[2])
    with stage.node.transaction() as connection:
        kept = store.find(connection, edition)
        assert kept is not None
        store.erase(connection, edition, State.ERASED, kept.erase_at)
    assert "Nothing was published here yet." in stranger.reads("/public/figures")
    for ending in ("", ".csv", ".json", ".pdf"):
        assert stranger.opens(one + ending).status_code == 410
    assert "und wurden dann gelöscht" in stranger.opens(f"{one}?lang=de").text
    assert "its content was erased" in sara.reads(there)
    for ending in ("download.zip", "download.json", "download.pdf", "public.csv", "public.json"):
        assert sara.opens(f"{there}/{ending}").status_code == 410


def test_a_paper_that_somebody_changed_is_neither_shown_nor_printed(
    stage: Stage, visit: Callable[[str], Visitor], admin_connection: Connection
) -> None:
    sara = visit("sara")
    there = sara.sends("/papers/close", page=THERE, **CLOSED).headers["location"]
    there = there.partition("?")[0]
    admin_connection.execute(text("UPDATE tutela.paper_content SET data = data || '\\x00'::bytea"))
    for path in ("", "/download.zip", "/download.pdf", "/public.csv"):
        answer = sara.opens(there + path)
        assert answer.status_code == 500, path
        assert b"%PDF" not in answer.content
    watch_all(stage.node)
    with stage.node.read() as connection:
        kinds = connection.execute(text("SELECT kind FROM tutela.alert")).scalars().all()
    assert "paper-changed" in kinds
