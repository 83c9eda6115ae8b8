"""What an index consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """How an index stands now, in numbers.

    `generation` rises with each switch to other files. `entries` can be found; `withdrawn` still
    take room until a merge. `log_rows` are changes since the last merge. `mark` is the last one
    noted.
    """

    generation: int
    entries: int
    withdrawn: int
    log_rows: int
    file_bytes: int
    segments: int
    mark: int | None
