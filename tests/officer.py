"""An officer of an institution with a browser, before its own web door."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import httpx
import pypdfium2
from tests.stage import PASSWORD
from tests.world import BOSS

from tutela.platform.accounts import service as accounts
from tutela.platform.secret import Secret
from tutela.web.app import create_app

if TYPE_CHECKING:
    from tests.institutions import Institution

    from tutela.platform.permissions import Role


class Officer:
    """Somebody named otto, signed in. `answer` is what the last form led to."""

    def __init__(self, at: Institution, *roles: Role) -> None:
        accounts.add_account(at.node, BOSS, "otto", roles=list(roles), password=Secret(PASSWORD))
        app = create_app(cast("Any", SimpleNamespace(node=at.node, keyring=None)))
        transport = httpx.ASGITransport(app, client=("192.0.2.9", 4711))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8321")
        assert self.sends("/login", page="/login", name="otto", password=PASSWORD) == 303

    def reads(self, path: str) -> str:
        answer = asyncio.run(self._client.get(path, follow_redirects=True))
        assert answer.status_code == 200, answer.text
        return answer.text

    def saves(self, path: str) -> str:
        """The words of a PDF that a page offers."""
        answer = asyncio.run(self._client.get(path))
        assert answer.headers["content-type"] == "application/pdf", answer.text
        document = pypdfium2.PdfDocument(answer.content)
        return "\n".join(page.get_textpage().get_text_range() for page in document)

    def sends(self, path: str, *, page: str, **fields: str) -> int:
        [token, *_] = re.findall(r'name="csrf" value="([^"]*)"', self.reads(page))
        self.answer = asyncio.run(self._client.post(path, data={"csrf": token} | fields))
        return self.answer.status_code
