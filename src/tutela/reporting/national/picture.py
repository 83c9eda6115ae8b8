"""A PDF as pictures, one for each page: for the pages and the demo."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2

from tutela.reporting.national.errors import PictureBroken

if TYPE_CHECKING:
    from PIL import Image

MOST = 20
SCALE = 1.5  # times 72 dots to the inch
_LARGEST = 4.0


def pictures(pdf: bytes, *, scale: float = SCALE, most: int = MOST) -> list[bytes]:
    """The first `most` pages as PNG. `scale` is bounded to 4. Raises PictureBroken."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise PictureBroken from error
    try:
        count = min(len(document), most)
        return [_picture(document, page, min(scale, _LARGEST)) for page in range(count)]
    finally:
        document.close()


def _picture(document: pypdfium2.PdfDocument, number: int, scale: float) -> bytes:
    page = document[number]
    try:
        return _png(page.render(scale=scale).to_pil())
    finally:
        page.close()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
