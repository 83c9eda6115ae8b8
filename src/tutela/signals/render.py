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
from PIL import AvifImagePlugin, ExifTags, Image, ImageOps, UnidentifiedImageError

from tutela.signals import png
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Limits, Problem
from tutela.signals.pixels import Rgb, sees_through, to_rgb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

_SHADES = 256
_TURNS = range(2, 9)  # 1 is upright
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0

pillow_heif.register_heif_opener()
Image.init()


def confine(limits: Limits) -> None:
    """Set the libraries' process-wide limits. Call it once, in a decoding process."""
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    # In one piece, so that pixels need not be copied. The module is there, but has no types.
    Image.core.set_use_block_allocator(1)  # type: ignore[attr-defined]
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

        A main frame that one can see through comes twice: as it looks on white and on black.
        Raises NoFingerprint where a frame cannot be shown whole; the frames before it stand.
        """
        with failures_named():
            main, others = self._image.tell(), self._count() - 1
            image = self._loaded(main)
            papers = ("white", "black") if sees_through(image) else ("white",)
        for paper in papers[: self._limits.max_frames]:
            with failures_named():
                frame = self._seen(image, paper)
            yield frame
        del image  # its memory is needed for the next one
        for place in _evenly(others, self._limits.max_frames - len(papers)):
            with failures_named():
                frame = self._seen(self._loaded(place + (place >= main)))
            yield frame

    @property
    def stills(self) -> int:
        """How many pictures follow each other in it; 1 for one that stands still."""
        with failures_named():
            return max(1, self._count())

    def spread(self, most: int) -> Iterator[tuple[Rgb, float]]:
        """Up to `most` frames, evenly spaced and in their order, on white, each with the
        milliseconds it stands for. Raises NoFingerprint; the frames before it stand.
        """
        for place in _evenly(self.stills, most):
            with failures_named():
                image = self._loaded(place)
                frame = self._seen(image)
                lasts = image.info.get("duration", self._image.info.get("duration", 0))
            yield frame, lasts if isinstance(lasts, int | float) and lasts > 0 else 0

    def _count(self) -> int:
        """How many frames the file declares; what a file declares may be any number."""
        alone = self._image.format in _ONE_PICTURE
        return 1 if alone else getattr(self._image, "n_frames", 1)

    def _loaded(self, number: int) -> Image.Image:
        if self._image.tell() != number:
            self._image.seek(number)
        _check_pixels(self._image, self._limits)
        self._image.load()
        _check_pixels(self._image, self._limits)
        return _upright(_with_its_shades(self._image))

    def _seen(self, image: Image.Image, paper: str = "white") -> Rgb:
        return _positive(self._image, to_rgb(image, paper))


def render(data: bytes, limits: Limits) -> Rendering:
    """Open the picture and check what its header declares; nothing is decoded yet.

    Raises NoFingerprint with the problem `empty`, `too large`, `unsupported format`,
    `too many pixels` or `undecodable`.
    """
    if problem := limits.refuse(data):
        raise NoFingerprint(problem=problem)
    source = png.essential(data) if data.startswith(png.SIGNATURE) else data
    with failures_named(unidentified=_unidentified(data)):
        image = Image.open(io.BytesIO(source), formats=FORMATS)
        _check_pixels(image, limits)
        return Rendering(image, limits)


@contextmanager
def failures_named(unidentified: Problem = Problem.UNDECODABLE) -> Iterator[None]:
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


def _with_its_shades(image: Image.Image) -> Image.Image:
    """Grey values by the table that the file may bring along; Pillow reads it, and no more (IM)."""
    if image.mode in {"P", "PA"} and image.palette is None:
        return image.copy()  # Pillow loses the palette of an icon that it blows up; a copy has one.
    table: list[int] | None = getattr(image, "lut", None)
    if table is None or image.mode not in {"L", "LA"}:
        return image
    return image.point(table + list(range(_SHADES)) * (image.mode == "LA"))


def _positive(image: Image.Image, seen: Rgb) -> Rgb:
    """Deep greys whose zero is white (TIFF 6.0, PhotometricInterpretation) as they look."""
    tags = getattr(image, "tag_v2", {})
    deep = image.mode == "F" or image.mode.startswith("I")
    return 255 - seen if deep and tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO else seen


def _upright(image: Image.Image) -> Image.Image:
    """Turned as EXIF says (CIPA DC-008, Orientation)."""
    for name in ("xmp", "XML:com.adobe.xmp"):
        image.info.pop(name, None)  # Pillow would obey an orientation there; browsers do not.
    try:
        turn = image.getexif().get(ExifTags.Base.Orientation)
        return ImageOps.exif_transpose(image) if turn in _TURNS else image
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        return image  # Broken EXIF turns nothing.


def _evenly(count: int, room: int) -> Iterable[int]:
    """At most `room` of the places 0 to `count`, evenly spaced, the first and the last among them.

    Nothing is made for the places left out: a few bytes may declare billions of frames.
    """
    if count <= room:
        return range(count)
    if room < 2:  # noqa: PLR2004
        return range(count - max(room, 0), count)
    return [(2 * place * (count - 1) + room - 1) // (2 * (room - 1)) for place in range(room)]
