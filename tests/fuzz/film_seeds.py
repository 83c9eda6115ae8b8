"""Whole films of every kind that is read, small and with sound: what their fuzzing begins with."""

from __future__ import annotations

from typing import Any, Final

from tests.films import film

SMALL: Final = {"seconds": 0.6, "size": (96, 80), "group": 6}  # x265 breaks at less than 64
FILMS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "MP4": (
        {"codec": "libx264", "sound": "aac"},
        {"codec": "libx264", "fragmented": True, "degrees": 90},
        {"codec": "libx265"},
        {"codec": "mpeg4"},
    ),
    "MOV": (
        {"codec": "prores_ks", "pixels": "yuv422p10le"},
        {"codec": "mjpeg", "pixels": "yuvj420p"},
    ),
    "WEBM": (
        {"codec": "libvpx", "sound": "libopus"},
        {"codec": "libvpx-vp9"},
        {"codec": "libsvtav1"},
    ),
    "MKV": ({"codec": "libx264", "films": 2}, {"codec": "mpeg4", "sound": "flac"}),
    "AVI": ({"codec": "mpeg4", "sound": "mp3"},),
    "MPEG": ({"codec": "mpeg1video"},),
    "TS": ({"codec": "mpeg2video", "sound": "mp2"},),
    "FLV": ({"codec": "flv"},),
    "ASF": ({"codec": "wmv2"},),
}  # fmt: skip
"""By what they are called, how each seed is written."""
_MUXERS: Final = {"MKV": "matroska", "TS": "mpegts"}


def film_seeds(form: str) -> tuple[bytes, ...]:
    """Every seed of that kind of film."""
    container = _MUXERS.get(form, form.lower())
    return tuple(film(container, **SMALL, **how) for how in FILMS[form])
