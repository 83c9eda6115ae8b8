"""How long scans took: gathered in memory, added to the one table that all processes share."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tutela.detection.tables import scan_time
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Seconds: from a refusal by the gate to a large file that used up its decoder's time.
BOUNDS: Final = (
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, math.inf
)  # fmt: skip


class Times:
    """How many scans took at most so long. Not for two threads at once."""

    def __init__(self) -> None:
        self.counts = [0] * len(BOUNDS)
        self.seconds = [0.0] * len(BOUNDS)

    def add(self, seconds: float) -> None:
        """Counts one scan that took so long."""
        place = bisect_left(BOUNDS, seconds)
        self.counts[place] += 1
        self.seconds[place] += seconds

    def take_back(self, other: Times) -> None:
        """Counts again what could not be written."""
        for place, count in enumerate(other.counts):
            self.counts[place] += count
            self.seconds[place] += other.seconds[place]

    def write(self, connection: Connection) -> None:
        """Adds the counts to the table."""
        rows = [
            {
                "service_id": NODE_SERVICE,
                "most": most,
                "item_count": self.counts[place],
                "seconds": self.seconds[place],
            }
            for place, most in enumerate(BOUNDS)
            if self.counts[place]
        ]
        if not rows:
            return
        statement = insert(scan_time)
        adding = statement.on_conflict_do_update(
            index_elements=[scan_time.c.service_id, scan_time.c.most],
            set_={
                "item_count": scan_time.c.item_count + statement.excluded.item_count,
                "seconds": scan_time.c.seconds + statement.excluded.seconds,
            },
        )
        connection.execute(adding, rows)


def read(connection: Connection) -> tuple[list[tuple[float, int]], float]:
    """How many scans took at most so long (each bound with those below it), and seconds in all."""
    found = {row.most: row for row in connection.execute(select(scan_time))}
    running, cumulated = 0, []
    for most in BOUNDS:
        running += found[most].item_count if most in found else 0
        cumulated.append((most, running))
    return cumulated, sum(row.seconds for row in found.values())
