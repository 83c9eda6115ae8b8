"""NCMEC's CyberTipline, simulated: a small real server that refuses what the real one refuses.

It speaks the Reporting API (ISPWS) as public clients and the published schema describe it, checks
by its own code, keeps reports in memory, lets unfinished ones lapse, and can be told to misbehave.
It knows only the standard library and lxml. Nothing leaves this machine.

    python -m tests.simulators.cybertip

prints its address, user and password, and serves until its input closes.
"""

from __future__ import annotations

import argparse
import secrets
import signal
import sys
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.simulators import cybertip_faults as faults
from tests.simulators import cybertip_schema as rules
from tests.simulators.cybertip_faults import Fault, Plan, Script
from tests.simulators.cybertip_http import Server
from tests.simulators.cybertip_reports import Ledger, Report, State, StoredFile
from tests.simulators.cybertip_service import ENDPOINTS, ROOT, Call, Reply, Service
from tests.simulators.listening import Listening

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.server import ThreadingHTTPServer

__all__ = ["CyberTip", "Fault", "Received", "Report", "State", "StoredFile"]


@dataclass(frozen=True)
class Received:
    """One request as it came in, without its credentials, and what was answered.

    `status` is 0 if no status was sent; `code` is the service's own code for what it did.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    size: int
    request_id: str
    status: int
    code: int
    fault: Fault | None

    @property
    def endpoint(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class CyberTip(Listening):
    """The server and what it knows. Use it as a context manager.

    `others` are further accounts; those in `without_submit_right` may not open reports. The HTTP
    status of an answer with an error code is not documented: `error_status` sets it. `newer` and
    `changed` alter the served schema (see `cybertip_schema.schema`).
    """

    def __init__(
        self,
        user: str = "esp-demo",
        password: str = "",
        *,
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        others: Mapping[str, str] | None = None,
        without_submit_right: frozenset[str] = frozenset(),
        error_status: int = 200,
        newer: bool = False,
        changed: bool = False,
    ) -> None:
        super().__init__(port)
        self.user = user
        self.password = password or secrets.token_urlsafe(16)
        self.received: list[Received] = []
        self.on_processed: Callable[[str], None] = lambda _endpoint: None
        self._ledger = Ledger(now)
        self._service = Service(
            accounts={user: self.password, **(others or {})},
            ledger=self._ledger,
            schema=rules.schema(newer=newer, changed=changed),
            now=now,
            error_status=error_status,
            without_submit_right=without_submit_right,
        )
        self._script = Script()
        self._changed = threading.Condition()
        self._resumed = threading.Event()

    @property
    def url(self) -> str:
        """The base of all endpoints, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}{ROOT}"

    @property
    def reports(self) -> dict[int, Report]:
        """All reports by id, with their state now."""
        return self._ledger.all()

    @property
    def finished(self) -> list[Report]:
        """The filed ones, in the order they were opened."""
        return [one for one in self.reports.values() if one.state is State.FINISHED]

    @property
    def open_count(self) -> int:
        """How many are open."""
        return sum(one.state is State.OPEN for one in self.reports.values())

    @property
    def requests(self) -> list[Received]:
        """What came in so far, in order."""
        with self._changed:
            return list(self.received)

    def serve(self, port: int) -> ThreadingHTTPServer:
        return Server(self, port)

    def fail(
        self,
        endpoint: str,
        fault: Fault,
        *,
        call: int | None = None,
        times: int = 1,
        effect: bool | None = None,
        **particulars: Any,
    ) -> None:
        """Lets `times` calls of `endpoint` meet `fault`, from the call of that number on.

        Calls count from 1 for each endpoint, from the start of the server; without a number it
        is the next one not yet planned. `effect` overrides whether the request is processed.
        `status`, `code` and `location` are particulars of some faults.
        """
        if endpoint not in ENDPOINTS:
            raise ValueError(endpoint)
        if fault is Fault.SLOW:
            self._resumed.clear()
        does = fault not in faults.WITHOUT_EFFECT if effect is None else effect
        for step in range(times):
            number = None if call is None else call + step
            self._script.add(endpoint, Plan(fault, does, **particulars), number)

    def behave(self) -> None:
        """Forgets all planned faults."""
        self._script.clear()

    def resume(self) -> None:
        """Lets the slow answers go."""
        self._resumed.set()

    def revoke(self, password: str = "") -> None:
        """Takes another password from now on."""
        self.password = password or secrets.token_urlsafe(16)
        self._service.accounts[self.user] = self.password

    def change_schema(self, *, newer: bool = False, changed: bool = False) -> None:
        """Serves and enforces another schema from now on."""
        self._service.schema = rules.schema(newer=newer, changed=changed)

    def wait(self, requests: int, seconds: float = 20) -> None:
        """Returns once so many requests came in. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.received) >= requests, seconds):
                raise TimeoutError(f"{len(self.received)} of {requests} requests came in")

    def take(self, call: Call, request_id: str) -> tuple[Reply, Plan | None]:
        """Processes one request unless a fault forbids it; returns what to answer."""
        plan = self._script.next(call.endpoint) if call.endpoint else None
        reply = Reply()
        if plan is None or plan.effect:
            reply = self._service.reply(call)
            self.on_processed(call.endpoint)
        if plan:
            reply = self._spoilt(reply, plan)
        self._note(call, request_id, reply, plan)
        return reply, plan

    def resuming(self, seconds: float) -> bool:
        """Waits for `resume()`; returns whether it came."""
        return self._resumed.wait(seconds)

    def _spoilt(self, reply: Reply, plan: Plan) -> Reply:
        if plan.fault is Fault.CODE:
            return self._service.refusal(plan.code, "The request could not be processed")
        if plan.fault is Fault.REDIRECT:
            return Reply(307, headers={"Location": plan.location})
        if plan.fault is Fault.HTML_STATUS:
            return Reply(plan.status, faults.PAGE)
        if plan.fault is Fault.HTML_200:
            return Reply(200, faults.PAGE)
        return replace(reply, body=faults.altered(plan.fault, reply.body))

    def _note(self, call: Call, request_id: str, reply: Reply, plan: Plan | None) -> None:
        shown = {name: text for name, text in call.headers.items() if name != "authorization"}
        silent = plan is not None and plan.fault in _SILENT
        status = 0 if silent else reply.status
        fault = plan.fault if plan else None
        with self._changed:
            self.received.append(
                Received(
                    method=call.method,
                    path=call.path,
                    headers=shown,
                    size=len(call.body),
                    request_id=request_id,
                    status=status,
                    code=reply.code,
                    fault=fault,
                )
            )
            self._changed.notify_all()


_SILENT = frozenset({Fault.RESET, Fault.LOSE_ANSWER, Fault.HANG})


def main() -> None:
    """Serves until its input closes, or until it is killed."""
    parser = argparse.ArgumentParser(description="A simulated CyberTipline.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--user", default="esp-demo")
    parser.add_argument("--stay", action="store_true", help="until it is killed")
    given = parser.parse_args()
    with CyberTip(given.user, port=given.port) as tip:
        sys.stdout.write(f"{tip.url}\n{tip.user}\n{tip.password}\n")
        sys.stdout.flush()
        signal.pause() if given.stay else sys.stdin.read()


if __name__ == "__main__":
    main()
