"""A harmless film of two drawings, made by a formula: the first that a decoding process reads."""

from __future__ import annotations

import io
from typing import Final

import av
import numpy as np
from av.video.frame import VideoFrame

SIDE: Final = 32
RATE: Final = 2


def reel() -> bytes:
    """Two pictures of stripes in a second, as Motion JPEG in a Matroska file."""
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as made:
        stream = made.add_stream("mjpeg", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = SIDE, SIDE, "yuvj420p"
        for number in range(RATE):
            shades = np.full((SIDE, SIDE, 3), 60 + 90 * number, np.uint8)
            shades[:, :: number + 2] = 200
            made.mux(stream.encode(VideoFrame.from_ndarray(shades, format="rgb24")))
        made.mux(stream.encode(None))
    return out.getvalue()
