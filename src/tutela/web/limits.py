"""How much may be sent: judged before it is read, and strangers may send little.

The application reads a form or a JSON body before it asks who sent it; so it is asked here, as soon
as a body under /v1 is larger than any stranger's need be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from tutela.platform.errors import TutelaError
from tutela.web.errors import API, BodyTooLarge, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

KIBIBYTE = 1024
FORM = 64 * KIBIBYTE  # a page's form
STRANGER = 64 * KIBIBYTE  # anybody, before the key is known to be valid


@dataclass(frozen=True, slots=True)
class Limits:
    """Most bytes a body may have, by the beginning of the path; the longest beginning counts."""

    by_path: Mapping[str, int]
    otherwise: int = FORM

    def of(self, path: str) -> int:
        fitting = [begin for begin in self.by_path if path.startswith(begin)]
        return self.by_path[max(fitting, key=len)] if fitting else self.otherwise


class _Refused(Exception):
    """The body is not read on."""


class BodyLimit:
    """Refuses bodies that are too large, or large and without a valid key.

    `check_key` gets the request and raises Unauthenticated (or another TutelaError).
    """

    def __init__(
        self, app: ASGIApp, limits: Limits, check_key: Callable[[Request], object]
    ) -> None:
        self._app = app
        self.limits = limits
        self._check_key = check_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(self, Request(scope), receive, send)
        await body.announced()
        if body.refusal is None:
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if body.refusal is None or body.started:
                    raise
        if body.refusal is not None and not body.started:
            response = answer(Request(scope), body.refusal)
            response.headers["Connection"] = "close"  # the rest is not read
            await response(scope, receive, send)

    async def judge(self, request: Request, size: int) -> TutelaError | None:
        """Why a body of `size` bytes or more is refused, if it is."""
        limit = self.limits.of(request.url.path)
        if size > limit:
            return BodyTooLarge(limit=limit)
        if size > STRANGER and request.url.path.startswith(API + "/"):
            try:
                await run_in_threadpool(self._check_key, request)
            except TutelaError as error:
                return error
        return None


class _Body:
    """One request's body on its way in, and the answer on its way out."""

    def __init__(self, judge: BodyLimit, request: Request, receive: Receive, send: Send) -> None:
        self._judge = judge
        self._request = request
        self._receive = receive
        self._send = send
        self._read = 0
        self._judged = STRANGER
        self.refusal: TutelaError | None = None
        self.started = False

    async def announced(self) -> None:
        """Judges the length the sender names, before anything is read."""
        named = self._request.headers.get("content-length", "")
        if named.isascii() and named.isdigit():
            self.refusal = await self._judge.judge(self._request, int(named))

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > self._judged:
                self.refusal = await self._judge.judge(self._request, self._read)
                self._judged = self._judge.limits.of(self._request.url.path)
            if self.refusal is not None:
                raise _Refused
        return message

    async def send(self, message: Message) -> None:
        # The application may have made its own answer of the refusal: ours replaces it.
        if self.refusal is not None and not self.started:
            return
        self.started = True
        await self._send(message)
