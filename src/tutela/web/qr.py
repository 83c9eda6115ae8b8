"""An address as a QR code (ISO/IEC 18004), drawn into the page itself: nothing is loaded for it."""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # modules around the code, which readers need


def drawn(address: str) -> Markup:
    """Dark on white, in every appearance of the page; its size comes from the style sheet."""
    code = segno.make(address, micro=False)
    svg = code.svg_inline(
        border=QUIET_ZONE, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(svg)  # noqa: S704 - made of numbers by segno, not of the address
