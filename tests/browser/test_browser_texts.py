"""Every screen can be read in another language: whatever is no data comes from its catalogue."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.dates import get_month_names
from tests import pseudo
from tests.screens.play import Play
from tests.screens.table import NOBODY, SCREENS
from tests.simulators.cybertip import CyberTip

from tutela.law.places import MEMBER_STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.person import Person
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

NARROW = {"width": 320, "height": 480}
# What no language changes: instants, units, kinds of files, and what a language's own isolates
# hold. Babel says "and", the months and the countries in this one.
ISOLATED = re.compile(f"{pseudo.OPEN}[^{pseudo.CLOSE}]*{pseudo.CLOSE}")
MONTHS = "|".join(get_month_names(locale=pseudo.LANGUAGE).values())
COUNTRIES = "|".join(Locale.parse(pseudo.LANGUAGE).territories[one] for one in MEMBER_STATES)
NEUTRAL = re.compile(
    rf"\b\d\d? ({MONTHS}) \d{{4}}\b|^({COUNTRIES})$|"
    r"\d{4}-\d\d-\d\d( \d\d:\d\d)?( UTC)?|\b(kB|MB|GB|TB|GiB|SHA-256|PDQ|UTC|Tutela|kaj)\b"
    r"|\b(image|text|application)/[\w.+-]+"
    r"|\b(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)\b"
)
# Each text of a page, and of the attributes that are read to people, that is not marked as data.
TEXTS = """() => {
  const data = '[translate="no"], code, kbd, pre, bdi, samp, script, style, svg';
  const said = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest(data) && !parent.matches('textarea, option[translate="no"]'))
      said.push(walk.currentNode.data);
  }
  for (const name of ['title', 'alt', 'aria-label', 'placeholder'])
    for (const one of document.querySelectorAll('[' + name + ']'))
      if (!one.closest(data)) said.push(one.getAttribute(name));
  return said;
}"""


@pytest.fixture
def play(
    demo_node: Node, clock: ManualClock, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Play]:
    pseudo.write(tmp_path, public=getattr(request, "param", False))
    settings = demo_node.settings.model_copy(update={"catalogues": tmp_path})
    node = replace(demo_node, settings=settings)
    with CyberTip(now=clock.now) as service, ThreadPoolExecutor(1) as pool:
        one = pool.submit(Play, node, clock, service).result()
        try:
            yield one
        finally:
            one.close()


@pytest.fixture
def stage(play: Play) -> Stage:
    """What the browsers of these tests are served."""
    return play.stage


def left_in_english(someone: Person) -> list[str]:
    """The texts of the page before somebody that no catalogue gave."""
    found: list[str] = someone.page.evaluate(TEXTS)
    bare = [NEUTRAL.sub("", ISOLATED.sub("", text)) for text in found]
    return sorted({
        text.strip() for text, rest in zip(found, bare, strict=True) if re.search("[A-Za-z]", rest)
    })  # fmt: skip


def test_every_screen_is_in_the_language_of_who_reads_it(
    play: Play, person: Callable[..., Person]
) -> None:
    people: dict[str, Person] = {}
    left: dict[str, list[str]] = {}
    wide: list[str] = []
    for screen in SCREENS:
        if screen.who not in people:
            who, signed_in = screen.who or "ada", screen.who != NOBODY
            people[screen.who] = one = person(
                who, signed_in=False, viewport=NARROW, locale=pseudo.LANGUAGE
            )
            one.says = pseudo.says
            if signed_in:
                one.signs_in()
        someone = people[screen.who]
        screen.way(someone, play)
        if found := left_in_english(someone):
            left[screen.name] = found
        if not someone.is_within_width():
            wide.append(screen.name)
    assert wide == []
    assert left == {}


@pytest.mark.parametrize("play", [True], indirect=True, ids=["public texts only"])
def test_whoever_has_no_account_reads_nothing_but_public_texts(
    play: Play, person: Callable[..., Person]
) -> None:
    someone = person("ada", signed_in=False, viewport=NARROW, locale=pseudo.LANGUAGE)
    someone.says = pseudo.says
    left: dict[str, list[str]] = {}
    shown = 0
    for screen in SCREENS:
        if screen.who == NOBODY and (screen.route is None or screen.route.startswith("/public")):
            screen.way(someone, play)
            shown += 1
            if found := left_in_english(someone):
                left[screen.name] = found
    someone.goes_to("/public/nowhere")
    assert left_in_english(someone) == []
    assert left == {}
    assert shown
