"""Whole files of every format that is decoded: what the fuzzing begins with."""

from __future__ import annotations

from functools import cache
from typing import Any

from PIL import Image
from tests.fuzz.built_seeds import BUILT
from tests.fuzz.drawing import picture
from tests.fuzz.film_seeds import FILMS, film_seeds
from tests.picture_modes import in_mode, modes_of, saved

from tutela.signals.render import FORMATS

FORMS = (*FORMATS, *FILMS)
"""Everything that is decoded: the formats of pictures, and the kinds of films."""

OPTIONS: dict[str, tuple[dict[str, Any], ...]] = {
    "JPEG": (
        {"progressive": True, "optimize": True},
        {"restart_marker_rows": 1, "subsampling": 0},
        {"quality": 20, "comment": b"drawn", "dpi": (72, 72)},
    ),
    "GIF": ({"interlace": 0}, {"transparency": 3, "comment": b"drawn"}),
    "WEBP": ({"lossless": True}, {"quality": 10, "method": 0}),
    "AVIF": ({"quality": 30, "speed": 10}, {"subsampling": "4:0:0", "speed": 10}),
    "HEIF": ({"quality": 30}, {"chroma": 444}),
    "TIFF": (
        *({"compression": f"tiff_{name}"} for name in ("lzw", "adobe_deflate", "jpeg")),
        {"compression": "packbits"},
        {"big_tiff": True},
    ),
    "JPEG2000": ({"irreversible": True}, {"tile_size": (16, 16)}, {"no_jp2": True}),
    "TGA": ({"compression": "tga_rle"},),
    "DDS": tuple({"pixel_format": name} for name in ("DXT1", "BC2", "BC3", "BC5")),
    "ICO": ({"bitmap_format": "bmp"}, {"sizes": [(16, 16), (32, 32)]}),
}
"""How else the coloured picture is written, beside plainly in every mode."""
ONE_BIT = {"TIFF": ({"compression": "group3"}, {"compression": "group4"})}
MOVING = {
    "PNG": {},
    "GIF": {"duration": 40, "disposal": 2},
    "WEBP": {},
    "AVIF": {"speed": 10},
    "HEIF": {},
    "TIFF": {},
}


LARGE = frozenset({"ICNS"})
"""What Pillow writes only at a megapixel; the seeds made by hand stand for it."""


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """Every seed file of the format."""
    if form in FILMS:
        return film_seeds(form)
    modes = modes_of(form) if form in Image.SAVE and form not in LARGE else ()
    plain = [saved(in_mode(picture(), mode), form) for mode in modes]
    fancy = [_written(form, "RGB", options) for options in OPTIONS.get(form, ())]
    one_bit = [_written(form, "1", options) for options in ONE_BIT.get(form, ())]
    built = [make() for make in BUILT.get(form, ())]
    return (*plain, *fancy, *one_bit, *built, *_moving(form), *_turned(form))


def _written(form: str, mode: str, options: dict[str, Any]) -> bytes:
    return saved(in_mode(picture(), mode), form, **options)


def _moving(form: str) -> list[bytes]:
    if form == "JPEG":
        return [saved(picture(), "MPO", save_all=True, append_images=[picture().rotate(90)])]
    if form not in MOVING:
        return []
    others = [picture().rotate(turn) for turn in (20, 40, 60, 80)]
    return [saved(picture(), form, save_all=True, append_images=others, **MOVING[form])]


def _turned(form: str) -> list[bytes]:
    if form not in {"JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"}:
        return []
    exif = Image.Exif()
    exif[0x0112] = 6
    return [saved(picture(), form, exif=exif.tobytes())]  # HEIF knows no other way
