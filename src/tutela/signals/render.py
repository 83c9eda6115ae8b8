"""Bytes of a picture to the frames a viewer would show.

Decoders are the widest attack surface there is. Whoever feeds them strangers' bytes does so in
a process that may be killed (`tutela.detection.sandbox`), one picture at a time.
"""

from __future__ import annotations

import io
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageOps, UnidentifiedImageError

from tutela.signals import png
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Limits, Problem
from tutela.signals.pixels import Rgb, to_rgb

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = (
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "TIFF", "JPEG2000", "PPM", "ICO"),
    *("BLP", "CUR", "DCX", "DDS", "DIB", "FITS", "FLI", "FTEX", "GBR", "ICNS", "IM", "MSP"),
    *("PCX", "PIXAR", "PSD", "QOI", "SGI", "SUN", "XBM", "XPM", "XVTHUMB", "PCD", "MCIDAS"),
    # These have no certain mark at their beginning, so they come last.
    *("IMT", "IPTC", "SPIDER", "TGA"),
)
"""Every format that is decoded inside the process.

Left out: EPS (runs Ghostscript), WMF (handed to Windows), BUFR, GRIB, HDF5 and MPEG (recognised
but never decoded by Pillow). MPO is read with JPEG.
"""

_ONE_PICTURE = frozenset({"PSD", "ICO", "ICNS", "CUR"})  # their "frames" are layers and sizes

pillow_heif.register_heif_opener()
Image.init()


def confine(limits: Limits) -> None:
    """Set the libraries' process-wide limits. Call it once, in a decoding process."""
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    pillow_heif.options.DECODE_THREADS = 1


class Rendering:
    """An opened picture: its header is read, its pixels are not yet decoded."""

    def __init__(self, image: Image.Image, limits: Limits) -> None:
        self._image = image
        self._limits = limits
        self.media_type = image.get_format_mimetype() if image.format else None  # type: ignore[attr-defined]
        self.width, self.height = image.size

    def frames(self) -> Iterator[Rgb]:
        """Up to `max_frames` frames, the main one first, the others evenly spaced.

        Raises NoFingerprint where a frame cannot be shown whole; the frames before it stand.
        """
        with _failures_named():
            numbers = self._numbers()
        for number in numbers:
            with _failures_named():
                frame = self._frame(number)
            yield frame

    def _numbers(self) -> list[int]:
        main = self._image.tell()
        if self._image.format in _ONE_PICTURE:
            return [main]
        count = getattr(self._image, "n_frames", 1)
        others = [number for number in range(count) if number != main]
        room = self._limits.max_frames - 1
        return [main, *_evenly(others, room)]

    def _frame(self, number: int) -> Rgb:
        if self._image.tell() != number:
            self._image.seek(number)
        _check_pixels(self._image, self._limits)
        self._image.load()
        _check_pixels(self._image, self._limits)
        return to_rgb(_upright(self._image))


def render(data: bytes, limits: Limits) -> Rendering:
    """Open the picture and check what its header declares; nothing is decoded yet.

    Raises NoFingerprint with the problem `empty`, `too large`, `unsupported format`,
    `too many pixels` or `undecodable`.
    """
    if problem := limits.refuse(data):
        raise NoFingerprint(problem=problem)
    source = png.essential(data) if data.startswith(png.SIGNATURE) else data
    with _failures_named(unidentified=_unidentified(data)):
        image = Image.open(io.BytesIO(source), formats=FORMATS)
        _check_pixels(image, limits)
        return Rendering(image, limits)


@contextmanager
def _failures_named(unidentified: Problem = Problem.UNDECODABLE) -> Iterator[None]:
    """Decoders raise nearly everything on hostile bytes; each failure becomes a Problem."""
    try:
        yield
    except NoFingerprint:
        raise
    except MemoryError:
        raise NoFingerprint(problem=Problem.OUT_OF_MEMORY) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoFingerprint(problem=Problem.TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise NoFingerprint(problem=unidentified) from None
    except Exception:  # noqa: BLE001
        raise NoFingerprint(problem=Problem.UNDECODABLE) from None


def _unidentified(data: bytes) -> Problem:
    """Whether unreadable bytes at least begin like a format that is read."""
    known = any(_begins_like(name, data[:16]) for name in FORMATS)
    return Problem.UNDECODABLE if known else Problem.UNSUPPORTED_FORMAT


def _begins_like(name: str, beginning: bytes) -> bool:
    accept = Image.OPEN[name][1]
    try:
        return accept is not None and accept(beginning) is True
    except (IndexError, struct.error):
        return False  # too short to tell


def _check_pixels(image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.max_pixels:
        raise NoFingerprint(problem=Problem.TOO_MANY_PIXELS)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as EXIF says (CIPA DC-008, Orientation)."""
    for name in ("xmp", "XML:com.adobe.xmp"):
        image.info.pop(name, None)  # Pillow would obey an orientation there; browsers do not.
    try:
        turned = ImageOps.exif_transpose(image)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        return image  # Broken EXIF turns nothing.
    return turned


def _evenly(numbers: list[int], room: int) -> list[int]:
    """At most `room` of the numbers, evenly spaced, the first and the last among them."""
    if len(numbers) <= room:
        return numbers
    if room < 2:  # noqa: PLR2004
        return numbers[len(numbers) - room :]
    step = (len(numbers) - 1) / (room - 1)
    return [numbers[round(place * step)] for place in range(room)]
