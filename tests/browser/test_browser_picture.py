"""Somebody has a picture found: its numbers are made in their browser, and it never leaves it."""

from __future__ import annotations

import base64
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from tests.stage import BANKED, bytes_of, signals_of
from tests.world import picture

from tutela.signals import pdq

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.browser.person import Person

HASH = """async ([module, width, height, pixels]) => {
  const { pdq } = await import(module);
  const data = Uint8ClampedArray.from(atob(pixels), (one) => one.charCodeAt(0));
  return pdq({ data, width, height });
}"""
SIDES = [(5, 5), (4, 99), (63, 64), (64, 64), (65, 64), (128, 127), (7, 300), (300, 7), (257, 640)]


def png(data: bytes) -> bytes:
    """The same pixels in a file from which every decoder reads the same."""
    written = BytesIO()
    Image.open(BytesIO(data)).convert("RGB").save(written, "PNG")
    return written.getvalue()


def chooses(page: Page, path: Path) -> None:
    page.get_by_label("Picture on this device").set_input_files(path)
    page.get_by_text("The picture was not sent.").wait_for()


def hashed(page: Page, rgb: np.ndarray[Any, Any]) -> Any:

    height, width, _ = rgb.shape
    whole = np.concatenate([rgb, np.full((height, width, 1), 255, np.uint8)], axis=2)
    pixels = base64.b64encode(whole.tobytes()).decode()
    return page.evaluate(HASH, ["/static/pdq.js", width, height, pixels])


def test_the_browser_makes_the_same_bits_as_the_kernel(person: Callable[..., Person]) -> None:
    page = person("mira", signed_in=False).goes_to("/public/picture").page
    noise = np.random.default_rng(4)
    drawn = [noise.integers(0, 256, (*sides, 3), dtype=np.uint8) for sides in SIDES]
    flat = np.full((90, 90, 3), 77, np.uint8)
    for rgb in (*drawn, flat, np.asarray(Image.open(BytesIO(bytes_of(BANKED[0]))).convert("RGB"))):
        wanted, found = pdq.hash_pixels(rgb), hashed(page, rgb)
        made = (found["bits"], found["quality"]) if found else ("0" * 64, 0)
        assert made == (wanted.hex, wanted.quality), rgb.shape


def test_a_picture_is_asked_for_followed_and_taken_back_and_is_never_sent(
    person: Callable[..., Person], tmp_path: Path
) -> None:
    path = tmp_path / "holiday.png"
    path.write_bytes(png(picture(3)))
    someone = person("mira", signed_in=False)
    page = someone.page
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    someone.goes_to("/public/picture")
    chooses(page, path)
    wanted = signals_of(path.read_bytes())
    assert page.get_by_label("First number (SHA-256)").input_value() == wanted.sha256
    assert page.get_by_label("Second number (PDQ)").input_value() == wanted.frames[0].hex
    page.get_by_label("Me, when I was under 18").check()
    page.get_by_label("This is true.").check()
    someone.clicks("Send the two numbers")
    code = page.locator(".code").inner_text()
    assert path.read_bytes()[:64] not in b"".join(sent)
    assert len(b"".join(sent)) < 1000

    someone.follows("See how things stand")
    page.get_by_label("Your code").fill(code.lower())
    someone.clicks("See how things stand")
    page.get_by_text("It was received, and waits its turn.").wait_for()
    someone.clicks("Take it back")
    page.get_by_text("You took it back. The numbers are erased.").wait_for()


def test_without_script_the_numbers_are_typed(person: Callable[..., Person]) -> None:
    someone = person("mira", signed_in=False, java_script_enabled=False)
    page = someone.goes_to("/public/picture?lang=en").page
    assert not page.get_by_label("Picture on this device").is_visible()
    page.get_by_text("Your browser runs no script here.").wait_for()
    page.get_by_label("First number (SHA-256)").fill("not a number")
    page.get_by_label("A child I care for").check()
    page.get_by_label("This is true.").check()
    someone.clicks("Send the two numbers")
    page.get_by_text("has 64 digits and letters from a to f").first.wait_for()
    assert page.get_by_label("A child I care for").is_checked()
    page.get_by_label("First number (SHA-256)").fill(sha256(b"a file").hexdigest())
    page.get_by_label("This is true.").check()
    someone.clicks("Send the two numbers")
    assert len(page.locator(".code").inner_text()) == 34


@pytest.mark.parametrize("content", [b"", b"no picture at all"])
def test_what_is_no_picture_has_one_number(
    person: Callable[..., Person], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    page = person("mira", signed_in=False).goes_to("/public/picture").page
    page.get_by_label("Picture on this device").set_input_files(path)
    page.get_by_text("Only the first number could be computed").wait_for()
    assert page.get_by_label("First number").input_value() == sha256(content).hexdigest()
    assert page.get_by_label("Second number").input_value() == ""
