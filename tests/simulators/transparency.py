"""The Commission's Transparency Database, simulated: a real server that refuses what it refuses.

It speaks the API as its published documentation and code describe it: statements of reasons one by
one or up to a hundred at once, all or nothing; a platform's own identifier (puid) only once. It
keeps them in memory and can be told to misbehave. Nothing leaves this machine.

    python -m tests.simulators.transparency

prints its address and a token, and serves until its input closes.
"""

from __future__ import annotations

import argparse
import json
import secrets
import signal
import sys
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.simulators import cybertip_faults as faults
from tests.simulators.cybertip_faults import Fault, Plan, Script
from tests.simulators.cybertip_http import Server
from tests.simulators.cybertip_service import Call, Reply
from tests.simulators.listening import Listening
from tests.simulators.transparency_rules import validated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.server import ThreadingHTTPServer

__all__ = ["Fault", "Received", "Transparency"]

ROOT = "/api/v1"
MOST = 100
PER_SECOND, PER_MINUTE, PER_MINUTE_UNKNOWN = 200, 12_000, 100
DUPLICATE = "The identifier given is not unique within this platform."
DUPLICATES = "The platform identifier(s) are not all unique within this call."
UNPROCESSABLE = 422
ENDPOINTS = ("statement", "statements", "existing-puid", "show")
_SILENT = frozenset({Fault.RESET, Fault.LOSE_ANSWER, Fault.HANG})
# Its answers are not XML: of the CyberTipline's faults these make sense here.
_FAULTS = _SILENT | {
    Fault.SLOW,
    Fault.CUT,
    Fault.HTML_STATUS,
    Fault.HTML_200,
    Fault.EMPTY,
    Fault.TRUNCATED,
    Fault.REDIRECT,
    Fault.ENDLESS,
}


@dataclass(frozen=True)
class Received:
    """One request as it came in, without its token, and the status that was answered (0: none)."""

    endpoint: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    fault: Fault | None

    @property
    def puids(self) -> list[str]:
        """The identifiers it is about."""
        if not self.body:
            return []
        found = json.loads(self.body)
        return [one["puid"] for one in found.get("statements", [found])]


class Transparency(Listening):
    """The server, and what it knows of one platform. Use it as a context manager.

    The limits of requests are those of the real one; `per_minute` lowers one for a test.
    """

    def __init__(
        self,
        token: str = "",
        *,
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        per_minute: int = PER_MINUTE,
    ) -> None:
        super().__init__(port)
        self.token = token or new_token()
        self.stored: dict[str, dict[str, Any]] = {}
        self.received: list[Received] = []
        # What its rules ask for beyond those that are published: what is wrong, by field.
        self.stricter: Callable[[dict[str, Any]], dict[str, list[str]]] = lambda _statement: {}
        self._now = now
        self._per_minute = per_minute
        self._counted: Counter[tuple[str, datetime]] = Counter()
        self._script = Script()
        self._lock = threading.Condition()
        self._resumed = threading.Event()

    @property
    def url(self) -> str:
        """The base of all endpoints, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}{ROOT}"

    def serve(self, port: int) -> ThreadingHTTPServer:
        return Server(self, port)

    def generate_token(self) -> str:
        """A new token; the old one opens nothing from now on."""
        self.token = new_token()
        return self.token

    def fail(
        self,
        endpoint: str,
        fault: Fault,
        *,
        times: int = 1,
        effect: bool | None = None,
        **more: Any,
    ) -> None:
        """Lets the next `times` calls of `endpoint` meet `fault`; `effect` overrides whether they
        are processed. `status` and `location` are particulars of some faults.
        """
        if endpoint not in ENDPOINTS or fault not in _FAULTS:
            raise ValueError((endpoint, fault))
        if fault is Fault.SLOW:
            self._resumed.clear()
        does = fault not in faults.WITHOUT_EFFECT if effect is None else effect
        for _ in range(times):
            self._script.add(endpoint, Plan(fault, does, **more))

    def behave(self) -> None:
        """Forgets all planned faults."""
        self._script.clear()

    def resume(self) -> None:
        """Lets the slow answers go."""
        self._resumed.set()

    def wait(self, requests: int, seconds: float = 20) -> None:
        """Returns once so many requests came in. Raises TimeoutError."""
        with self._lock:
            if not self._lock.wait_for(lambda: len(self.received) >= requests, seconds):
                raise TimeoutError(f"{len(self.received)} of {requests} requests came in")

    def take(self, call: Call, request_id: str) -> tuple[Reply, Plan | None]:
        """Processes one request unless a fault forbids it; returns what to answer."""
        del request_id
        endpoint = _endpoint(call.path)
        with self._lock:
            plan = self._script.next(endpoint) if endpoint else None
            reply = Reply()
            if plan is None or plan.effect:
                reply = self._reply(call, endpoint)
            if plan:
                reply = _spoilt(reply, plan)
            shown = {name: text for name, text in call.headers.items() if name != "authorization"}
            fault = plan.fault if plan else None
            status = 0 if fault in _SILENT else reply.status
            self.received.append(Received(endpoint, shown, call.body, status, fault))
            self._lock.notify_all()
        return reply, plan

    def resuming(self, seconds: float) -> bool:
        """Waits for `resume()`; returns whether it came."""
        return self._resumed.wait(seconds)

    def _reply(self, call: Call, endpoint: str) -> Reply:
        known = call.headers.get("authorization", "") == f"Bearer {self.token}"
        if self._too_many(known=known):
            headers = {"Retry-After": str(60 - self._now().second), "Content-Type": "text/html"}
            return Reply(429, b"Limit Reached. Please do not overload the API", headers=headers)
        if not known:
            return _unauthenticated(call)
        if not endpoint:
            return _json(404, {"message": "Not Found"})
        return (
            self._looked_up(call, endpoint) if call.method == "GET" else self._sent(call, endpoint)
        )

    def _looked_up(self, call: Call, endpoint: str) -> Reply:
        name = call.path.rpartition("/")[2]
        if endpoint == "existing-puid":
            return self._existing(name)
        if endpoint == "show":
            return self._show(name)
        return _json(405, {"message": "The GET method is not supported for this route."})

    def _sent(self, call: Call, endpoint: str) -> Reply:
        try:
            given = json.loads(call.body)
        except ValueError:
            given = {}
        if endpoint == "statements":
            return self._many(given)
        if endpoint == "statement":
            return self._one(given, call)
        return _json(405, {"message": "The POST method is not supported for this route."})

    def _too_many(self, *, known: bool) -> bool:
        now = self._now()
        second, minute = now.replace(microsecond=0), now.replace(second=0, microsecond=0)
        who = "user" if known else "address"
        self._counted[who, minute] += 1
        self._counted[f"second of {who}", second] += 1
        most = min(PER_MINUTE_UNKNOWN, self._per_minute) if not known else self._per_minute
        fast = known and self._counted[f"second of {who}", second] > PER_SECOND
        return fast or self._counted[who, minute] > most

    def _existing(self, puid: str) -> Reply:
        found = puid in self.stored
        said = "statement of reason found" if found else "statement of reason not found"
        return _json(302 if found else 404, {"message": said, "puid": puid})

    def _show(self, name: str) -> Reply:
        found = next((one for one in self.stored.values() if one["uuid"] == name), None)
        return _json(200, found) if found else _json(404, {"message": "Not Found"})

    def _one(self, given: Any, call: Call) -> Reply:
        kept, errors = self._validated(given)
        if errors and "application/json" not in call.headers.get("accept", ""):
            return Reply(302, headers={"Location": "/"})  # as a browser would be sent back
        if errors:
            return _invalid(errors)
        if kept["puid"] in self.stored:
            content = {"message": DUPLICATE, "errors": {"puid": [DUPLICATE]}}
            return _json(UNPROCESSABLE, {**content, "existing": {"puid": kept["puid"]}})
        return _json(201, self._store(kept))

    def _many(self, given: Any) -> Reply:
        statements = given.get("statements") if isinstance(given, dict) else None
        problem = _batch_problem(statements)
        if problem or not isinstance(statements, list):
            return _invalid({"statements": [problem]})
        found = [self._validated(one) for one in statements]
        errors = {f"statement_{at}": wrong for at, (_, wrong) in enumerate(found) if wrong}
        if errors:
            return _json(UNPROCESSABLE, {"errors": errors})
        puids = [kept["puid"] for kept, _ in found]
        twice = [one for one, times in Counter(puids).items() if times > 1]
        twice = twice or [one for one in puids if one in self.stored]
        if twice:
            content = {"puid": [DUPLICATES], "existing_puids": twice}
            return _json(UNPROCESSABLE, {"message": DUPLICATES, "errors": content})
        return _json(201, {"statements": [self._store(kept) for kept, _ in found]})

    def _validated(self, given: Any) -> tuple[dict[str, Any], dict[str, list[str]]]:
        kept, errors = validated(given)
        return kept, errors or self.stricter(kept)

    def _store(self, kept: dict[str, Any]) -> dict[str, Any]:
        name = str(uuid.uuid4())
        base = self.url.removesuffix(ROOT)
        more = {
            "uuid": name,
            "platform_name": "A platform",
            "created_at": f"{self._now():%Y-%m-%d %H:%M:%S}",
            "permalink": f"{base}/statement/{name}",
            "self": f"{base}{ROOT}/statement/{name}",
        }
        self.stored[kept["puid"]] = {**kept, **more}
        return self.stored[kept["puid"]]


def new_token() -> str:
    """A token as the real one makes them: a number, a bar, letters and digits."""
    return f"{secrets.randbelow(900) + 1}|{secrets.token_hex(20)}"


def _endpoint(path: str) -> str:
    head, _, rest = path.removeprefix(ROOT + "/").partition("/")
    if not path.startswith(ROOT + "/") or head not in {"statement", "statements"}:
        return ""
    if not rest:
        return head
    return "existing-puid" if rest.startswith("existing-puid/") else "show"


def _batch_problem(statements: object) -> str:
    if statements is None or statements == []:
        return "The statements field is required."
    if not isinstance(statements, list):
        return "The statements field must be an array."
    if len(statements) > MOST:
        return f"The statements field must have between 1 and {MOST} items."
    return ""


def _invalid(errors: dict[str, list[str]]) -> Reply:
    first = next(iter(errors.values()))[0]
    more = sum(map(len, errors.values())) - 1
    tail = f" (and {more} more error{'s' if more > 1 else ''})" if more else ""
    return _json(UNPROCESSABLE, {"message": first + tail, "errors": errors})


def _unauthenticated(call: Call) -> Reply:
    # Without the header that asks for JSON a program is sent to the page for signing in.
    if "application/json" not in call.headers.get("accept", ""):
        return Reply(302, headers={"Location": "/login"})
    return _json(401, {"message": "Unauthenticated."})


def _json(status: int, content: object) -> Reply:
    body = json.dumps(content).encode()
    return Reply(status, body, headers={"Content-Type": "application/json"})


def _spoilt(reply: Reply, plan: Plan) -> Reply:
    html = {"Content-Type": "text/html"}
    if plan.fault is Fault.REDIRECT:
        return Reply(307, headers={"Location": plan.location})
    if plan.fault is Fault.HTML_STATUS:
        return Reply(plan.status, faults.PAGE, headers=html)
    if plan.fault is Fault.HTML_200:
        return Reply(200, faults.PAGE, headers=html)
    return replace(reply, body=faults.altered(plan.fault, reply.body))


def main() -> None:
    """Serves until its input closes, or until it is killed."""
    parser = argparse.ArgumentParser(description="A simulated Transparency Database.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--stay", action="store_true", help="until it is killed")
    given = parser.parse_args()
    with Transparency(port=given.port) as database:
        sys.stdout.write(f"{database.url}\n{database.token}\n")
        sys.stdout.flush()
        signal.pause() if given.stay else sys.stdin.read()


if __name__ == "__main__":
    main()
