"""The page of components shows every part that the pages share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutela.web.pages.components import SHEET, tokens
from tutela.web.templates import HERE, STATIC, module

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor

SHARED = {
    "parts.html": "ui",
    "parts_pages.html": "place",
    "report_parts.html": "rep",
    "keys.html": "keys",
}
# Parts of one kind of page, not of all.
NOT_HERE = {
    "rep.standing",
    "rep.state",
    "rep.urgent",
    "rep.clock",
    "rep.line",
    "rep.asked",
    "ui.within",
    "ui.state_words",
}


def test_every_macro_of_the_shared_templates_is_used_there() -> None:
    source = (HERE / "templates" / "components.html").read_text(encoding="utf-8")
    for template, name in SHARED.items():
        for macro in re.findall(r"{% macro (\w+)\(", (HERE / "templates" / template).read_text()):
            part = f"{name}.{macro}"
            assert (f"{part}(" in source) != (part in NOT_HERE), part


def test_every_token_has_its_sample_and_every_badge_is_there(
    visit: Callable[[str], Visitor],
) -> None:
    page = visit("boss").reads("/components")
    colours, sizes = tokens()
    samples = (STATIC / "components.css").read_text(encoding="utf-8")
    for name in colours:
        assert f'<span class="swatch" data-token="{name}"' in page
        assert f'.swatch[data-token="{name}"] {{ background: var(--{name}); }}' in samples
    for name in re.findall(r"^  --([a-z-]+):", (STATIC / SHEET).read_text(), re.MULTILINE):
        assert f"--{name}" in page
        assert name in colours or name in sizes
    for state in module("parts.html").badges:
        assert f"</span> {state}</span>" in page


def test_a_stranger_is_sent_away(stranger: Visitor) -> None:
    assert stranger.opens("/components").status_code in (303, 401)
