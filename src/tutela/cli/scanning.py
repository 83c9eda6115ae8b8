"""Opening the node in TUTELA_HOME with all that scanning needs. `opening.py` needs far less."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutela import assembly
from tutela.cli.opening import sealing, settings_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.assembly import Program
    from tutela.platform.settings import Settings


@contextmanager
def scanning(settings: Settings | None = None) -> Iterator[Program]:
    """The node with the index, the decoders and the legal gate; sealed as by every command."""
    with assembly.open_program(settings or settings_found()) as program, sealing(program.node):
        yield program
