"""The template of papers, and what it makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.observatory.errors import PaperUnset
from tutela.platform.typesetting import setting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TEMPLATE: Final = "paper.typ"


def typeset(data: Mapping[str, Any], at: datetime) -> bytes:
    """What the template makes of `data`, as of `at`. Raises PaperUnset."""
    try:
        return setting.typeset(setting.template(__package__, TEMPLATE), data, at)
    except setting.Unset as error:
        raise PaperUnset from error
