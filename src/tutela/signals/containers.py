"""By which beginning a file is known as a film, and which reader opens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file that holds films: FFmpeg's name of its reader, and its media type."""

    reader: str
    media_type: str


MP4: Final = Container("mov", "video/mp4")
QUICKTIME: Final = Container("mov", "video/quicktime")
WEBM: Final = Container("matroska", "video/webm")
MATROSKA: Final = Container("matroska", "video/x-matroska")
AVI: Final = Container("avi", "video/x-msvideo")
ASF: Final = Container("asf", "video/x-ms-asf")
FLV: Final = Container("flv", "video/x-flv")
MPEG: Final = Container("mpeg", "video/mpeg")
MPEG_TS: Final = Container("mpegts", "video/mp2t")

READERS: Final = ("mov", "matroska", "avi", "asf", "flv", "mpeg", "mpegts")
"""Every reader that is ever used. None of them opens another file or an address.

Left out, because they do: playlists (HLS, DASH, concat), and whatever is known by its name alone.
"""

_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_PICTURES: Final = frozenset({
    *(b"avif", b"avis", b"mif1", b"msf1", b"miaf", b"MiHE", b"MiHB", b"MA1B", b"MA1A"),
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"crx "),
})  # fmt: skip
_PACKET: Final = 188  # of a transport stream (ISO/IEC 13818-1, 2.4.3.2)
_PACKETS: Final = 5
_HEAD: Final = 64


def container_of(data: bytes) -> Container | None:
    """What kind of film the bytes begin like; None for a picture or anything else."""
    for beginning, found in _BEGINNINGS.items():
        if data.startswith(beginning):
            return found
    if data[4:8] in _BOXES:
        return _with_boxes(data)
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in data[:_HEAD] else MATROSKA
    if data.startswith(b"RIFF"):
        return AVI if data[8:12] in {b"AVI ", b"AVIX"} else None
    gif = data.startswith(b"GIF8")  # begins with the sign of a packet, too
    return MPEG_TS if not gif and _is_transport_stream(data) else None


_BEGINNINGS: Final = {
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": ASF,
    b"FLV\x01": FLV,
    b"\x00\x00\x01\xba": MPEG,
}


def _with_boxes(data: bytes) -> Container | None:
    """Files of ISO/IEC 14496-12, of which some are pictures."""
    if data[4:8] != b"ftyp":
        return QUICKTIME
    brand = data[8:12]
    if brand in _PICTURES:
        return None
    return QUICKTIME if brand == b"qt  " else MP4


def _is_transport_stream(data: bytes) -> bool:
    """Also where each packet has a time stamp of four bytes before it."""
    return any(
        len(data) >= _PACKETS * size
        and all(data[extra + place * size] == ord("G") for place in range(_PACKETS))
        for size, extra in ((_PACKET, 0), (_PACKET + 4, 4))
    )
