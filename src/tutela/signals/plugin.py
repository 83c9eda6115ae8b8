"""What a kind of signal must offer. Kinds are found by entry points of the group `tutela.signals`.

An entry point names an object of this shape; its name equals the object's `name`. Authors run
`tutela.signals.contract.verify` on it; ours passes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tutela.signals.model import Limits


@dataclass(frozen=True, slots=True)
class Examples:
    """Working examples a kind brings along, for its contract and its documentation.

    `known` pairs contents with the text of their signal; `same` pairs contents that must match,
    `different` contents that must not; `refused` are texts that are no signal of this kind.
    """

    known: tuple[tuple[bytes, str], ...]
    same: tuple[tuple[bytes, bytes], ...]
    different: tuple[tuple[bytes, bytes], ...]
    refused: tuple[str, ...]


class SignalType(Protocol):
    """One kind of signal: a fixed number of bytes computed from content, and a distance."""

    @property
    def name(self) -> str:
        """A stable name in lower case: `sha256`, `pdq`."""

    @property
    def size(self) -> int:
        """Bytes in one signal."""

    @property
    def reach(self) -> int:
        """The greatest distance at which two signals match by default; 0 means exact."""

    def parse(self, text: str) -> bytes:
        """The signal a text stands for; SignalTextError where it stands for none."""

    def compute(self, data: bytes, limits: Limits) -> tuple[bytes, ...]:
        """The content's signals, the main one first; NoFingerprint where there is none."""

    def distance(self, one: bytes, other: bytes) -> int:
        """0 for equal signals; symmetric."""

    def examples(self) -> Examples:
        """Working examples of this kind."""
