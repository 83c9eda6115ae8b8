"""The values of this room: digests, perceptual fingerprints, addresses, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tutela.signals import strict

MIN_QUALITY = 50
"""A PDQ of lower quality says too little to be matched (PDQ paper, "Quality metric")."""

PDQ_BYTES = 32
LONGEST_NAME = 20  # of a codec
DIHEDRAL_FORMS = 8


class SignalKind(StrEnum):
    """The kinds of signal that ship with Tutela."""

    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    PDQ = "pdq"
    URL = "url"
    """Where content lies, not what it is: never computed from bytes (`signals/url.py`)."""


DIGITS = {
    SignalKind.MD5: 32,
    SignalKind.SHA1: 40,
    SignalKind.SHA256: 64,
    SignalKind.PDQ: 64,
    SignalKind.URL: 64,
}
"""Hexadecimal digits of each kind."""


class Problem(StrEnum):
    """Why the perceptual fingerprints are missing or incomplete. The list is closed."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    UNSUPPORTED_FORMAT = "unsupported format"
    UNDECODABLE = "undecodable"
    TOO_MANY_PIXELS = "too many pixels"
    OUT_OF_MEMORY = "out of memory"
    TIMED_OUT = "timed out"
    DECODER_CRASHED = "decoder crashed"
    QUALITY_TOO_LOW = "quality too low"
    ONLY_DIGESTS = "only digests were given"
    ONLY_ADDRESS = "only an address was given"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one decoding may cost: bytes of the file, pixels of one frame, frames looked at."""

    max_bytes: int = 100_000_000
    max_pixels: int = 50_000_000
    max_frames: int = 32

    def __post_init__(self) -> None:
        strict.require(
            min(self.max_bytes, self.max_pixels, self.max_frames) > 0, "limits are positive"
        )

    def refuse(self, data: bytes) -> Problem | None:
        """What speaks against even opening the bytes."""
        if not data:
            return Problem.EMPTY
        return Problem.TOO_LARGE if len(data) > self.max_bytes else None


@dataclass(frozen=True, slots=True)
class Digests:
    """MD5, SHA-1 and SHA-256 of the bytes, as lower-case hexadecimal text; empty if not known."""

    md5: str
    sha1: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Pdq:
    """One frame's PDQ: 256 bits and a quality of 0 to 100.

    `bits` is 32 bytes, the most significant first, so that `hex` reads like the reference's text.
    `dihedral` holds the 8 forms of the same pixels in the order of the reference (as it is, turned
    by 90, 180 and 270 degrees, mirrored in X, Y and the two diagonals), the first equal to `bits`;
    it is empty where only the text of the fingerprint is known.
    """

    bits: bytes
    quality: int
    dihedral: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        strict.require(len(self.bits) == PDQ_BYTES, "a PDQ has 256 bits")
        strict.require(0 <= self.quality <= 100, "a PDQ quality lies between 0 and 100")  # noqa: PLR2004
        if self.dihedral:
            strict.require(len(self.dihedral) == DIHEDRAL_FORMS, "a PDQ has 8 dihedral forms")
            strict.require(self.dihedral[0] == self.bits, "the first dihedral form is the PDQ")
            strict.require({len(f) for f in self.dihedral} == {PDQ_BYTES}, "a PDQ has 256 bits")

    @property
    def hex(self) -> str:
        """64 lower-case hexadecimal digits, the most significant first."""
        return self.bits.hex()

    def to_json(self) -> dict[str, Any]:
        """A value that `json.dumps` takes and `from_json` reads back."""
        return {
            "pdq": self.hex,
            "quality": self.quality,
            "dihedral": [form.hex() for form in self.dihedral],
        }

    @classmethod
    def from_json(cls, value: object) -> Pdq:
        """The inverse of `to_json`; SignalJsonError for anything it would not have written."""
        fields = strict.fields(value, {"pdq", "quality", "dihedral"})
        return cls(
            bits=strict.raw(fields["pdq"], PDQ_BYTES),
            quality=strict.whole(fields["quality"]),
            dihedral=tuple(strict.raw(f, PDQ_BYTES) for f in strict.array(fields["dihedral"])),
        )


@dataclass(frozen=True, slots=True)
class Film:
    """What is known of a film without looking at it: `length` in milliseconds, the codec of its
    pictures, and how many of them there are in a thousand seconds (`rate`; 0 where there is one).
    """

    length: int
    codec: str
    rate: int

    def __post_init__(self) -> None:
        strict.require(0 < len(self.codec) <= LONGEST_NAME, "a film has a codec")

    def to_json(self) -> dict[str, Any]:
        """A value that `json.dumps` takes and `from_json` reads back."""
        return {"length": self.length, "codec": self.codec, "rate": self.rate}

    @classmethod
    def from_json(cls, value: object) -> Film:
        """The inverse of `to_json`; SignalJsonError for anything it would not have written."""
        fields = strict.fields(value, {"length", "codec", "rate"})
        return cls(
            length=strict.whole(fields["length"]),
            codec=strict.text_or_none(fields["codec"]) or "",
            rate=strict.whole(fields["rate"]),
        )


@dataclass(frozen=True, slots=True)
class Perception:
    """What decoding gave: the frames' fingerprints, and what stood in the way.

    `width` and `height` are what the file declares, in pixels, before any turning; `film` is there
    if it is one.
    A problem may stand beside frames (a file that breaks off after its third frame); no frames
    without a problem cannot be: unknown is not clear.
    """

    frames: tuple[Pdq, ...] = ()
    problem: Problem | None = None
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    film: Film | None = None

    def __post_init__(self) -> None:
        strict.require(bool(self.frames or self.problem), "no fingerprint needs a problem")

    def to_json(self) -> dict[str, Any]:
        """A value that `json.dumps` takes and `from_json` reads back."""
        # Left out where it is none: so it equals what was stored before films were read.
        film = {"film": self.film.to_json()} if self.film else {}
        return {
            "frames": [frame.to_json() for frame in self.frames],
            "problem": self.problem,
            "media_type": self.media_type,
            "width": self.width,
            "height": self.height,
        } | film

    @classmethod
    def from_json(cls, value: object) -> Perception:
        """The inverse of `to_json`; SignalJsonError for anything it would not have written."""
        names = {"frames", "problem", "media_type", "width", "height"}
        fields = strict.fields(value, names, optional={"film"})
        problem = strict.text_or_none(fields["problem"])
        return cls(
            frames=tuple(Pdq.from_json(frame) for frame in strict.array(fields["frames"])),
            problem=None if problem is None else strict.member(Problem, problem),
            media_type=strict.text_or_none(fields["media_type"]),
            width=strict.whole_or_none(fields["width"]),
            height=strict.whole_or_none(fields["height"]),
            film=Film.from_json(fields["film"]) if "film" in fields else None,
        )


@dataclass(frozen=True, slots=True)
class Signals:
    """All that is known of some bytes without looking at them: digests and perception.

    `url` is the signal of the address where they lie, in hexadecimal; empty if not known.
    """

    md5: str
    sha1: str
    sha256: str
    frames: tuple[Pdq, ...] = ()
    problem: Problem | None = None
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    url: str = ""
    film: Film | None = None

    def __post_init__(self) -> None:
        strict.require(bool(self.frames or self.problem), "no fingerprint needs a problem")

    @classmethod
    def of(cls, digests: Digests, perception: Perception, url: str = "") -> Signals:
        """Join what the bytes are with how they look and where they lie."""
        return cls(
            md5=digests.md5,
            sha1=digests.sha1,
            sha256=digests.sha256,
            frames=perception.frames,
            problem=perception.problem,
            media_type=perception.media_type,
            width=perception.width,
            height=perception.height,
            url=url,
            film=perception.film,
        )

    @property
    def digests(self) -> Digests:
        """MD5, SHA-1 and SHA-256."""
        return Digests(self.md5, self.sha1, self.sha256)

    @property
    def perception(self) -> Perception:
        """The rest."""
        return Perception(
            self.frames, self.problem, self.media_type, self.width, self.height, self.film
        )

    def to_json(self) -> dict[str, Any]:
        """A value that `json.dumps` takes and `from_json` reads back."""
        digests = {"md5": self.md5, "sha1": self.sha1, "sha256": self.sha256}
        # Left out where there is none: so it equals what was stored before there were addresses.
        address = {"url": self.url} if self.url else {}
        return digests | self.perception.to_json() | address

    @classmethod
    def from_json(cls, value: object) -> Signals:
        """The inverse of `to_json`; SignalJsonError for anything it would not have written."""
        rest = {"frames", "problem", "media_type", "width", "height"}
        fields = strict.fields(value, {"md5", "sha1", "sha256"} | rest, optional={"url", "film"})
        digests = Digests(
            md5=strict.raw_or_nothing(fields["md5"], 16).hex(),
            sha1=strict.raw_or_nothing(fields["sha1"], 20).hex(),
            sha256=strict.raw_or_nothing(fields["sha256"], 32).hex(),
        )
        url = strict.raw(fields["url"], 32).hex() if "url" in fields else ""
        told = {name: fields[name] for name in (*rest, "film") if name in fields}
        return cls.of(digests, Perception.from_json(told), url)
