"""Bytes of a film to stills of it. Never its sound, and never anything that moves.

Read from memory, by the readers and decoders named here and no other: a decoder of sound cannot be
opened even to learn what the sound is. What a file says of its length, its frames and where they
are is not believed: its packets are counted. As with pictures, whoever feeds this strangers' bytes
does so in a process that may be killed (`tutela.detection.sandbox`).
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import av
from av.stream import Discard, Disposition

from tutela.signals.containers import READERS
from tutela.signals.errors import NoFingerprint
from tutela.signals.film_picture import picture
from tutela.signals.film_reading import Reading
from tutela.signals.film_survey import survey, time_of
from tutela.signals.model import Film as Facts
from tutela.signals.model import Limits, Problem
from tutela.signals.render import failures_named
from tutela.signals.stretch import MILLISECONDS, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import Packet, VideoFrame
    from av.container import InputContainer
    from av.video.stream import VideoStream

    from tutela.signals.containers import Container
    from tutela.signals.film_survey import Key
    from tutela.signals.pixels import Rgb

DECODERS: Final = (
    *("h264", "hevc", "libdav1d", "vp8", "vp9", "mpeg4", "mpeg1video", "mpeg2video", "h263"),
    *("mjpeg", "wmv1", "wmv2", "wmv3", "vc1", "msmpeg4v1", "msmpeg4v2", "msmpeg4", "flv"),
    *("prores", "dvvideo", "svq3"),
)
"""Every decoder that may be opened, all of them of pictures."""

MOST_STREAMS: Final = 64
MOST_DECODED: Final = 2_000_000_000
"""Pixels of all frames decoded for one answer: some ten seconds of work."""
APART: Final = 25  # frames: about a second
_ASIDE: Final = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
_OPTIONS: Final = {
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm," + ",".join(READERS),
    "codec_whitelist": ",".join(DECODERS),
    "protocol_whitelist": "none",
    "enable_drefs": "0",  # QuickTime's pictures in another file
    "max_streams": str(MOST_STREAMS),
}


class Film:
    """An opened film: its packets are counted, its pictures are not yet decoded."""

    def __init__(self, container: InputContainer, kind: Container, limits: Limits) -> None:
        self._container = container
        self._limits = limits
        self._left = MOST_DECODED
        self._reading: Reading | None = None
        self.media_type = kind.media_type
        if len(container.streams) >= MOST_STREAMS:
            raise NoFingerprint(problem=Problem.UNDECODABLE)
        streams = [one for one in container.streams.video if not one.disposition & _ASIDE]
        self._stream = _chosen(streams)
        for other in container.streams:
            if other is not self._stream:
                other.discard = Discard.all
        self.width, self.height = self._stream.width, self._stream.height
        self._alone = len(container.streams.video) == 1
        self._prepare()
        self._survey = survey(container, self._stream)

    def _prepare(self) -> None:
        """Before anything is decoded: how large it is, and what decoding may use."""
        if self.width * self.height > self._limits.max_pixels:
            raise NoFingerprint(problem=Problem.TOO_MANY_PIXELS)
        context = self._stream.codec_context
        context.thread_count = 1
        context.options = {
            "max_pixels": str(self._limits.max_pixels), "codec_whitelist": ",".join(DECODERS),
        }  # fmt: skip

    @property
    def facts(self) -> Facts:
        """Its length, codec and frames per second, as they were found."""
        return Facts(
            length=self._survey.milliseconds,
            codec=self._stream.codec_context.codec.canonical_name,
            rate=self._survey.rate,
        )

    @property
    def whole(self) -> Stretch | None:
        """All of it; None where it is one picture that stands still."""
        most = self._survey.milliseconds
        return Stretch(0, most) if self._survey.count > 1 and most > 0 else None

    def frames(self) -> Iterator[Rgb]:
        """Up to `max_frames` stills to compare, evenly spread over its packets, one a second or so.

        Spread by the order of packets and not by time: a file may claim any time. What lies between
        them is not seen. Raises NoFingerprint where one cannot be read, where the file breaks off,
        and where it holds a second film or a cover; the frames before it stand.
        """
        room = min(self._limits.max_frames, -(-self._survey.count // APART))
        for start, end in self._survey.spread(room):
            with failures_named():
                frame = self._pick(start, end)
                if frame.is_corrupt:
                    raise NoFingerprint(problem=Problem.UNDECODABLE)
                seen = self._seen(frame)
            yield seen
        if self._survey.broken:
            raise NoFingerprint(problem=Problem.UNDECODABLE)
        if not self._alone:
            raise NoFingerprint(problem=Problem.UNSUPPORTED_FORMAT)

    def still(self) -> Rgb:
        """Its first picture. Raises NoFingerprint where it cannot be read."""
        with failures_named():
            return self._seen(self._pick(self._survey.first, self._survey.first + 1))

    def stills(self, stretch: Stretch) -> Iterator[Rgb | None]:
        """A still for each part of a stretch, None where there can be none.

        Raises NoFingerprint where memory is used up: nothing after that can be relied on.
        """
        for part in stretch.parts:
            try:
                with failures_named():
                    yield self._seen(self._pick(self._unit(part.start), self._unit(part.end)))
            except NoFingerprint as failure:
                if failure.facts["problem"] is Problem.OUT_OF_MEMORY:
                    raise
                yield None

    def _unit(self, milliseconds: int) -> int:
        return self._survey.first + round(milliseconds / MILLISECONDS / self._survey.unit)

    def _seen(self, frame: VideoFrame) -> Rgb:
        return picture(frame, self._stream.sample_aspect_ratio)

    def _pick(self, start: int, end: int) -> VideoFrame:
        """A frame of a stretch: a key frame near its middle, for it is cheap, or its first."""
        key = self._survey.key_before((start + end) // 2)
        found = self._key_frame(key) if key.at >= start else None
        return found if found and not found.is_corrupt else self._shown_at(start)

    def _key_frame(self, key: Key) -> VideoFrame | None:
        """That frame, decoded with no other."""
        self._reading = None
        self._container.seek(key.enter, stream=self._stream)
        for packet in self._container.demux(self._stream):
            at = time_of(packet)
            if at is None or at > key.at:
                return None
            if packet.is_keyframe and at == key.at:
                self._spend()
                return self._decoded_alone(packet)
        return None

    def _decoded_alone(self, packet: Packet[VideoStream]) -> VideoFrame | None:
        try:
            frames = [*packet.decode(), *self._stream.decode(None)]
        except av.error.InvalidDataError:
            return None  # it may be read after others
        return frames[0] if frames else None

    def _shown_at(self, instant: int) -> VideoFrame:
        """The frame that is before the eyes then. Each frame of a group is decoded once."""
        found = None
        for key in self._survey.keys_back(instant):
            if self._reading is None or not self._reading.reaches(key, instant):
                self._reading = Reading(self._container, self._stream, key, self._spend)
            found = self._reading.shown_at(instant)
            if found is not None and (found.pts or 0) <= instant:
                return found
        if found is not None:
            return found
        raise NoFingerprint(problem=Problem.UNDECODABLE)

    def _spend(self) -> None:
        """Raises NoFingerprint when what may be decoded is used up."""
        self._left -= self.width * self.height
        if self._left < 0:
            self._reading = None
            raise NoFingerprint(problem=Problem.TIMED_OUT)


@contextmanager
def opened(data: bytes, kind: Container, limits: Limits) -> Iterator[Film]:
    """The film, opened from memory, and closed at the end.

    Raises NoFingerprint with the problem `unsupported format` (no film in it, or of a codec that is
    not read), `too many pixels`, `too large` (more than a million pictures) or `undecodable`.
    """
    with failures_named():
        container = av.open(
            io.BytesIO(data), "r", format=kind.reader, options=_OPTIONS, metadata_errors="ignore"
        )
    try:
        with failures_named():
            film = Film(container, kind, limits)
        yield film
    finally:
        container.close()


def _chosen(streams: list[VideoStream]) -> VideoStream:
    """The first film there is; no cover, no thumbnail."""
    if not streams or streams[0].codec_context is None:
        raise NoFingerprint(problem=Problem.UNSUPPORTED_FORMAT)
    if streams[0].codec_context.codec.name not in DECODERS:
        raise NoFingerprint(problem=Problem.UNSUPPORTED_FORMAT)
    return streams[0]
