"""Items posted over a few open connections, as fast as they are answered."""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 60  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Door:
    """Where items are posted. `{number}` in the path is another for each item."""

    address: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)

    def post(self, connection: http.client.HTTPConnection, number: int, item: bytes) -> Any:
        """The answer. Headers and body go out separately. RuntimeError unless it is a 200."""
        connection.request("POST", self.path.format(number=number), item, dict(self.headers))
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{self.address} answered {answer.status}: {text[:500]!r}")
        return json.loads(text)


def rate(
    door: Door, items: Sequence[bytes], *, connections: int, warm: float, seconds: float
) -> float:
    """Items answered a second, after `warm` seconds that do not count. Raises as `post` does."""
    numbers, done = count(), []
    end = time.perf_counter() + warm + seconds

    def post() -> None:
        connection = door.open()
        while time.perf_counter() < end:
            number = next(numbers)
            door.post(connection, number, items[number % len(items)])
            done.append(time.perf_counter())
        connection.close()

    with ThreadPoolExecutor(connections) as threads:
        for posting in [threads.submit(post) for _ in range(connections)]:
            posting.result()
    return sum(end - seconds < one <= end for one in done) / seconds
