"""What is in a film, by its packets and not by what it says of itself."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import av

from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Problem
from tutela.signals.stretch import LONGEST, MILLISECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from av import Packet
    from av.container import InputContainer
    from av.video.stream import VideoStream

MOST_PACKETS: Final = 1_000_000  # nine hours of thirty frames a second
_FEWER: Final = 0.95  # of what is declared; some files count a frame too many
_SHORTER: Final = 2  # seconds


class Key(NamedTuple):
    """A picture that needs no other to be read: when it is shown, and where one enters for it."""

    at: int
    enter: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The times of all its pictures, in `unit` seconds, in order, and its key pictures.

    `broken`: there is less of it than it says, or a part of it cannot be read.
    """

    unit: Fraction
    times: Sequence[int]
    keys: Sequence[Key]
    broken: bool

    @property
    def first(self) -> int:
        return self.times[0]

    @property
    def count(self) -> int:
        return len(self.times)

    @property
    def milliseconds(self) -> int:
        """Until the end of its last picture, as if that stood as long as the others do; a day at
        most.
        """
        lasted = (self.times[-1] - self.first) * self.unit
        each = lasted / (self.count - 1) if self.count > 1 else Fraction(0)
        return min(LONGEST, round((lasted + each) * MILLISECONDS))

    @property
    def rate(self) -> int:
        """Pictures in a thousand seconds, on average; 0 where there is one."""
        lasted = (self.times[-1] - self.first) * self.unit
        return round(1000 * (self.count - 1) / lasted) if lasted else 0

    def key_before(self, instant: int) -> Key:
        """The key from which the picture of that instant is reached."""
        return next(self.keys_back(instant))

    def keys_back(self, instant: int) -> Iterator[Key]:
        """The same, then ever earlier ones: not every kind of file is entered where one asks."""
        place, back = max(0, bisect_right(self.keys, instant, key=lambda one: one.at) - 1), 1
        while place > 0:
            yield self.keys[place]
            place, back = place - back, 2 * back
        yield self.keys[0]

    def spread(self, room: int) -> Iterator[tuple[int, int]]:
        """Its pictures in `room` groups of one size: from which time, and until before which."""
        places = [place * self.count // room for place in range(room)]
        starts = [self.times[place] for place in places]
        return pairwise([*starts, max(self.times[-1], starts[-1]) + 1])


def survey(container: InputContainer, stream: VideoStream) -> Survey:
    """Counts the packets of a stream. Raises NoFingerprint where there are none, or too many."""
    times: list[int] = []
    keys: list[Key] = []
    broken = False
    try:
        for packet in container.demux(stream):
            at = time_of(packet)
            broken = broken or packet.is_corrupt
            if at is None:
                continue
            times.append(at)
            if packet.is_keyframe:
                keys.append(Key(at, at if packet.dts is None else min(at, packet.dts)))
            if len(times) > MOST_PACKETS:
                raise NoFingerprint(problem=Problem.TOO_LARGE)
    except av.FFmpegError:
        broken = True
    if not times or stream.time_base is None:
        raise NoFingerprint(problem=Problem.UNDECODABLE)
    found = Survey(stream.time_base, sorted(times), sorted(keys) or _first(times), broken)
    short = broken or _falls_short(found, container, stream)
    return Survey(found.unit, found.times, found.keys, short)


def _first(times: Sequence[int]) -> list[Key]:
    return [Key(min(times), min(times))]


def time_of(packet: Packet[VideoStream]) -> int | None:
    """When its picture is shown, else when it is decoded; None of the packet that ends a film."""
    return packet.dts if packet.pts is None else packet.pts


def _falls_short(found: Survey, container: InputContainer, stream: VideoStream) -> bool:
    """Whether the file declares clearly more than it holds."""
    if found.count < _FEWER * stream.frames - 1:
        return True
    declared = _declared(container, stream)
    return found.milliseconds / MILLISECONDS < _FEWER * declared - _SHORTER


def _declared(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base
