"""A file that a page gives away, to be saved rather than shown."""

from __future__ import annotations

from fastapi.responses import Response


def attached(data: bytes | str, media_type: str, name: str) -> Response:
    """`data` under a name, which is ours and never somebody else's text."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)


def pdf(data: bytes, name: str) -> Response:
    """A PDF under a name."""
    return attached(data, "application/pdf", name)
