"""A browser and an API client in front of the real application, without a network."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, cast

import httpx
import pytest
import structlog
from fastapi import APIRouter, Body, Depends, Form, Request

from tutela.platform.accounts import service
from tutela.platform.accounts.api_keys import create_key
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.actor import Actor, operator
from tutela.platform.permissions import Permission, Role
from tutela.platform.secret import Secret
from tutela.platform.services.model import Policy
from tutela.platform.services.service import ServiceUnknown, declare_service
from tutela.web import templates
from tutela.web.access import key_needs, needs, open_to_all
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from tutela.platform.node import Node

PASSWORD = "nine lives of a quiet cat"
CANARY = "canary-that-must-not-leave"
ADDRESS = "http://127.0.0.1:8321"


@dataclass(frozen=True)
class Program:
    """The least a web door stands on."""

    node: Node
    keyring: KeyRing


class Browser:
    """Sends requests one by one and keeps cookies, as a browser without script does."""

    def __init__(self, app: FastAPI, address: str = ADDRESS) -> None:
        transport = httpx.ASGITransport(app, client=("192.0.2.9", 4711))
        self._client = httpx.AsyncClient(transport=transport, base_url=address)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.request(method, path, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.send("GET", path, **more)

    def submit(self, page: httpx.Response, path: str, **fields: str) -> httpx.Response:
        """Sends the form of `page`, with its hidden fields and these."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        return self.send("POST", path, data=hidden | fields)

    def sign_in(self, name: str, password: str = PASSWORD, then: str = "") -> httpx.Response:
        page = self.get("/login", params={"next": then} if then else {})
        return self.submit(page, "/login", name=name, password=password)

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._client.cookies)


trial = APIRouter()


@trial.get("/trial")
def show(
    request: Request, session: Annotated[Session, Depends(needs(Permission.CASE_READ))]
) -> Any:
    return templates.page(request, "start.html", places=(), expires_at=session.expires_at)


@trial.post("/trial")
def take(
    session: Annotated[Session, Depends(needs(Permission.CASE_DECIDE))],
    note: Annotated[str, Form()] = "",
) -> dict[str, str]:
    return {"by": session.actor.name, "note": note}


@trial.post("/v1/trial/raw")
async def raw(
    request: Request, actor: Annotated[Actor, Depends(key_needs(Permission.SCAN))]
) -> dict[str, Any]:
    return {"by": actor.name, "bytes": len(await request.body())}


@trial.post("/v1/trial/json")
def as_json(
    actor: Annotated[Actor, Depends(key_needs(Permission.MATCH))],
    number: Annotated[int, Body(embed=True)],
) -> dict[str, Any]:
    return {"by": actor.name, "number": number}


@trial.get("/v1/fail", dependencies=[Depends(open_to_all)])
@trial.get("/fail", dependencies=[Depends(open_to_all)])
def fail() -> None:
    value = CANARY
    raise ValueError(f"a fault with {value}")


@trial.get("/v1/refuse", dependencies=[Depends(open_to_all)])
@trial.get("/refuse", dependencies=[Depends(open_to_all)])
def refuse() -> None:
    raise ServiceUnknown(service="<script>")


@pytest.fixture
def app(node: Node) -> FastAPI:
    """The application of a production node, and a few routes to try it with."""
    made = create_app(cast("Any", Program(node, KeyRing(node))))
    made.include_router(trial)
    return made


@pytest.fixture
def open_browser(app: FastAPI) -> Callable[..., Browser]:
    """Opens another browser, at another address if one is given."""
    return partial(Browser, app)


@pytest.fixture
def browser(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser()


@pytest.fixture
def demo_browser(demo_node: Node) -> Browser:
    """A browser in front of a demo node."""
    return Browser(create_app(cast("Any", Program(demo_node, KeyRing(demo_node)))))


@pytest.fixture
def mira(node: Node) -> str:
    """The name of a reviewer who signs in with PASSWORD."""
    service.add_account(node, operator("console"), "mira", [Role.REVIEWER], Secret(PASSWORD))
    return "mira"


@pytest.fixture
def ada(node: Node) -> str:
    """The name of an auditor who signs in with PASSWORD."""
    service.add_account(node, operator("console"), "ada", [Role.AUDITOR], Secret(PASSWORD))
    return "ada"


@pytest.fixture
def make_key(node: Node) -> Callable[..., dict[str, str]]:
    """Makes a key with these scopes; returns the header that carries it."""

    def make(*scopes: Permission) -> dict[str, str]:
        boss = operator("console")
        declare_service(node, boss, "forum", title="Forum", policy=Policy())
        chosen = scopes or (Permission.SCAN, Permission.MATCH)
        token = create_key(node, boss, "forum", "uploader", scopes=chosen)
        return {"Authorization": f"Bearer {token.reveal()}"}

    return make


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Gives what was written since `log.configure`, to the log and anywhere else."""
    yield lambda: "".join(capfd.readouterr())
    structlog.reset_defaults()
