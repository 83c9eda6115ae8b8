"""Carrying messages to other nodes: each node by itself, so that none stops another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import httpx

from tutela.federation import parcels
from tutela.federation.parcels import LARGEST_ANSWER, Tried
from tutela.platform import log

if TYPE_CHECKING:
    import threading
    from uuid import UUID

    from tutela.federation.parcels import Parcel
    from tutela.platform.node import Node

PAUSE: Final = 0.25  # seconds
SECONDS: Final = 20.0  # for one try, whatever the other side does
AT_ONCE: Final = 16  # nodes that are written to at the same moment


class Courier:
    """Carries what waits, in a loop, for a thread of its own."""

    def __init__(self, node: Node, pause: float = PAUSE, seconds: float = SECONDS) -> None:
        self._node = node
        self._pause = pause
        self._seconds = seconds
        self._trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Carries until `stop` is set. Goes on through every failure."""
        asyncio.run(self._run(stop))

    def once(self) -> int:
        """Tries each node once that something waits for; how many."""
        return asyncio.run(self._once())

    async def _run(self, stop: threading.Event) -> None:
        under_way: dict[UUID, asyncio.Task[None]] = {}
        async with _client(self._seconds) as client:
            while not stop.is_set():
                under_way = {one: task for one, task in under_way.items() if not task.done()}
                for one in await self._due():
                    if one not in under_way and len(under_way) < AT_ONCE:
                        under_way[one] = asyncio.create_task(self._carry(client, one))
                await asyncio.sleep(self._pause)
            for task in under_way.values():
                task.cancel()
            await asyncio.gather(*under_way.values(), return_exceptions=True)

    async def _once(self) -> int:
        async with _client(self._seconds) as client:
            due = await self._due()
            await asyncio.gather(*(self._carry(client, one) for one in due))
        return len(due)

    async def _due(self) -> list[UUID]:
        try:
            found = await asyncio.to_thread(parcels.due, self._node)
        except Exception as error:  # noqa: BLE001 - it must go on once the cause has gone
            self._tell(getattr(error, "sentence", type(error).__name__))
            return []
        self._tell("")
        return found

    async def _carry(self, client: httpx.AsyncClient, peer_id: UUID) -> None:
        """One try for one node. What cannot even be written down is tried again."""
        try:
            parcel = await asyncio.to_thread(parcels.pack, self._node, peer_id)
            if parcel is None:
                return
            tried = await self._send(client, parcel)
            await asyncio.to_thread(parcels.settle, self._node, parcel, tried)
        except Exception as error:  # noqa: BLE001
            problem = getattr(error, "sentence", type(error).__name__)
            out = log.get("federation")
            out.error("a node is not written to", peer=str(peer_id), problem=problem)

    async def _send(self, client: httpx.AsyncClient, parcel: Parcel) -> Tried:
        try:
            # httpx limits each read; only a clock around everything stops a node that drips.
            async with asyncio.timeout(self._seconds):
                return await _post(client, parcel)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever went wrong, it is one failed try
            return Tried(None, failure=type(error).__name__)

    def _tell(self, trouble: str) -> None:
        """Logs a trouble when it comes and when it goes."""
        if trouble and trouble != self._trouble:
            log.get("federation").error("other nodes are not written to", problem=trouble)
        self._trouble = trouble


def _client(seconds: float) -> httpx.AsyncClient:
    # trust_env: a proxy named in the environment is not an address that anybody compared.
    return httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        timeout=seconds,
        headers={"user-agent": "tutela", "accept-encoding": "identity"},
    )


async def _post(client: httpx.AsyncClient, parcel: Parcel) -> Tried:
    async with client.stream(
        "POST", parcel.url, content=parcel.post, headers=parcel.headers
    ) as response:
        answer = b""
        async for part in response.aiter_raw():
            answer += part
            if len(answer) > LARGEST_ANSWER:
                return Tried(None, failure="its answer is too large")
        return Tried(response.status_code, answer)
