"""The page of papers: a chosen period, its tables to be kept, and the query behind each figure."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from tutela.observatory.columns import SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable

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
    assert sara.opens("/papers/figures/luck").status_code == 404
    assert visit("mira").opens("/papers").status_code == 403
