"""What is wrong with a node, as people see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.person import Person
    from tests.stage import Stage

SCHEMES = ("light", "dark")


def breaks(stage: Stage, folder: Path) -> None:
    """The witness's folder is a file, and the disk is nearly full."""
    (folder / "in-the-way").write_text("a file")
    settings = stage.node.settings.model_copy(
        update={"witness": folder / "in-the-way" / "checkpoints", "disk_floor": 10**18}
    )
    object.__setattr__(stage.node, "settings", settings)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_operator_reads_what_is_wrong_and_what_to_do(
    stage: Stage, person: Callable[..., Person], tmp_path: Path, scheme: str
) -> None:
    breaks(stage, tmp_path)
    boss = person("boss", color_scheme=scheme)
    boss.goes_to("/node").follows("Health: what is wrong, and what to do")
    assert boss.page.get_by_role("heading", name="To see to").is_visible()
    assert boss.page.locator("section", has_text="Nearly full").first.is_visible()
    assert boss.barriers() == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_whoever_starts_a_node_reads_why_it_is_not_ready(
    stage: Stage, person: Callable[..., Person], tmp_path: Path, scheme: str
) -> None:
    breaks(stage, tmp_path)
    somebody = person("boss", signed_in=False, color_scheme=scheme)
    somebody.complaints.clear()
    somebody.goes_to("/ready")
    assert somebody.page.get_by_role("heading", name="This node cannot do its work").is_visible()
    assert somebody.barriers() == []
    # A browser notes the status in its console; that is what was asked for.
    assert all("503" in complaint for complaint in somebody.complaints)
    somebody.complaints.clear()
