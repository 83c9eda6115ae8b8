"""Films are read as stills: of every common kind, upright, in their shape, and never by ear."""

from __future__ import annotations

import io
import os
import struct
from fractions import Fraction
from typing import Any

import av
import av.logging
import numpy as np
import pytest
from tests.films import COLOURS, RATE, drawing, film

from tutela.indicators.adding import fingerprints_of
from tutela.signals import film as films
from tutela.signals.compute import compute, perceive
from tutela.signals.containers import READERS, container_of
from tutela.signals.film_picture import picture
from tutela.signals.model import Film, Limits, Problem, SignalKind
from tutela.signals.opening import opened
from tutela.signals.pdq import hash_pixels
from tutela.signals.stretch import Stretch

LIMITS = Limits()
KINDS: dict[str, dict[str, Any]] = {
    "h264": {"codec": "libx264", "sound": "aac"},
    "hevc": {"codec": "libx265"},
    "mpeg4": {"codec": "mpeg4", "sound": "aac"},
    "vp8": {"container": "webm", "codec": "libvpx", "sound": "libopus"},
    "vp9": {"container": "webm", "codec": "libvpx-vp9", "sound": "libopus"},
    "av1": {"container": "webm", "codec": "libsvtav1"},
    "h264 in mkv": {"container": "matroska", "codec": "libx264", "sound": "flac"},
    "h264 in mov": {"container": "mov", "codec": "libx264", "sound": "pcm_s16le"},
    "mpeg4 in avi": {"container": "avi", "codec": "mpeg4", "sound": "mp3"},
    "mpeg2video": {"container": "mpegts", "codec": "mpeg2video", "sound": "mp2"},
    "mpeg1video": {"container": "mpeg", "codec": "mpeg1video", "sound": "mp2"},
    "flv1": {"container": "flv", "codec": "flv"},
    "wmv2": {"container": "asf", "codec": "wmv2"},
    "mjpeg": {"container": "matroska", "codec": "mjpeg", "pixels": "yuvj420p"},
    "prores": {"container": "mov", "codec": "prores_ks", "pixels": "yuv422p10le"},
    "fragments": {"codec": "libx264", "fragmented": True},
}


def made(kind: str) -> bytes:
    return film(**KINDS[kind])


def stills(data: bytes, stretch: Stretch | None = None) -> list[Any]:
    with opened(data, LIMITS) as found:
        assert isinstance(found, films.Film)
        wanted = stretch or found.whole
        assert wanted is not None
        return list(found.stills(wanted))


def second_of(still: Any) -> int:
    """Which second of the film a still is of, by its colour."""
    bright = np.quantile(still.reshape(-1, 3), 0.9, axis=0)
    return min(range(len(COLOURS)), key=lambda one: float(np.abs(bright - COLOURS[one]).sum()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_film_is_known_and_its_facts_are_what_it_is(kind: str) -> None:
    found = perceive(made(kind), LIMITS)
    assert found.problem is None
    assert found.film is not None
    assert abs(found.film.length - 10_000) <= 40
    assert abs(found.film.rate - 25_000) <= 100
    assert found.film.codec == kind.split(maxsplit=1)[0].replace("fragments", "h264")
    assert (found.width, found.height) == (160, 120)
    assert (found.media_type or "").startswith("video/")
    assert len(found.frames) == 10
    assert type(found).from_json(found.to_json()) == found


@pytest.mark.parametrize("kind", KINDS)
def test_nine_stills_stand_for_nine_parts_in_order(kind: str) -> None:
    for still, part in zip(stills(made(kind)), Stretch(0, 10_000).parts, strict=True):
        assert second_of(still) in {part.start // 1000, (part.end - 1) // 1000}


def test_a_part_shows_what_lies_in_it_also_far_from_a_key_frame() -> None:
    data = film(seconds=10, group=250)
    within = Stretch(5_000, 6_000)
    places = [round(part.start / 1000 * RATE) for part in within.parts]
    for still, place in zip(stills(data, within), places, strict=True):
        near = [hash_pixels(still), hash_pixels(np.ascontiguousarray(drawing(place)))]
        assert int.bit_count(int(near[0].hex, 16) ^ int(near[1].hex, 16)) <= 20
        assert second_of(still) == 5


@pytest.mark.parametrize("kind", [one for one in KINDS if KINDS[one].get("sound")])
def test_no_decoder_of_sound_is_ever_opened(kind: str) -> None:
    data, codec = made(kind), str(KINDS[kind]["sound"])
    names = {"libopus": "opus", "mp3": "mp3float", "mp2": "mp2float"} | {
        one: one for one in ("aac", "flac", "pcm_s16le")
    }
    av.logging.set_level(av.logging.TRACE)
    try:
        with av.logging.Capture(local=False) as told, opened(data, LIMITS) as found:
            assert isinstance(found, films.Film)
            assert all(still is not None for still in found.stills(Stretch(0, 9_000)))
            assert list(found.frames())
            [sound] = found._container.streams.audio
            assert not sound.codec_context.is_open
            assert sound.codec_context.format is None, "a decoder would have said what it is"
            assert sound.discard == av.stream.Discard.all
    finally:
        av.logging.set_level(None)
    speakers = {who for _, who, text in told if "not on whitelist" not in text}
    assert not {who for who in speakers if who.startswith(names[codec])}


def test_only_decoders_of_pictures_and_readers_of_one_file_are_on_the_lists() -> None:
    assert {av.Codec(name, "r").type for name in films.DECODERS} == {"video"}
    assert {av.ContainerFormat(name).is_input for name in READERS} == {True}
    for name in ("hls", "concat", "dash", "image2", "ffmetadata", "imf", "rtsp", "sdp", "lavfi"):
        assert name not in films._OPTIONS["format_whitelist"].split(",")


@pytest.mark.parametrize(
    "data",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n",
    ],
)
def test_lists_that_name_other_files_are_no_films(data: bytes) -> None:
    assert container_of(data) is None
    assert perceive(data, LIMITS).problem is Problem.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_stills_stand_upright(degrees: int) -> None:
    one, turned = stills(film())[4], stills(film(degrees=degrees))[4]
    quarters = round(degrees / 90)
    assert turned.shape[:2] == ((160, 120) if quarters % 2 else (120, 160))
    assert any(
        np.abs(np.rot90(one, way).astype(int) - turned).mean() < 12 for way in (quarters, -quarters)
    )


def test_a_telephone_held_upright_is_turned_by_the_clock() -> None:
    """Its film lies on its side, and the track's matrix says: a quarter by the clock."""
    data = bytearray(film(seconds=1))
    upright = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    place = data.index(upright, data.index(b"tkhd"))
    by_the_clock = (0, 1 << 16, 0, -1 << 16, 0, 0, 120 << 16, 0, 1 << 30)
    data[place : place + 36] = struct.pack(">9i", *by_the_clock)
    first = stills(bytes(data))[0]
    assert first.shape == (160, 120, 3)
    assert first[2].mean() > 200 > first[-3].mean(), "what was the left edge is the upper one"


def test_pixels_that_are_not_square_are_made_so() -> None:
    assert stills(film(shape=Fraction(2)))[0].shape == (120, 320, 3)
    assert stills(film(shape=Fraction(1, 2)))[0].shape == (240, 160, 3)


def test_ten_bits_become_eight_and_high_range_is_brought_down() -> None:
    plain = stills(film(codec="libx265"))[6]
    deep = stills(film(codec="libx265", pixels="yuv420p10le"))[6]
    assert np.abs(plain.astype(int) - deep).mean() < 4
    bright = stills(film(codec="libx265", pixels="yuv420p10le", curve=16))[6]
    assert bright.dtype == np.uint8
    assert bright.std() > 1.1 * deep.std(), (
        "PQ has room for brighter lights, and looks pale as it is"
    )


def test_no_still_is_larger_than_is_needed() -> None:
    assert max(stills(film(size=(1920, 1080), seconds=1))[0].shape) == 1024


def test_times_are_counted_and_not_believed() -> None:
    data = bytearray(film(container="webm", codec="libvpx-vp9"))
    place = data.index(b"\x44\x89\x88")  # Matroska's Duration, as a float of eight bytes
    data[place + 3 : place + 11] = struct.pack(">d", 9e12)
    with opened(bytes(data), LIMITS) as found:
        assert isinstance(found, films.Film)
        assert found.facts == Film(length=10_000, codec="vp9", rate=25_000)
        assert len([still for still in found.stills(Stretch(0, 10_000)) if still is not None]) == 9
    assert perceive(bytes(data), LIMITS).problem is Problem.UNDECODABLE, "it says it holds more"


def test_pictures_of_uneven_length_stand_as_long_as_they_do() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as made:
        stream = made.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for at in (0, 1, 2, 200, 201):
            frame = av.VideoFrame.from_ndarray(drawing(at), format="rgb24")
            frame.pts, frame.time_base = at, Fraction(1, RATE)
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    found = [second_of(still) for still in stills(out.getvalue(), Stretch(0, 8_040))]
    assert found == [0] * 9 or found == [0] * 8 + [8]
    assert second_of(stills(out.getvalue(), Stretch(8_000, 8_040))[0]) == 8


def test_one_picture_is_no_film_that_moves() -> None:
    with opened(film(seconds=1 / RATE), LIMITS) as found:
        assert isinstance(found, films.Film)
        assert found.whole is None
        assert found.still().shape == (120, 160, 3)


def test_a_cover_is_no_film() -> None:
    """A sound file with its cover, and a sound file alone, hold nothing to see."""
    for cover in (True, False):
        out = io.BytesIO()
        with av.open(out, "w", format="mp4") as made:
            tone = made.add_stream("aac", rate=48_000)
            picture_of = made.add_stream("mjpeg", rate=1) if cover else None
            if isinstance(picture_of, av.VideoStream):
                picture_of.width, picture_of.height, picture_of.pix_fmt = 160, 120, "yuvj420p"
                picture_of.disposition = av.stream.Disposition.attached_pic
                frame = av.VideoFrame.from_ndarray(drawing(0), format="rgb24")
                made.mux(picture_of.encode(frame))
                made.mux(picture_of.encode(None))
            assert isinstance(tone, av.AudioStream)
            silence = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
            )
            silence.sample_rate = 48_000
            made.mux(tone.encode(silence))
            made.mux(tone.encode(None))
        assert perceive(out.getvalue(), LIMITS).problem is Problem.UNSUPPORTED_FORMAT


def test_a_film_without_a_picture_shows_nothing() -> None:
    data = made("fragments")
    assert perceive(data[: data.index(b"moof") - 4], LIMITS).problem is Problem.UNDECODABLE


def test_a_cover_beside_a_film_is_not_passed_over() -> None:
    data = film_with_a_cover()
    found = perceive(data, LIMITS)
    assert len(found.frames) == 1
    assert found.problem is Problem.UNSUPPORTED_FORMAT
    assert second_of(stills(data)[0]) == 0, "and what is shown is the film"


def film_with_a_cover() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        streams = []
        for codec, pixels in (("mjpeg", "yuvj420p"), ("mpeg4", "yuv420p")):
            stream = made.add_stream(codec, rate=RATE)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = 160, 120, pixels
            streams.append(stream)
        streams[0].disposition = av.stream.Disposition.attached_pic
        for stream, numbers in zip(streams, ([5 * RATE], range(10)), strict=True):
            for number in numbers:
                frame = av.VideoFrame.from_ndarray(drawing(number), format="rgb24")
                made.mux(stream.encode(frame))
            made.mux(stream.encode(None))
    return out.getvalue()


def test_a_second_film_beside_the_first_is_not_passed_over() -> None:
    found = perceive(film(films=2), LIMITS)
    assert len(found.frames) == 10
    assert found.problem is Problem.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("kind", ["h264", "vp9", "mpeg4 in avi", "h264 in mkv", "av1"])
def test_what_breaks_off_is_shown_as_far_as_it_goes_and_said_to_be_broken(kind: str) -> None:
    data = made(kind)
    found = perceive(data[: len(data) // 2], LIMITS)
    assert found.problem is Problem.UNDECODABLE


def test_pictures_that_are_too_large_are_not_decoded() -> None:
    found = perceive(film(), Limits(max_pixels=160 * 120 - 1))
    assert found.problem is Problem.TOO_MANY_PIXELS
    assert not found.frames


def test_making_a_film_leaves_this_process_scheduled_as_it_was() -> None:
    before = os.sched_getscheduler(0)
    film("webm", "libsvtav1", seconds=3 / RATE, size=(96, 80))
    assert os.sched_getscheduler(0) == before


def test_a_crowd_of_streams_is_refused() -> None:
    crowd = film(
        container="matroska", codec="mpeg4", seconds=2 / RATE, films=films.MOST_STREAMS + 1
    )
    assert perceive(crowd, LIMITS).problem is Problem.UNDECODABLE


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        (b"\x00\x00\x00\x18ftypmp42", "mov"),
        (b"\x00\x00\x00\x18ftypheic", None),
        (b"\x00\x00\x00\x18ftypavif", None),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None),
        (b"GIF89a" + b"G" * 2000, None),
        (b"", None),
        (b"G" * 100, None),
    ],
)
def test_pictures_stay_pictures(data: bytes, reader: str | None) -> None:
    found = container_of(data)
    assert (found and found.reader) == reader


def test_a_still_of_a_film_is_found_by_a_fingerprint_of_the_picture() -> None:
    """What a bank knows as a picture is found as a frame, and the other way round."""
    wanted = int(hash_pixels(np.ascontiguousarray(drawing(50))).hex, 16)
    frames = perceive(film(), LIMITS).frames
    assert min(int.bit_count(int(one.hex, 16) ^ wanted) for one in frames) <= 31


def test_what_is_decoded_for_one_answer_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "MOST_DECODED", 160 * 120 * 30)
    data = film(group=250)
    assert perceive(data, LIMITS).problem is Problem.TIMED_OUT
    assert [still is None for still in stills(data)] == [False] * 2 + [True] * 7


def test_a_picture_has_the_largest_side_it_may_have() -> None:
    frame = av.VideoFrame.from_ndarray(np.zeros((2, 4000, 3), np.uint8), format="rgb24")
    assert picture(frame, None).shape == (1, 1024, 3)


def test_a_film_in_a_bank_is_known_by_its_digests_alone() -> None:
    """Many films begin with the same title: its first picture would find harmless ones."""
    kinds, notices = fingerprints_of(compute(film(), LIMITS))
    assert [kind for kind, _ in kinds] == [SignalKind.MD5, SignalKind.SHA1, SignalKind.SHA256]
    assert "many films begin with the same picture" in notices[0]
