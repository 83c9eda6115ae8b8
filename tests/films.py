"""Harmless films, made when a test needs them: drawings that change, and a tone."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import OutputContainer

    from tutela.signals.pixels import Rgb

RATE: Final = 25
SAMPLES: Final = 48_000
QUIET: Final = {"libx264": {"preset": "ultrafast"}, "libx265": {"x265-params": "log-level=none"}}
COLOURS: Final = [
    (200, 40, 40), (40, 200, 40), (40, 40, 200), (200, 200, 40), (40, 200, 200), (200, 40, 200),
    (230, 230, 230), (120, 120, 120), (240, 140, 20), (20, 20, 20),
]  # fmt: skip


def drawing(number: int, size: tuple[int, int] = (160, 120)) -> Rgb:
    """A frame: hills of light in a colour that changes each second, a bar that moves."""
    width, height = size
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    rings = (across**2 + 3 * down**2) / 900 + across * down / 700
    soft = 0.6 + 0.4 * np.sin(rings * 120 / height + number // RATE)
    colour = np.array(COLOURS[number // RATE % len(COLOURS)])
    frame = np.asarray(soft[:, :, None] * colour, np.uint8)
    frame[:, (number * 5) % width : (number * 5) % width + 6] = 255
    return frame


@cache
def film(
    container: str = "mp4",
    codec: str = "libx264",
    *,
    seconds: float = 10,
    size: tuple[int, int] = (160, 120),
    sound: str | None = None,
    group: int = 25,
    degrees: int = 0,
    pixels: str = "yuv420p",
    shape: Fraction | None = None,
    films: int = 1,
    curve: int = 0,
    fragmented: bool = False,
) -> bytes:
    """A film of drawings; with a tone if `sound` names its codec."""
    out = io.BytesIO()
    options = {"movflags": "frag_keyframe+empty_moov"} if fragmented else {}
    with scheduled_as_before(), av.open(out, "w", format=container, options=options) as made:
        streams = [_stream(made, codec) for _ in range(films)]
        for stream in streams:
            stream.width, stream.height = size
            stream.pix_fmt = pixels
            stream.codec_context.gop_size = group
            stream.codec_context.sample_aspect_ratio = shape or Fraction(1)
            stream.codec_context.color_trc = curve or 2
            if degrees:
                stream.set_display_rotation(degrees)
        tone = _tone(made, sound) if sound else None
        for number in range(round(seconds * RATE)):
            for stream in streams:
                frame = VideoFrame.from_ndarray(drawing(number, size), format="rgb24")
                made.mux(stream.encode(frame))
        for stream in streams:
            made.mux(stream.encode(None))
        if tone:
            _hum(made, tone, seconds)
    return out.getvalue()


@contextmanager
def scheduled_as_before() -> Iterator[None]:
    """Takes back what an encoder does to this process: run by root, SVT-AV1 makes it and all that
    it starts later real-time, before everything else on the machine.
    """
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def _stream(made: OutputContainer, codec: str) -> VideoStream:
    stream = made.add_stream(codec, rate=RATE, options=dict(QUIET.get(codec, {})))
    assert isinstance(stream, VideoStream)
    return stream


def _tone(made: OutputContainer, codec: str) -> AudioStream:
    stream = made.add_stream(codec, rate=SAMPLES)
    assert isinstance(stream, AudioStream)
    return stream


def _hum(made: OutputContainer, tone: AudioStream, seconds: float) -> None:
    times = np.arange(round(SAMPLES * seconds)) / SAMPLES
    wave = np.asarray(np.sin(times * 440 * 2 * np.pi) * 0.3, np.float32)[None, :]
    frame = av.AudioFrame.from_ndarray(wave, format="flt", layout="mono")
    frame.sample_rate, frame.pts = SAMPLES, 0
    shaper = av.AudioResampler(tone.codec_context.format, "mono", SAMPLES)
    for part in (*shaper.resample(frame), *shaper.resample(None)):
        made.mux(tone.encode(part))
    made.mux(tone.encode(None))
