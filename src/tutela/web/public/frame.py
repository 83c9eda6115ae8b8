"""The frame around every public page: a choice of language, and whom to call in danger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tutela.platform import languages
from tutela.web import templates
from tutela.web.program import program_of

if TYPE_CHECKING:
    from typing import Any

    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from tutela.texts.catalogue import Catalogue

PUBLIC = "/public"
ASKED = "lang"


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that the page can be read in, by its own name."""

    tag: str
    name: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What `public/base.html` shows around a page. `asked` is the language of the address, if any:
    a browser's own wish need not be repeated.
    """

    demo: bool
    choices: tuple[Choice, ...]
    asked: str

    def to(self, path: str, **query: str) -> str:
        """The address of a page of ours, in the language that was asked for."""
        if self.asked:
            query[ASKED] = self.asked
        return f"{path}?{urlencode(query)}" if query else path


def page(request: Request, template: str, *, status: int = 200, **view: Any) -> HTMLResponse:
    """`template` inside the frame, in the language that the address names or the browser prefers.

    Never pass rows or secrets.
    """
    catalogue = language(request)
    return templates.rendered(
        catalogue, template, status=status, frame=_frame(request, catalogue), **view
    )


def language(request: Request) -> Catalogue:
    """The language of whoever asks for a public page."""
    accepted = request.headers.get("accept-language", "")
    settings = program_of(request).node.settings
    return languages.for_anybody(settings, _asked(request), accepted=accepted)


def is_public(path: str) -> bool:
    """Whether an address belongs to the public pages."""
    return path == PUBLIC or path.startswith(PUBLIC + "/")


def _frame(request: Request, read: Catalogue) -> Frame:
    node = program_of(request).node
    offered = languages.public(node.settings)
    asked = _asked(request)
    return Frame(
        demo=node.identity.demo,
        choices=tuple(_choice(request, one, read) for one in offered),
        asked=asked if any(one.language == asked for one in offered) else "",
    )


def _choice(request: Request, one: Catalogue, read: Catalogue) -> Choice:
    # The answer to a form has no address of its own: there the language is chosen by its page.
    path = request.url.path if is_public(request.url.path) else PUBLIC
    address = f"{path}?{urlencode({ASKED: one.language})}"
    return Choice(one.language, one.name, address, one.language == read.language)


def _asked(request: Request) -> str:
    return request.query_params.get(ASKED, "")[:20]
