"""Small files of the formats that Pillow reads and does not write, made by hand.

Each is as short as its reader allows. The layouts are those of Pillow's readers and of the format
descriptions they cite.
"""

from __future__ import annotations

import gzip
import struct
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from tests.fuzz.drawing import HEIGHT, WIDTH, grey, picture
from tests.picture_modes import in_mode, png_file, saved

if TYPE_CHECKING:
    from collections.abc import Callable

SHADES = grey().tobytes()
COLOURS = picture().tobytes()


def cursor(mode: str) -> bytes:
    """An icon with bitmaps whose type says cursor."""
    icon = bytearray(saved(in_mode(picture(), mode), "ICO", bitmap_format="bmp"))
    icon[2:4] = b"\x02\x00"
    return bytes(icon)


def dcx(pages: int) -> bytes:
    """A directory of PCX pages."""
    page = saved(grey(), "PCX")
    first = 4 + 4 * (pages + 1)
    places = [first + number * len(page) for number in range(pages)]
    return struct.pack(f"<I{pages}II", 987654321, *places, 0) + page * pages


def fits(bits: int) -> bytes:
    """A plain image of 8, 16, 32 or -32 bits a shade, most significant byte first."""
    kind = {8: ">u1", 16: ">i2", 32: ">i4", -32: ">f4", -64: ">f8"}[bits]
    data = np.asarray(grey()).astype(kind).tobytes()
    return (
        _cards(f"SIMPLE  = T|BITPIX  = {bits}|NAXIS   = 2|NAXIS1  = {WIDTH}|NAXIS2  = {HEIGHT}")
        + data
    )


def packed_fits() -> bytes:
    """An image in a table, compressed as one tile."""
    data = gzip.compress(np.asarray(grey()).astype(">i4").tobytes(), mtime=0)
    return (
        _cards("SIMPLE  = T|BITPIX  = 8|NAXIS   = 0")
        + _cards(
            "XTENSION= 'BINTABLE'|BITPIX  = 8|NAXIS   = 2|NAXIS1  = 8|NAXIS2  = 1|ZIMAGE  = T|"
            f"ZCMPTYPE= 'GZIP_1  '|ZBITPIX = 8|ZNAXIS  = 2|ZNAXIS1 = {WIDTH}|ZNAXIS2 = {HEIGHT}"
        )
        + bytes(8)
        + data
    )


def _cards(text: str) -> bytes:
    cards = "".join(card.ljust(80) for card in [*text.split("|"), "END"])
    return cards.ljust(2880).encode()


def fli(frames: int) -> bytes:
    """An animation: a palette, a frame copied whole, then line-compressed and changed lines."""
    lines = [SHADES[y * WIDTH : (y + 1) * WIDTH] for y in range(HEIGHT)]
    palette = struct.pack("<HBB", 1, 0, 0) + bytes(number // 3 for number in range(768))
    runs = b"".join(b"\x01" + bytes([256 - WIDTH]) + line for line in lines)
    changed = struct.pack("<HH", 2, 3) + b"".join(b"\x01\x04\x08" + line[:8] for line in lines[2:5])
    moved = (
        struct.pack("<H", 2)
        + b"\x01\x00\x04\x04"
        + lines[0][:8]
        + b"\x01\x00\x04\x04"
        + lines[1][:8]
    )
    all_ = [
        _fli_frame(_fli_chunk(4, palette), _fli_chunk(16, SHADES)),
        _fli_frame(_fli_chunk(15, runs)),
        _fli_frame(_fli_chunk(12, changed)),
        _fli_frame(_fli_chunk(7, moved)),
    ]
    body = b"".join(all_[number % len(all_)] for number in range(frames))
    header = struct.pack("<IHHHHHHI", 128 + len(body), 0xAF12, frames, WIDTH, HEIGHT, 8, 0, 10)
    return header.ljust(128, b"\x00") + body


def _fli_chunk(kind: int, body: bytes) -> bytes:
    return struct.pack("<IH", 6 + len(body), kind) + body


def _fli_frame(*chunks: bytes) -> bytes:
    body = b"".join(chunks)
    return struct.pack("<IHH8x", 16 + len(body), 0xF1FA, len(chunks)) + body


def ftex(*, packed: bool) -> bytes:
    """A texture, raw or in DXT1 blocks."""
    data = _blocks(8) if packed else COLOURS
    head = struct.pack("<4siiiiiii", b"FTEX", 1, WIDTH, HEIGHT, 1, 1, int(not packed), 32)
    return head + struct.pack("<i", len(data)) + data


def _blocks(size: int) -> bytes:
    """Four pixels by four in `size` bytes each; any bytes are some picture."""
    count = ((WIDTH + 3) // 4) * ((HEIGHT + 3) // 4)
    return (COLOURS * 3)[: count * size]


def blp_blocks(alpha_encoding: int, size: int) -> bytes:
    """A texture in DXT1, DXT3 or DXT5 blocks."""
    data = _blocks(size)
    head = b"BLP2" + struct.pack("<ibbbbII", 1, 2, 1, alpha_encoding, 0, WIDTH, HEIGHT)
    return head + _blp_places(20 + 128 + 1024, len(data)) + bytes(1024) + data


def blp_jpeg() -> bytes:
    """A texture whose picture is a JPEG behind a shared header."""
    data = saved(picture(), "JPEG")
    head = b"BLP1" + struct.pack("<iIIIii", 0, 0, WIDTH, HEIGHT, 4, 0)
    return head + _blp_places(28 + 128 + 4, len(data)) + struct.pack("<I", 0) + data


def _blp_places(first: int, length: int) -> bytes:
    return struct.pack("<16I16I", first, *[0] * 15, length, *[0] * 15)


def dds_blocks(name: bytes, size: int, kind: int = 0) -> bytes:
    """A texture in blocks; `DX10` has a second header with the kind of block."""
    pixels = struct.pack("<II4s5I", 32, 4, name, 0, 0, 0, 0, 0)
    head = struct.pack("<4s7I44x", b"DDS ", 124, 0x1007, HEIGHT, WIDTH, 0, 0, 0)
    more = struct.pack("<5I", kind, 3, 0, 1, 0) if name == b"DX10" else b""
    return head + pixels + struct.pack("<5I", 0x1000, 0, 0, 0, 0) + more + _blocks(size)


def gbr(version: int, *, colour: bool) -> bytes:
    """A GIMP brush."""
    more = b"GIMP" + struct.pack(">I", 10) if version == 2 else b""
    size = 20 + len(more) + 6
    head = struct.pack(">5I", size, version, WIDTH, HEIGHT, 4 if colour else 1)
    return head + more + b"brush\0" + (picture().convert("RGBA").tobytes() if colour else SHADES)


def pixar() -> bytes:
    """A dumped PIXAR picture."""
    head = bytearray(1024)
    head[:4] = b"\x80\xe8\x00\x00"
    struct.pack_into("<HH4xHH", head, 416, HEIGHT, WIDTH, 14, 2)
    return bytes(head) + COLOURS


def psd(*, packed: bool, mode: int = 3) -> bytes:
    """A Photoshop file of grey (1), RGB (3) or CMYK (4) channels with a resource and a layer."""
    channels = {1: [SHADES], 3: _planes(3), 4: _planes(4)}[mode]
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, len(channels), HEIGHT, WIDTH, 8, mode)
    resource = b"8BIM" + struct.pack(">HBxI", 1039, 0, 4) + b"none"
    head += struct.pack(">I", 0) + struct.pack(">I", len(resource)) + resource
    layer = _psd_layer()
    head += struct.pack(">II", len(layer) + 4, len(layer)) + layer
    if not packed:
        return head + b"\x00\x00" + b"".join(channels)
    lines = [_packbits(line) for channel in channels for line in _lines(channel)]
    return (
        head
        + b"\x00\x01"
        + b"".join(struct.pack(">H", len(one)) for one in lines)
        + b"".join(lines)
    )


def _psd_layer() -> bytes:
    record = struct.pack(">4iH", 0, 0, 4, 4, 1) + struct.pack(">HI", 0, 18)
    record += b"8BIMnorm\xff\x00\x00\x00" + struct.pack(">I", 12) + bytes(8) + b"\x03one"
    return struct.pack(">h", 1) + record + b"\x00\x00" + SHADES[:16]


def icon_family() -> bytes:
    """An Apple icon: a PNG, a JPEG 2000, and run-length colours with their mask."""
    small, large = picture().resize((16, 16)), picture().resize((32, 32))
    runs = b"".join(
        b"\x7f" + plane[at : at + 128]
        for plane in (band.tobytes() for band in large.split())
        for at in range(0, len(plane), 128)
    )
    parts = {
        b"icp4": saved(small, "PNG"),
        b"icp5": saved(large, "JPEG2000"),
        b"il32": runs,
        b"l8mk": large.convert("L").tobytes(),
    }
    return _family(parts)


def icon_runs() -> bytes:
    """An Apple icon of run-length colours alone."""
    plane = b"".join(b"\x7f" + bytes(range(128)) for _ in range(2))
    return _family({b"is32": plane * 3, b"s8mk": bytes(range(256))})


def _family(parts: dict[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack(">I", 8 + len(one)) + one for name, one in parts.items())
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def _planes(count: int) -> list[bytes]:
    return [band.tobytes() for band in picture().convert({3: "RGB", 4: "CMYK"}[count]).split()]


def _lines(channel: bytes) -> list[bytes]:
    return [channel[at : at + WIDTH] for at in range(0, len(channel), WIDTH)]


def _packbits(line: bytes) -> bytes:
    return bytes([len(line) - 1]) + line


def sun(depth: int, kind: int = 1) -> bytes:
    """A Sun raster: 1, 8 or 24 bits, raw (1), run-length (2) or RGB (3)."""
    data = {1: in_mode(picture(), "1").tobytes(), 8: SHADES, 24: COLOURS}[depth]
    if kind == 2:
        data = data.replace(b"\x80", b"\x80\x00") + b"\x80\x20\x40"
    return struct.pack(">8I", 0x59A66A95, WIDTH, HEIGHT, depth, len(data), kind, 0, 0) + data


def xpm(colours: int) -> bytes:
    """An X pixmap with one or two letters a pixel."""
    letters = 1 if colours < 64 else 2
    keys = [f"{chr(48 + n // 64)}{chr(48 + n % 64)}"[-letters:] for n in range(colours)]
    table = [
        f'"{key} c #{n % 256:02X}{n * 7 % 256:02X}{n * 13 % 256:02X}",'
        for n, key in enumerate(keys)
    ]
    table[0] = f'"{keys[0]} c None",'
    rows = [
        '"' + "".join(keys[shade * colours // 256] for shade in line) + '",'
        for line in _lines(SHADES)
    ]
    head = ["/* XPM */", "static char *drawn[] = {", f'"{WIDTH} {HEIGHT} {colours} {letters}",']
    return "\n".join([*head, *table, "/* pixels */", *rows, "};\n"]).encode()


def xv_thumbnail() -> bytes:
    """A thumbnail of the viewer xv: a byte a pixel."""
    return (
        f"P7 332\n#XVVERSION:Version 2.28\n#END_OF_COMMENTS\n{WIDTH} {HEIGHT} 255\n".encode()
        + SHADES
    )


def photo_cd(orientation: int) -> bytes:
    """A Photo CD: its one size is 768 by 512, so this file is large."""
    head = bytearray(96 * 2048)
    head[2048:2052] = b"PCD_"
    head[2048 + 1538] = orientation
    luma = np.resize(np.frombuffer(SHADES, np.uint8), 768 * 512 * 3 // 2)
    return bytes(head) + luma.tobytes()


def mcidas(size: int) -> bytes:
    """A satellite's area file of 1, 2 or 4 bytes a shade."""
    words = [0] * 64
    words[1], words[8], words[9], words[10] = 4, HEIGHT, WIDTH, size
    words[13], words[33] = 1, 256
    kind = {1: ">u1", 2: ">u2", 4: ">i4"}[size]
    return struct.pack(">64i", *words) + np.asarray(grey()).astype(kind).tobytes()


def imt() -> bytes:
    """An image of the IM Tools."""
    return f"* drawn\nwidth {WIDTH}\nheight {HEIGHT}\npixel n8\n\x0c".encode() + SHADES


def iptc() -> bytes:
    """A grey picture in IPTC fields."""
    fields = [
        (3, 20, struct.pack(">H", WIDTH)),
        (3, 30, struct.pack(">H", HEIGHT)),
        (3, 60, b"\x01\x00"),
        (3, 120, b"\x01"),
        *((8, 10, SHADES[at : at + 1000]) for at in range(0, len(SHADES), 1000)),
    ]
    return b"".join(struct.pack(">BBBH", 0x1C, *tag, len(body)) + body for *tag, body in fields)


def run_length_bmp() -> bytes:
    """A bitmap with eight bits a pixel in runs (BI_RLE8)."""
    runs = b"".join(bytes([1, shade]) for shade in SHADES[:WIDTH]) + b"\x00\x00"
    data = runs * HEIGHT + b"\x00\x01"
    palette = b"".join(bytes([shade, shade, shade, 0]) for shade in range(256))
    info = struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 8, 1, len(data), 0, 0, 256, 0)
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + info + palette + data


BLP_BLOCKS = ((0, 8), (1, 16), (7, 16))
BUILT: dict[str, tuple[Callable[[], bytes], ...]] = {
    "PNG": (
        lambda: png_file(picture(), interlaced=True),
        lambda: png_file(picture(), bits=16),
        lambda: png_file(picture().convert("RGBA"), bits=16),
    ),
    "BMP": (run_length_bmp,),
    "BLP": (*(partial(blp_blocks, kind, size) for kind, size in BLP_BLOCKS), blp_jpeg),
    "DDS": tuple(
        partial(dds_blocks, name, size, kind)
        for name, size, kind in (
            *((b"DXT1", 8, 0), (b"DXT3", 16, 0), (b"DXT5", 16, 0), (b"ATI1", 8, 0)),
            *((b"DX10", 16, 83), (b"DX10", 16, 95), (b"DX10", 16, 98)),
        )
    ),
    "CUR": (lambda: cursor("RGBA"), lambda: cursor("1"), lambda: cursor("P")),
    "DCX": (lambda: dcx(1), lambda: dcx(3)),
    "FITS": (*(partial(fits, bits) for bits in (8, 16, 32, -32, -64)), packed_fits),
    "FLI": (lambda: fli(1), lambda: fli(9)),
    "FTEX": (lambda: ftex(packed=True), lambda: ftex(packed=False)),
    "GBR": (lambda: gbr(1, colour=False), lambda: gbr(2, colour=True)),
    "PIXAR": (pixar,),
    "PSD": (
        *(partial(psd, packed=False, mode=mode) for mode in (1, 3, 4)),
        lambda: psd(packed=True),
    ),
    "SUN": (lambda: sun(1), lambda: sun(8), lambda: sun(8, 2), lambda: sun(24), lambda: sun(24, 3)),
    "XPM": (lambda: xpm(32), lambda: xpm(200), lambda: xpm(256)),
    "XVTHUMB": (xv_thumbnail,),
    "PCD": (lambda: photo_cd(0), lambda: photo_cd(1)),
    "MCIDAS": tuple(partial(mcidas, size) for size in (1, 2, 4)),
    "ICNS": (icon_family, icon_runs),
    "IMT": (imt,),
    "IPTC": (iptc,),
}
