"""Decoding forward from one key frame of a film, never back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from av import VideoFrame
    from av.container import InputContainer
    from av.video.stream import VideoStream

    from tutela.signals.film_survey import Key


class Reading:
    """Frames from a key on, each once. `spend` is called before each one, and may raise."""

    def __init__(
        self,
        container: InputContainer,
        stream: VideoStream,
        key: Key,
        spend: Callable[[], None],
    ) -> None:
        self._key = key
        self._spend = spend
        self._shown: VideoFrame | None = None
        container.seek(key.enter, stream=stream)
        self._frames = self._decoded(container, stream)
        self._next = next(self._frames, None)

    def reaches(self, key: Key, instant: int) -> bool:
        """Whether the picture of that instant, to be reached from that key, still lies ahead."""
        return key == self._key and (self._shown is None or _time(self._shown) <= instant)

    def shown_at(self, instant: int) -> VideoFrame | None:
        """The frame that stands at an instant, or the first after it; None if there is none."""
        while self._next is not None and (self._shown is None or _time(self._next) <= instant):
            self._shown, self._next = self._next, next(self._frames, None)
        return self._shown

    def _decoded(self, container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
        for packet in container.demux(stream):
            self._spend()
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue  # what can be read after it is
            yield from (frame for frame in frames if frame.pts is not None)


def _time(frame: VideoFrame) -> int:
    return frame.pts or 0
