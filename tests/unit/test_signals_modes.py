"""Whatever the colour mode, a file matches the RGB picture that a viewer shows of it."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from examples import photographs
from PIL import Image, ImageDraw
from tests import picture_modes as modes

from tutela.signals.compute import perceive
from tutela.signals.model import MIN_QUALITY, Limits, Pdq
from tutela.signals.pdq import distance, hash_pixels
from tutela.signals.pixels import to_rgb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

REACH = 31
LIMITS = Limits()
NAMES = ("astronaut.png", "camera.png", "chelsea.png", "coffee.png", "retina.jpg")
FEW = NAMES[::2]
SIDE = 200
Turn = Image.Transpose

# These writers cut deep shades off at 255: the file itself shows another picture.
CUT_OFF = {(form, mode) for form in ("GIF", "WEBP", "AVIF") for mode in modes.DEEP if mode != "F"}
SLOW = {"ICNS"}  # Pillow writes a megapixel, whatever it is given, and spoils I;16B on the way
LOSSY = {"quality": 90}
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": LOSSY, "WEBP": LOSSY, "AVIF": LOSSY | {"speed": 10}, "HEIF": LOSSY,
    "ICO": {"sizes": [(SIDE, SIDE)]},
}  # fmt: skip


@cache
def photograph(name: str) -> Image.Image:
    """A square of the photograph, in RGB."""
    image = photographs.picture(name)
    side = min(image.size)
    return image.crop((0, 0, side, side)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


@cache
def expected(name: str) -> Pdq:
    return hash_pixels(np.asarray(photograph(name)))


def reaches(data: bytes, wanted: Pdq) -> bool:
    """Whether the file's main frame matches and says enough."""
    perception = perceive(data, LIMITS)
    assert perception.problem is None
    return near(perception.frames[0], wanted)


def reaches_on_some_paper(data: bytes, wanted: Pdq) -> bool:
    """Whether a file one can see through matches, as it looks on white or on black."""
    on_white, on_black = perceive(data, LIMITS).frames
    return near(on_white, wanted) or near(on_black, wanted)


def near(one: Pdq, other: Pdq) -> bool:
    assert one.quality >= MIN_QUALITY
    return distance(one.bits, other.bits) <= REACH


def rgba(name: str, alpha: Image.Image) -> Image.Image:
    image = photograph(name).copy()
    image.putalpha(alpha)
    return image


def on(paper: Image.Image, image: Image.Image) -> Pdq:
    """The PDQ of the picture on a sheet of paper, laid there by plain arithmetic."""
    share = np.asarray(image.getchannel("A"))[..., np.newaxis] / 255
    front, back = np.asarray(image)[..., :3], np.asarray(paper.convert("RGB"))
    return hash_pixels(np.rint(front * share + back * (1 - share)).astype(np.uint8))


WHITE = Image.new("RGB", (SIDE, SIDE), "white")


def rounded() -> Image.Image:
    """Clear corners, as pictures on pages have them."""
    mask = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, SIDE - 1, SIDE - 1), SIDE // 8, fill=255)
    return mask


def faded() -> Image.Image:
    """Clear to the right, by and by."""
    ramp = np.linspace(255, 120, SIDE).astype(np.uint8)
    return Image.fromarray(np.tile(ramp, (SIDE, 1)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", modes.MODES)
def test_every_mode_is_seen_as_its_rgb_rendering(mode: str, name: str) -> None:
    assert near(hash_pixels(to_rgb(modes.in_mode(photograph(name), mode))), expected(name))


@pytest.mark.parametrize(
    ("form", "mode"),
    [pair for pair in modes.pairs() if pair not in CUT_OFF and pair[0] not in SLOW],
)
def test_every_format_in_every_mode_matches_its_rgb_rendering(form: str, mode: str) -> None:
    for name in FEW:
        image = modes.in_mode(photograph(name), mode)
        data = modes.saved(image, form, **OPTIONS.get(form, {}))
        assert reaches(data, expected(name)), name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "made",
    [
        lambda image: modes.png_file(image, interlaced=True),
        lambda image: modes.png_file(image, bits=16),
        lambda image: modes.png_file(image, bits=16, interlaced=True),
        lambda image: modes.png_file(image.convert("RGBA"), bits=16),
    ],
    ids=["Adam7", "16-bit RGB", "16-bit RGB in Adam7", "16-bit RGBA"],
)
def test_what_pillow_does_not_write_matches_too(
    made: Callable[[Image.Image], bytes], name: str
) -> None:
    assert reaches(made(photograph(name)), expected(name))


@pytest.mark.parametrize("mode", [one for one in modes.modes_of("ICNS") if one != "I;16B"])
def test_an_icon_blown_up_by_its_writer_matches_still(mode: str) -> None:
    name = "astronaut.png"
    data = modes.saved(modes.in_mode(photograph(name), mode), "ICNS")
    assert reaches(data, expected(name))


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("bits", [9, 10, 12, 14, 16])
@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_shades_of_fewer_bits_than_their_words_hold_keep_their_detail(
    form: str, bits: int, name: str
) -> None:
    shades = np.asarray(photograph(name).convert("L")).astype(np.uint16) * (1 << bits - 8)
    assert reaches(modes.saved(Image.fromarray(shades), form), expected(name))


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
def test_a_tiff_whose_zero_is_white_is_no_negative(kind: str, name: str) -> None:
    shades = np.asarray(photograph(name).convert("L"))
    # Pillow itself turns what it writes so in 8 bits, and nothing deeper.
    stored = {
        "u1": shades,
        "u2": 65535 - shades.astype("u2") * 257,
        "f4": 255 - shades.astype("f4"),
    }
    data = modes.saved(Image.fromarray(stored[kind]), "TIFF", tiffinfo={262: 0})
    assert reaches(data, expected(name))


@pytest.mark.parametrize("mode", ["P", "PA"])
def test_grey_values_go_by_the_table_in_the_file(mode: str) -> None:
    grey = photograph("camera.png").convert("L").quantize(100).convert(mode)
    assert reaches(modes.saved(grey, "IM"), expected("camera.png"))


def _cmyk_jpeg(image: Image.Image, transform: int | None) -> bytes:
    """CMYK inverted, as Adobe's programs write it: plain (0), as YCCK (2), or without their mark.

    Browsers take every CMYK JPEG for inverted, marked or not.
    """
    bands = image.convert("CMYK").split()
    if transform == 2:
        ycc = Image.merge("RGB", bands[:3]).convert("YCbCr").split()
        bands = (*(band.point(lambda shade: 255 - shade) for band in ycc), bands[3])
    data = modes.saved(Image.merge("CMYK", bands), "JPEG", quality=95, subsampling=0)
    mark = data.index(b"\xff\xee\x00\x0eAdobe")
    if transform is None:
        return data[:mark] + data[mark + 16 :]
    return data[: mark + 15] + bytes([transform]) + data[mark + 16 :]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("transform", [None, 0, 2], ids=["unmarked", "Adobe CMYK", "Adobe YCCK"])
def test_an_inverted_cmyk_jpeg_is_no_negative(transform: int | None, name: str) -> None:
    assert reaches(_cmyk_jpeg(photograph(name), transform), expected(name))


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("alpha", [rounded, faded])
@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF", "TIFF", "JPEG2000", "TGA", "QOI", "DDS"])
def test_transparency_matches_the_rendering_on_white(
    form: str, alpha: Callable[[], Image.Image], name: str
) -> None:
    image = rgba(name, alpha())
    assert reaches(modes.saved(image, form, **OPTIONS.get(form, {})), on(WHITE, image))


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("mode", ["LA", "La", "PA", "RGBa"])
def test_transparency_in_other_modes_matches_the_rendering_on_white(mode: str, name: str) -> None:
    image = rgba(name, rounded())
    turned = image.convert("LA").convert("La") if mode == "La" else _with_alpha(image, mode)
    assert near(hash_pixels(to_rgb(turned)), on(WHITE, image))


def _with_alpha(image: Image.Image, mode: str) -> Image.Image:
    if mode != "PA":
        return image.convert(mode)
    paletted = image.convert("RGB").quantize(256).convert("PA")
    paletted.putalpha(image.getchannel("A"))
    return paletted


PAPERS: dict[str, Callable[[], Image.Image]] = {
    "black": lambda: Image.new("RGB", (SIDE, SIDE)),
    "grey": lambda: Image.new("RGB", (SIDE, SIDE), "grey"),
    "orange": lambda: Image.new("RGB", (SIDE, SIDE), "orange"),
    "dark grey": lambda: Image.new("RGB", (SIDE, SIDE), "#222"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("paper", PAPERS)
def test_clear_corners_match_on_any_background(paper: str, name: str) -> None:
    image = rgba(name, rounded())
    assert reaches_on_some_paper(modes.saved(image, "PNG"), on(PAPERS[paper](), image))


@pytest.mark.parametrize("name", FEW)
def test_an_opaque_picture_is_seen_once(name: str) -> None:
    opaque = rgba(name, Image.new("L", (SIDE, SIDE), 255))
    assert len(perceive(modes.saved(opaque, "PNG"), LIMITS).frames) == 1


@pytest.mark.parametrize(("most", "seen"), [(1, 1), (2, 2), (3, 3), (9, 4)])
def test_what_is_seen_twice_counts_among_the_frames(most: int, seen: int) -> None:
    frames = [rgba(name, rounded()) for name in FEW]
    data = _moving("PNG", frames, disposal=1, blend=0)
    assert len(perceive(data, Limits(max_frames=most)).frames) == seen


@pytest.mark.parametrize("paper", PAPERS)
def test_colours_that_nobody_sees_change_nothing(paper: str) -> None:
    image = rgba("chelsea.png", rounded())
    hidden = Image.composite(image.convert("RGB"), PAPERS[paper]().convert("RGB"), rounded())
    hidden.putalpha(rounded())
    plain, other = (perceive(modes.saved(one, "PNG"), LIMITS).frames for one in (image, hidden))
    assert plain == other


@pytest.mark.parametrize("name", FEW)
def test_a_picture_that_is_all_clear_is_never_called_readable(name: str) -> None:
    image = rgba(name, Image.new("L", (SIDE, SIDE), 0))
    assert perceive(modes.saved(image, "PNG"), LIMITS).problem is not None


def _keyed(image: Image.Image, mode: str) -> tuple[Image.Image, Any, np.ndarray[Any, Any]]:
    """The picture in a mode, one of its shades, and where that shade is."""
    turned = modes.in_mode(image, mode)
    shade = turned.getpixel((SIDE // 2, SIDE // 2))
    values = np.asarray(turned)
    here = values == np.asarray(shade)
    return turned, shade, here.all(axis=2) if here.ndim == 3 else here


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", ["P", "L", "RGB", "I;16"])
def test_one_shade_declared_transparent_is_laid_on_white(mode: str, name: str) -> None:
    turned, shade, clear = _keyed(photograph(name), mode)
    plain = to_rgb(turned).copy()
    plain[clear] = 255
    assert clear.any()
    assert reaches(modes.saved(turned, "PNG", transparency=shade), hash_pixels(plain))


@pytest.mark.parametrize("name", FEW)
def test_a_palette_with_an_opacity_for_each_shade_is_laid_on_white(name: str) -> None:
    palette = photograph(name).quantize(64)
    opacities = bytes(255 - number for number in range(64))
    table = np.frombuffer(opacities.ljust(256, b"\xff"), np.uint8)
    share = table[np.asarray(palette)][..., np.newaxis] / 255
    plain = np.rint(np.asarray(palette.convert("RGB")) * share + 255 * (1 - share))
    data = modes.saved(palette, "PNG", transparency=opacities)
    assert reaches(data, hash_pixels(plain.astype(np.uint8)))


ORIENTATIONS: dict[int, Turn | None] = {
    # What the camera's pixels look like: the inverse of the turn that EXIF asks for.
    1: None, 2: Turn.FLIP_LEFT_RIGHT, 3: Turn.ROTATE_180, 4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE, 6: Turn.ROTATE_90, 7: Turn.TRANSVERSE, 8: Turn.ROTATE_270,
}  # fmt: skip


def _lying(name: str, orientation: int) -> Image.Image:
    turn = ORIENTATIONS[orientation]
    image = photograph(name)
    return image if turn is None else image.transpose(turn)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_each_of_the_eight_orientations_is_stood_upright(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    for name in FEW:
        lying = _lying(name, orientation)
        data = modes.saved(lying, form, exif=exif.tobytes(), **OPTIONS.get(form, {}))
        assert reaches(data, expected(name)), name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_turn_that_nothing_tells_of_is_one_of_the_eight_forms(
    orientation: int, name: str
) -> None:
    upright, turn = photographs.picture(name), ORIENTATIONS[orientation]
    lying = upright if turn is None else upright.transpose(turn)
    (frame,) = perceive(modes.saved(lying, "PNG"), LIMITS).frames
    wanted = hash_pixels(np.asarray(upright)).bits
    assert min(distance(form, wanted) for form in frame.dihedral) <= REACH


def _moving(form: str, frames: Iterable[Image.Image], **options: Any) -> bytes:
    first, *others = (frame.copy() for frame in frames)  # writers leave marks on what they write
    out = io.BytesIO()
    first.save(out, form, save_all=True, append_images=others, **options)
    return out.getvalue()


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_each_frame_of_an_animation_matches_its_rgb_rendering(form: str) -> None:
    data = _moving(form, map(photograph, NAMES), **OPTIONS.get(form, {}))
    perception = perceive(data, LIMITS)
    assert perception.problem is None
    pairs = zip(perception.frames, NAMES, strict=True)
    assert all(near(frame, expected(name)) for frame, name in pairs)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_frames_that_only_change_a_part_are_seen_whole(form: str) -> None:
    shown = [photograph("chelsea.png").copy() for _ in range(4)]
    for number, frame in enumerate(shown):
        frame.paste(photograph("coffee.png").crop((0, 0, 60, 60)), (50 * number, 90))
    lossless = {"lossless": True} if form == "WEBP" else {}
    perception = perceive(_moving(form, shown, **lossless), LIMITS)
    assert perception.problem is None
    wanted = [hash_pixels(np.asarray(frame)) for frame in shown]
    assert all(near(*pair) for pair in zip(perception.frames, wanted, strict=True))


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_clear_parts_of_an_animation_are_laid_on_white(form: str) -> None:
    frames = [rgba(name, rounded()) for name in FEW]
    options: dict[str, Any] = {"lossless": True} if form == "WEBP" else {"disposal": 2}
    if form == "PNG":
        options = {"disposal": 1, "blend": 0}
    perception = perceive(_moving(form, frames, **options), LIMITS)
    assert perception.problem is None
    on_white, on_black, *others = perception.frames
    assert near(on_black, on(PAPERS["black"](), frames[0]))
    wanted = [on(WHITE, frame) for frame in frames]
    assert all(near(*pair) for pair in zip([on_white, *others], wanted, strict=True))
