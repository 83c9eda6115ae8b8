"""What an order says, as the JSON that is sealed in its row. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from tutela.orders.model import Target, TargetKind

# Texts of `Facts` that are sealed; everything else of them are columns.
TEXTS = ("legal_basis", "reasons", "redress", "information", "report_to", "withheld_ground")


@dataclass(frozen=True, slots=True)
class Content:
    """`said` is the plain text that came with it, `reason` why a person ended it."""

    texts: dict[str, str] = field(default_factory=dict, repr=False)
    targets: tuple[Target, ...] = field(default=(), repr=False)
    said: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    proposed: str = field(default="", repr=False)  # the form that a program sent, as JSON

    def because(self, reason: str) -> Content:
        """The same with another reason."""
        return replace(self, reason=reason)


def write(content: Content) -> bytes:
    """The content as bytes to be sealed."""
    plain: dict[str, Any] = {
        "texts": content.texts,
        "targets": [[one.kind.value, one.value, str(one.doubt)] for one in content.targets],
        "said": content.said,
        "reason": content.reason,
        "proposed": content.proposed,
    }
    return json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass")


def read(data: bytes) -> Content:
    """The content that `write` wrote."""
    plain = json.loads(data.decode("utf-8", "surrogatepass"))
    return Content(
        texts=dict(plain["texts"]),
        targets=tuple(
            Target(number, TargetKind(kind), value, doubt)
            for number, (kind, value, doubt) in enumerate(plain["targets"], start=1)
        ),
        said=plain["said"],
        reason=plain["reason"],
        proposed=plain["proposed"],
    )
