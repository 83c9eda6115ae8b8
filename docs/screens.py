"""Takes a picture of every screen, in light and dark, for `docs/screens.md`: part of `make media`.

    python docs/screens.py [NAME...]

It makes a demo node in a temporary folder, plays a week on it, serves it on a free port of this
machine and goes to each screen of `tests/screens/table.py` with Chromium. The same table is what
the browser tests look for barriers on, and a test compares it with the routes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image
from playwright.sync_api import sync_playwright
from tests.browser.conftest import MISSING, NAMES, served
from tests.browser.person import Person
from tests.screens.play import Play
from tests.screens.table import NOBODY, SCREENS
from tests.simulators.cybertip import CyberTip

from tutela import assembly
from tutela.platform import home
from tutela.platform.clock import ManualClock
from tutela.platform.settings import Settings
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from tests.screens.table import Screen

HERE = Path(__file__).parent
PAGE = HERE / "screens.md"
PICTURES = HERE / "img" / "screens"
THEN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WINDOW = {"width": 1280, "height": 860}
TALLEST = 1720  # of a page that goes on below, this much is shown
COLOURS = 128
Light = Literal["light", "dark"]
LIGHTS: tuple[Light, ...] = ("light", "dark")
HEAD = """<!-- Made by docs/screens.py. Change tests/screens/table.py, not this page. -->

# Every screen

A demo node in the middle of a week, with harmless photographs: each screen in light and in dark,
as a browser shows it that asks for either. The tests look for barriers on every one, in light,
dark, high contrast and forced colours, at 100, 200 and 400 %. `make media` takes the pictures anew.
"""


def page() -> str:
    """The text of `docs/screens.md`."""
    return HEAD + "".join(_section(screen) for screen in SCREENS)


def pictures() -> set[Path]:
    """Every picture that the page shows."""
    return {_path(screen.name, light) for screen in SCREENS for light in LIGHTS}


def _section(screen: Screen) -> str:
    shown = " ".join(
        f'<img src="img/screens/{_path(screen.name, light).name}" width="49%" '
        f'alt="{screen.title}, in {light}">'
        for light in LIGHTS
    )
    where = f" `{screen.route}`" if screen.route else ""
    return f"\n## {screen.title}\n\n{where.strip() + chr(10) * 2 if where else ''}{shown}\n"


def _path(name: str, light: str) -> Path:
    return PICTURES / f"{name}-{light}.webp"


@contextmanager
def played() -> Iterator[tuple[Play, str]]:
    """The play on a node of its own, served; and where."""
    with tempfile.TemporaryDirectory(prefix="tutela-screens-") as made:
        settings = Settings(home=Path(made) / "node", demo=True, port=0)
        home.create(settings, demo=True)
        clock = ManualClock(THEN)
        with (
            home.open_node(settings, assembly.tasks(), clock=clock) as node,
            CyberTip(now=clock.now) as service,
        ):
            play = Play(node, clock, service)
            try:
                with served(create_app(play.stage.program)) as address:
                    yield play, address
            finally:
                play.close()


def take(browser: Browser, address: str, play: Play, light: Light, names: set[str]) -> None:
    """Goes to each screen in one light, and takes its picture."""
    people: dict[str, Person] = {}
    for screen in SCREENS:
        if names and screen.name not in names:
            continue
        if screen.who not in people:
            someone = Person(browser, address, screen.who, viewport=WINDOW, color_scheme=light)
            people[screen.who] = someone if screen.who == NOBODY else someone.signs_in()
        screen.way(people[screen.who], play)
        shown = people[screen.who].page
        shown.evaluate("window.scrollTo(0, 0)")
        _keep(shown.screenshot(full_page=True), _path(screen.name, light))


def _keep(picture: bytes, path: Path) -> None:
    """Pages have few colours: a palette of them makes the file small."""
    with Image.open(BytesIO(picture)) as whole:
        part = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, TALLEST)))
    few = part.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(path, lossless=True, method=6)


def main() -> None:
    """Takes all of them, or those that are named, and writes the page."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise SystemExit(MISSING)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for light in LIGHTS:
        # A play for each: what is shown once, or done, in light is there for dark as well.
        with played() as (play, address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            take(browser, address, play, light, set(sys.argv[1:]))
            browser.close()
    for old in set(PICTURES.glob("*.webp")) - pictures():
        old.unlink()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
