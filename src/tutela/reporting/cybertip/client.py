"""The calls of NCMEC's CyberTipline Reporting API: bytes out, bytes in, and a clock on each call.

What the bytes say is the business of others. Every call has one of two ends: an Answer, whatever
its status, or one of the `wire_errors`.
"""

from __future__ import annotations

import asyncio
import base64
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import httpx

from tutela.reporting.cybertip.wire_errors import (
    AnswerTooLarge,
    CallFailed,
    CredentialsRefused,
    CredentialsUnusable,
    NotReached,
    Redirected,
    Unanswered,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from httpcore import AsyncNetworkStream

    from tutela.platform.secret import Secret

_XML = {"content-type": "text/xml; charset=utf-8"}
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)
_NO_NAME = "file"
_ANY_MEDIA_TYPE = "application/octet-stream"
_UNESCAPED = {0x1B: "%1B", 0x7F: "%7F"}
_UNAUTHORIZED, _FORBIDDEN = 401, 403
_REDIRECTS = range(300, 400)
_LONGEST_REQUEST_ID = 200


@dataclass(frozen=True)
class Credentials:
    """What NCMEC issued to a provider, for one environment. Never shown.

    Raises CredentialsUnusable for what HTTP Basic cannot carry (RFC 7617).
    """

    user: str = field(repr=False)
    password: Secret = field(repr=False)

    def __post_init__(self) -> None:
        if not self.user or not self.password:
            raise CredentialsUnusable(problem="the user name or the password is missing")
        if ":" in self.user:
            raise CredentialsUnusable(problem="a user name cannot hold a colon")
        if not (self.user + self.password.reveal()).isprintable():
            raise CredentialsUnusable(problem="they hold control characters")

    def header(self) -> str:
        """The value of the Authorization header. To be sent, and kept nowhere."""
        pair = f"{self.user}:{self.password.reveal()}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")


@dataclass(frozen=True)
class Limits:
    """The most an answer may hold, and how long an upload may take if longer than other calls."""

    answer_bytes: int = 1024 * 1024
    schema_bytes: int = 4 * 1024 * 1024
    upload_seconds: float | None = None


@dataclass(frozen=True)
class Answer:
    """What came back. `request_id` is NCMEC's name for the call, or empty.

    The body may hold what was sent: it is not shown.
    """

    status: int
    request_id: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Client:
    """One account at one address. `seconds` bounds each whole call, connecting included.

    All methods raise CallFailed in one of its kinds: NotReached, Unanswered, AnswerTooLarge,
    Redirected, CredentialsRefused.
    """

    base_url: str
    credentials: Credentials
    seconds: float = 30.0
    limits: Limits = Limits()

    def status(self) -> Answer:
        """Asks whether the service is there and takes the credentials. Changes nothing."""
        return self._call("GET", "status")

    def schema(self) -> Answer:
        """Fetches the schema that the service enforces today. Changes nothing."""
        return self._call("GET", "xsd", limit=self.limits.schema_bytes)

    def submit(self, xml: bytes) -> Answer:
        """Opens a report with a `<report>` in UTF-8. Each call that is processed opens another."""
        return self._call("POST", "submit", content=xml, headers=_XML)

    def upload(self, report_id: int, name: str, data: bytes, media_type: str) -> Answer:
        """Adds a file to an open report. Each call that is processed adds another.

        Quotes, backslashes and control characters of `name` are escaped as in HTML forms; a
        `media_type` that is none is sent as unknown bytes.
        """
        # httpx escapes all others, cannot write the lone surrogates that a file name may hold, and
        # makes no file of what has no name.
        safe_name = name.translate(_UNESCAPED).encode("utf-8", "replace").decode() or _NO_NAME
        kind = media_type if _MEDIA_TYPE.fullmatch(media_type) else _ANY_MEDIA_TYPE
        return self._call(
            "POST",
            "upload",
            seconds=self.limits.upload_seconds,
            data={"id": str(report_id)},
            files={"file": (safe_name, data, kind)},
        )

    def file_info(self, xml: bytes) -> Answer:
        """Describes an uploaded file with a `<fileDetails>` in UTF-8. May be repeated."""
        return self._call("POST", "fileinfo", content=xml, headers=_XML)

    def finish(self, report_id: int) -> Answer:
        """Files an open report. It cannot be undone."""
        return self._call("POST", "finish", data={"id": str(report_id)})

    def retract(self, report_id: int) -> Answer:
        """Cancels an open report. It cannot be undone; a finished one stays."""
        return self._call("POST", "retract", data={"id": str(report_id)})

    def _call(
        self,
        method: str,
        endpoint: str,
        *,
        limit: int | None = None,
        seconds: float | None = None,
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> Answer:
        exchange = _Exchange(endpoint, limit or self.limits.answer_bytes)
        url = f"{self.base_url.rstrip('/')}/{endpoint}"
        sent = {**_OURS, "authorization": self.credentials.header(), **(headers or {})}
        bound = self.seconds if seconds is None else seconds
        result = exchange.run(bound, method, url, headers=sent, **content)
        # Raised here, the error has no exception of httpx in its context, which knows the headers.
        if isinstance(result, CallFailed):
            raise result
        return result


_OURS = {"user-agent": "tutela", "accept-encoding": "identity"}


class _Exchange:
    """One request and its answer, and how far it came."""

    def __init__(self, endpoint: str, limit: int) -> None:
        self._endpoint = endpoint
        self._limit = limit
        self._sending = False
        self._stream: AsyncNetworkStream | None = None

    def run(self, seconds: float, method: str, url: str, **parts: Any) -> Answer | CallFailed:
        """Returns every outcome, and raises none."""
        try:
            # httpx limits each read; only a clock around everything stops an answer that drips.
            return asyncio.run(
                asyncio.wait_for(self._exchange(seconds, method, url, parts), seconds)
            )
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the call has failed
            kind = Unanswered if self._sending else NotReached
            return kind(endpoint=self._endpoint, problem=type(error).__name__)

    async def _exchange(
        self, seconds: float, method: str, url: str, parts: dict[str, Any]
    ) -> Answer | CallFailed:
        asyncio.get_running_loop().set_default_executor(_Resolving(max_workers=1))
        try:
            return await self._send(seconds, method, url, parts)
        finally:
            # httpcore forgets a connection whose TLS handshake is cut off by the clock.
            if self._stream:
                await self._stream.aclose()

    async def _send(
        self, seconds: float, method: str, url: str, parts: dict[str, Any]
    ) -> Answer | CallFailed:
        # trust_env: neither a proxy nor a netrc of the environment is what was approved.
        async with (
            httpx.AsyncClient(
                trust_env=False, follow_redirects=False, timeout=seconds, verify=_authorities()
            ) as client,
            client.stream(method, url, extensions={"trace": self._trace}, **parts) as response,
        ):
            return await self._judge(response)

    async def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self._stream = info["return_value"]
        # The connection stands, TLS included, and the first byte of the request is about to go.
        if event.endswith(".send_request_headers.started"):
            self._sending = True

    async def _judge(self, response: httpx.Response) -> Answer | CallFailed:
        status = response.status_code
        if status in _REDIRECTS:
            return Redirected(endpoint=self._endpoint, status=status)
        if status == _UNAUTHORIZED:
            return CredentialsRefused(endpoint=self._endpoint, status=status)
        body = await self._body(response)
        if body is None:
            return AnswerTooLarge(endpoint=self._endpoint, limit=self._limit)
        if status == _FORBIDDEN and not body:
            return CredentialsRefused(endpoint=self._endpoint, status=status)
        return Answer(status, _request_id(response), body)

    async def _body(self, response: httpx.Response) -> bytes | None:
        body = bytearray()
        # Raw: what was asked for uncompressed is not inflated, so its size is what was read.
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._limit:
                return None
        return bytes(body)


class _Resolving(ThreadPoolExecutor):
    """Looks up host names; one that takes too long is left behind, not waited for at the end."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the signature of the class above
        super().shutdown(wait=False, cancel_futures=cancel_futures)


def _request_id(response: httpx.Response) -> str:
    given = response.headers.get("request-id", "")
    return "".join(one for one in given if one.isprintable())[:_LONGEST_REQUEST_ID]


@cache
def _authorities() -> ssl.SSLContext:
    # Reading them takes longer than most calls.
    return httpx.create_ssl_context(trust_env=False)
