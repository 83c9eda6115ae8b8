"""Reading multipart forms in memory: an item's bytes must never touch the disk in the clear."""

from __future__ import annotations

from contextlib import asynccontextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from tutela.platform.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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


async def whole_form(request: Request) -> FormData:
    """The form of a page, read once; a file in it lives in memory only, bounded by the body limit.

    Raises FormInvalid.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data" and request._form is None:  # noqa: SLF001 - where it is kept
        async with form_in_memory(request) as form:
            parts = [(name, await _held(part)) for name, part in form.multi_items()]
        request._form = FormData(parts)  # noqa: SLF001
    return await request.form()


async def _held(part: UploadFile | str) -> UploadFile | str:
    """A part of a form that nobody needs to close."""
    if isinstance(part, str):
        return part
    data = BytesIO(await part.read())
    return UploadFile(data, size=part.size, filename=part.filename, headers=part.headers)


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
