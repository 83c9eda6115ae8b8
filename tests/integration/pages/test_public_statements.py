"""The public page of a letter: for whoever has its link, in their language, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutela.casework.queue import show_case
from tutela.platform.actor import NODE
from tutela.redress.statements import links, making, reading, store

if TYPE_CHECKING:
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage


@pytest.fixture
def link(stage: Stage) -> str:
    """The path of the letter about an item that is held."""
    stage.add_people("mira")
    case, mira = stage.exact_hit(account="secret-account"), stage.actor("mira")
    for item in show_case(stage.node, mira, case, purpose="test").items:
        making.follow(stage.node, subject_id=str(item.id))
    [told], _ = reading.of_case(stage.node, mira, case)
    with stage.node.work(NODE, purpose="test") as work:
        one = store.find(work.connection, told.statement.id)
        assert one is not None
        return links.new_path(work, one)


def test_a_stranger_with_the_link_reads_the_letter(stranger: Visitor, link: str) -> None:
    answer = stranger.opens(link)
    assert answer.status_code == 200
    assert "No person has looked at it yet" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "secret-account" not in answer.text
    assert "<script" not in answer.text
    assert "/desk" not in answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Noch kein Mensch hat ihn angesehen"),
        ("fr", "Personne ne l’a encore examiné"),
        ("it", "Nessuna persona lo ha ancora esaminato"),
        ("nl", "Nog geen mens heeft ernaar gekeken"),
    ],
)
def test_it_is_in_the_language_of_its_reader(
    stranger: Visitor, link: str, language: str, words: str
) -> None:
    answer = stranger.opens(f"{link}?lang={language}")
    assert answer.headers["content-language"] == language
    assert words in answer.text
    assert "What you can do" not in answer.text


@pytest.mark.parametrize("code", ["x", "7MQK-7MQK-7MQK-7MQK-7MQK-7MQK-7MQK", "%3Cscript%3E", "%00"])
def test_any_other_link_leads_to_nothing(stranger: Visitor, link: str, code: str) -> None:
    assert link
    answer = stranger.opens(links.PATH + code)
    assert answer.status_code == 404
    assert "This link leads to no letter" in answer.text
    assert "<script" not in answer.text
