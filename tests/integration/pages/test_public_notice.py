"""Somebody without account gives notice by the form, and follows it by its code."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.world import BOSS

from tutela.platform.database.engine import engine
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.redress.notices import deciding
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.model import Outcome, Way

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.redress.notices.model import Notice

PATH, FOLLOW = "/public/notice", "/public/notice/follow"
FILLED = {
    "kind": "material",
    "urls": "https://forum.example/t/1\r\n\r\nhttps://forum.example/t/2",
    "reasons": "neutral marker",
    "good_faith": "yes",
}
_CODE = re.compile(r'<code class="code">([^<]+)</code>')
_FORM = re.compile(r'name="form" value="([^"]+)"')


@pytest.fixture
def taken(stage: Stage) -> Callable[[], list[Notice]]:
    stage.add_people("mira")
    return lambda: deciding.list_notices(stage.node, stage.actor("mira"))


def sends(visitor: Visitor, path: str = PATH, **fields: Any) -> httpx.Response:
    [form] = _FORM.findall(visitor.reads(path))
    return visitor.sends(path, page=path, **{"form": form, **FILLED, **fields})


def test_a_notice_is_given_and_followed_without_account(
    stage: Stage, stranger: Visitor, taken: Callable[[], list[Notice]]
) -> None:
    answer = sends(stranger)
    assert answer.status_code == 201, answer.text
    [code] = _CODE.findall(answer.text)
    assert re.fullmatch(r"([0-9A-Z]{4}-){6}[0-9A-Z]{4}", code)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    [one] = taken()
    assert (one.way, one.language, len(one.places)) == (Way.FORM, "en", 2)
    shown = stranger.sends(FOLLOW, page=FOLLOW, code=code.lower())
    assert "A person will look at it and decide" in shown.text
    judgement = Judgement(Outcome.NOT_ILLEGAL, "It is a boat <b>.")
    deciding.decide(stage.node, stage.actor("mira"), one.id, judgement)
    shown = stranger.sends(FOLLOW, page=FOLLOW, code=code)
    assert "not illegal and does not break our terms" in shown.text
    assert "It is a boat &lt;b&gt;." in shown.text
    assert "You can go to court." in shown.text
    for secret in ("forum.example", "neutral marker", "mira"):
        assert secret not in shown.text


def test_the_same_form_sent_twice_is_one_notice(
    stranger: Visitor, taken: Callable[[], list[Notice]]
) -> None:
    [form] = _FORM.findall(stranger.reads(PATH))
    first, again = (sends(stranger, form=form) for _ in range(2))
    assert _CODE.findall(first.text) == _CODE.findall(again.text)
    assert len(taken()) == 1
    changed = sends(stranger, form=form, reasons="something else")
    assert changed.status_code == 409
    weak = [_CODE.findall(sends(stranger, form="1").text) for _ in range(2)]
    assert weak[0] != weak[1], "an id that somebody can guess opens nothing"


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"kind": "x"}, "kind", "Choose what it is about"),
        ({"urls": ""}, "urls", "Say exactly where it is"),
        ({"urls": "https://a.example/\nforum.example"}, "urls", "in line 2"),
        ({"urls": "javascript:alert(1)"}, "urls", "in line 1"),
        ({"urls": "https://a.example/\n" * 1000}, "urls", "100 places at most"),
        ({"reasons": " "}, "reasons", "in your own words"),
        ({"reasons": "x" * 5001}, "reasons", "5000 signs at most"),
        ({"email": "kim"}, "email", "This is no e-mail address"),
        ({"kind": "other"}, "name", "Give your name and e-mail address"),
        ({"good_faith": ""}, "good_faith", "in good faith"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_written_is_lost(
    stranger: Visitor,
    taken: Callable[[], list[Notice]],
    fields: dict[str, str],
    field: str,
    said: str,
) -> None:
    answer = sends(stranger, item="", name="Kim <i>", **fields)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'id="notice-{field}-wrong"' in answer.text
    assert 'value="Kim &lt;i&gt;"' in answer.text
    assert taken() == []


def test_a_megabyte_and_a_picture_are_not_taken(
    stranger: Visitor, taken: Callable[[], list[Notice]]
) -> None:
    large = sends(stranger, reasons="x" * 1_000_000)
    assert large.status_code == 413
    assert "Too large" in large.text
    assert 'type="file"' not in stranger.reads(PATH)
    assert taken() == []


def test_a_form_of_another_site_is_refused(stranger: Visitor) -> None:
    stranger.opens(PATH)
    assert stranger.sends_bare(PATH, csrf="nonsense", **FILLED).status_code == 403


def test_a_link_fills_in_the_address_and_nothing_runs(stranger: Visitor) -> None:
    page = stranger.reads(f"{PATH}?url=https://forum.example/%3Cscript%3E&lang=nl")
    assert "https://forum.example/&lt;script&gt;</textarea>" in page
    assert "<script" not in page
    assert f'action="{PATH}?lang=nl"' in page
    assert "Iets illegaals melden" in page


def test_the_letters_are_in_the_language_of_the_form(
    stranger: Visitor, taken: Callable[[], list[Notice]]
) -> None:
    answer = sends(stranger, f"{PATH}?lang=fr")
    assert "Voici votre code" in answer.text
    assert [one.language for one in taken()] == ["fr"]


def test_of_several_services_one_is_chosen(
    stage: Stage, stranger: Visitor, taken: Callable[[], list[Notice]]
) -> None:
    declare_service(stage.node, BOSS, "shop", title="The <Shop>", policy=Policy())
    unchosen = sends(stranger)
    assert (unchosen.status_code, "Say which service" in unchosen.text) == (400, True)
    assert "The &lt;Shop&gt;" in unchosen.text
    assert sends(stranger, service="shop").status_code == 201
    assert [one.service_id for one in taken()] == ["shop"]


def test_while_the_database_is_away_nothing_is_called_taken_in_and_the_words_stay(
    stage: Stage, stranger: Visitor, taken: Callable[[], list[Notice]]
) -> None:
    [form] = _FORM.findall(stranger.reads(PATH))
    program = stranger._client._transport.app.state.program  # type: ignore[attr-defined]
    away = engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    stranger._client._transport.app.state.program = replace(  # type: ignore[attr-defined]
        program, node=replace(program.node, engine=away)
    )
    page = stranger.reads(PATH)
    [csrf] = re.findall(r'name="csrf" value="([^"]*)"', page)
    answer = stranger.sends_bare(PATH, csrf=csrf, form=form, **FILLED)
    assert answer.status_code == 503
    assert "was not taken in" in answer.text
    assert "neutral marker" in answer.text
    stranger._client._transport.app.state.program = program  # type: ignore[attr-defined]
    assert taken() == []
    assert sends(stranger, form=form).status_code == 201
    assert len(taken()) == 1


def test_no_address_and_no_word_of_a_notice_is_in_the_log(stage: Stage, stranger: Visitor) -> None:
    sends(stranger, name="Kim", email="kim@mail.example")
    with stage.node.read() as connection:
        rows = connection.execute(text("SELECT to_jsonb(e)::text FROM audit_event e")).scalars()
        whole = " ".join(rows)
    for secret in ("forum.example", "neutral marker", "Kim", "kim@", "192.0.2.9"):
        assert secret not in whole
