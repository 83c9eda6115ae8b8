"""What a user was told by the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulators.platform import Platform


def told(platform: Platform) -> list[dict[str, Any]]:
    """What the platform was given to tell its users, in the order it came."""
    return [{"type": one["type"], **one["data"]} for one in platform.letters.values()]
