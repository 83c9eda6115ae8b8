"""The pages of removal orders: asking at an authority, bringing what a court signed, refusals."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.integration.pages.conftest import Visitor
from tests.integration.pages.test_pages_peers import Other
from tests.removals import believe_at, made_court, signed
from tests.screens.removals import play_copy
from tests.stage import Stage
from tests.unit.test_national_letter import read
from tests.world import SARA

from tutela.federation import keys, peers
from tutela.orders.removal import courts, papers
from tutela.platform.noderole import NodeRole
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node

PAGE = "/removals"
COURTS = "/removals/courts"


@pytest.fixture
def authority(demo_node: Node) -> Iterator[Stage]:
    who = replace(demo_node.identity, role=NodeRole.AUTHORITY)
    one = Stage(replace(demo_node, identity=who))
    try:
        yield one
    finally:
        one.close()


def test_an_officer_asks_and_brings_what_the_court_signed(authority: Stage) -> None:
    node, court = authority.node, made_court()
    authority.add_people("sara", "boss")
    boss = authority.actor("boss")
    keys.describe(node, boss, name="Authority", address="http://127.0.0.1:9")
    provider = Other(authority, "Forum <b>", NodeRole.PROVIDER)
    peers.add(node, boss, provider.descriptor)
    peers.verify(node, boss, provider.id, code=provider.code, note="called")
    believe_at(node, SARA, court)
    sara = Visitor(create_app(authority.program)).signs_in("sara")
    assert 'href="/removals"' in sara.reads("/desk")
    draft = {
        "provider": str(provider.id), "service": "forum", "definition": ["material"],
        "targets": "https://forum.example/1", "reasons": "A <b>reason</b>.", "language": "de",
        "days": "43", "days_reason": "An inquiry.",
    }  # fmt: skip
    refused = sara.sends(PAGE, page=PAGE, **draft | {"days": "0", "language": "xx"})
    assert "choose a language of the list" in refused.text
    refused = sara.sends(PAGE, page=PAGE, **draft)
    assert refused.status_code == 400
    assert "A &lt;b&gt;reason&lt;/b&gt;." in refused.text
    assert '<option value="de" selected>German</option>' in refused.text
    made = sara.sends(PAGE, page=PAGE, **draft | {"days": "0"})
    assert made.status_code == 303, made.text
    path = made.headers["location"].partition("?")[0]
    assert "It is asked for" in sara.reads(made.headers["location"])
    asked = papers.read_request(json.loads(sara.reads(f"{path}/paper.json")))
    forged = sara.sends(f"{PAGE}/papers", page=PAGE, paper=json.dumps(
        signed(made_court(), asked, node.clock.now())))  # fmt: skip
    assert "its key is not that of a court" in forged.text
    assert sara.sends(f"{PAGE}/papers", page=PAGE, paper="[").status_code == 400
    brought = sara.sends(f"{PAGE}/papers", page=PAGE, paper=json.dumps(
        signed(court, asked, node.clock.now())))  # fmt: skip
    assert brought.status_code == 303, brought.text
    page = sara.reads(brought.headers["location"])
    assert "no qualified electronic signature" in page
    assert "draft law" in page
    assert "Entfernungsanordnung" in read(sara.opens(f"{path}/paper.pdf").content)
    assert sara.opens(f"{path}/answer.pdf").status_code == 400
    copy = play_copy(node, SARA, peers.show_peer(node, boss, provider.id), "<b>")
    assert f"/removals/copies/{copy}" in sara.reads("/removals/copies")
    assert "A stand-in for reasons. &lt;b&gt;" in sara.reads(f"/removals/copies/{copy}")
    printed = sara.opens(f"/removals/copies/{copy}/paper.pdf").content
    assert "A stand-in for reasons. <b>" in read(printed)


def test_a_second_person_agrees_before_an_officer_s_court_is_believed(authority: Stage) -> None:
    authority.add_people("sara", "olga")
    node = replace(authority.node, identity=replace(authority.node.identity, demo=False))
    app = create_app(replace(authority.program, node=node))
    sara, court, page = Visitor(app).signs_in("sara"), made_court("Court <b>").public, COURTS
    assert f'href="{COURTS}"' in sara.reads(PAGE)
    assert "no qualified electronic signature" in sara.reads(page)
    refused = sara.sends(page, page=page, key='{"name": "<b>"}')
    assert refused.status_code == 400
    assert "{&#34;name&#34;: &#34;&lt;b&gt;&#34;}" in refused.text
    given = json.dumps(papers.to_json(court))
    assert sara.sends(page, page=page, key=given).status_code == 303
    assert sara.sends(page, page=page, key=given).status_code == 409
    [one] = courts.list_courts(node, SARA)
    shown = sara.reads(page)
    assert "Court &lt;b&gt;" in shown
    assert "not believed yet" in shown
    assert court.code not in shown, "a code is read out, not copied"
    path = f"{page}/{one.id}"
    wrong = sara.sends(f"{path}/compare", page=page, code="0000", note="called them")
    assert wrong.status_code == 409
    assert 'value="called them"' in wrong.text
    heard = {"code": court.code, "note": "called them"}
    asked = sara.sends(f"{path}/compare", page=page, **heard)
    assert "Another person must agree first" in sara.reads(asked.headers["location"])
    assert courts.list_courts(node, SARA)[0].compared_at is None
    olga = Visitor(app).signs_in("olga")
    [agreeing] = re.findall(r'action="(/requests/[^"]+/approve)"', olga.reads("/requests"))
    olga.sends(agreeing, page="/requests", reason="I called as well.")
    done = sara.sends(f"{path}/compare", page=page, **heard)
    believed = sara.reads(done.headers["location"])
    assert court.code in believed
    assert "called them" in believed
    assert sara.sends(f"{path}/end", page=page, note=" ").status_code == 400
    ended = sara.sends(f"{path}/end", page=page, note="its key is lost")
    assert "its key is lost" in sara.reads(ended.headers["location"])
    assert sara.sends(f"{path}/end", page=page, note="again").status_code == 409
