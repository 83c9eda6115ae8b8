"""Reading multipart forms in memory: an item's bytes must never touch the disk in the clear."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.formparsers import MultiPartException, MultiPartParser

from tutela.platform.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.datastructures import FormData
    from starlette.requests import Request

MOST_FILES = 1000
MOST_FIELDS = 50
LARGEST_FIELD = 64 * 1024


class FormInvalid(BadInput):
    """The form cannot be read: {problem}"""

    code = "form-invalid"


class _InMemory(MultiPartParser):
    # The parser writes larger files to a temporary folder; ours are bounded by the body limit.
    spool_max_size = 2**62


@asynccontextmanager
async def form_in_memory(request: Request) -> AsyncIterator[FormData]:
    """The form that `request` carries; its files live in memory only. Raises FormInvalid."""
    parser = _InMemory(
        request.headers,
        request.stream(),
        max_files=MOST_FILES,
        max_fields=MOST_FIELDS,
        max_part_size=LARGEST_FIELD,
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise FormInvalid(problem=error.message) from None
    try:
        yield form
    finally:
        await form.close()
