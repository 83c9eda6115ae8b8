"""Signals that somebody else computed, read strictly."""

from __future__ import annotations

from tutela.detection.errors import SignalsInvalid
from tutela.signals.errors import SignalTextError
from tutela.signals.model import MIN_QUALITY, Digests, Pdq, Perception, Problem, SignalKind, Signals
from tutela.signals.parse import parse


def signals_from(
    *,
    md5: str = "",
    sha1: str = "",
    sha256: str = "",
    pdq: str = "",
    quality: int | None = None,
    url: str = "",
) -> Signals:
    """Signals of hexadecimal text and of an address; at least one, and a PDQ with its quality.

    Raises SignalsInvalid.
    """
    texts = {SignalKind.MD5: md5, SignalKind.SHA1: sha1, SignalKind.SHA256: sha256}
    if not any((*texts.values(), pdq, url)):
        raise SignalsInvalid(problem="none was given.")
    if pdq and quality is None:
        raise SignalsInvalid(problem="a PDQ needs its quality, 0 to 100.")
    digests = Digests(*(_parsed(kind, text).hex() for kind, text in texts.items()))
    where = _parsed(SignalKind.URL, url).hex()
    if not pdq:
        # Nothing was compared by likeness: that is not clear, and the verdict says so.
        only = Problem.ONLY_DIGESTS if any(texts.values()) else Problem.ONLY_ADDRESS
        return Signals.of(digests, Perception(problem=only), where)
    frame = Pdq(_parsed(SignalKind.PDQ, pdq), quality or 0)
    problem = Problem.QUALITY_TOO_LOW if frame.quality < MIN_QUALITY else None
    return Signals.of(digests, Perception((frame,), problem), where)


def _parsed(kind: SignalKind, text: str) -> bytes:
    if not text:
        return b""
    try:
        return parse(kind, text)
    except SignalTextError as error:
        raise SignalsInvalid(problem=str(error)) from None
