"""What must hold for every kind of signal. Plug-in authors run it on theirs:

    for fault in contract.verify(MyKind()):
        print(fault)

or, one test a promise: `@pytest.mark.parametrize("check", contract.CHECKS)`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutela.signals.errors import SignalError, SignalTextError
from tutela.signals.model import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.signals.plugin import SignalType

_LIMITS = Limits(max_bytes=1_000_000, max_pixels=1_000_000, max_frames=4)
_HOSTILE = (
    b"",
    b"\x00",
    b"\n" * 17,
    b"\xff\xd8\xff\xe0",
    b"GIF89a",
    b"\x89PNG\r\n\x1a\n",
    b"abc" * 99,
)
_SPOILS = (("{}\n", "a line break behind"), (" {}", "a blank before"), ("{}0", "a digit too many"))


class BrokenPromise(AssertionError):
    """A kind of signal does not do what its contract says."""


def name_is_stable(kind: SignalType) -> None:
    """The name is lower-case letters and digits, the size and reach are sensible."""
    _hold(re.fullmatch("[a-z][a-z0-9_]*", kind.name) is not None, "the name is not lower case")
    _hold(kind.size > 0, "the size is not positive")
    _hold(kind.reach >= 0, "the reach is negative")


def known_content_gives_known_text(kind: SignalType) -> None:
    """Each known content gives the text recorded for it."""
    _hold(bool(kind.examples().known), "there is no known example")
    for content, text in kind.examples().known:
        _hold(kind.compute(content, _LIMITS)[0].hex() == text, "a known content changed its signal")


def computing_is_repeatable(kind: SignalType) -> None:
    """The same content gives the same signals, each of the promised size."""
    for content in _contents(kind):
        first, second = kind.compute(content, _LIMITS), kind.compute(content, _LIMITS)
        _hold(first == second, "the same content gave two results")
        _hold({len(signal) for signal in first} == {kind.size}, "a signal has another size")


def text_reads_back(kind: SignalType) -> None:
    """A signal's text is read back, in lower and in upper case."""
    for content, text in kind.examples().known:
        signal = kind.compute(content, _LIMITS)[0]
        _hold(kind.parse(text) == signal, "a text is not read back")
        _hold(kind.parse(text.upper()) == signal, "a text in upper case is not read back")


def spoilt_text_is_refused(kind: SignalType) -> None:
    """A text with a line break, a blank, a digit too many or too few is refused."""
    for _, text in kind.examples().known:
        for pattern, fault in _SPOILS:
            _hold(_refuses(kind, pattern.format(text)), f"a text with {fault} is taken")
        _hold(_refuses(kind, text[:-1]), "a text with a digit too few is taken")
    for text in kind.examples().refused:
        _hold(_refuses(kind, text), "a text listed as refused is taken")


def distance_is_a_distance(kind: SignalType) -> None:
    """The distance is 0 to itself and the same both ways."""
    signals = [kind.compute(content, _LIMITS)[0] for content in _contents(kind)]
    for one in signals:
        _hold(kind.distance(one, one) == 0, "a signal is not at distance 0 from itself")
        for other in signals:
            both = kind.distance(one, other), kind.distance(other, one)
            _hold(both[0] == both[1] >= 0, "the distance is not symmetric")


def same_is_near_and_different_is_far(kind: SignalType) -> None:
    """Contents listed as the same match within the reach, those listed as different do not."""
    for one, other in kind.examples().same:
        _hold(_apart(kind, one, other) <= kind.reach, "the same contents do not match")
    for one, other in kind.examples().different:
        _hold(_apart(kind, one, other) > kind.reach, "different contents match")


def hostile_content_is_an_answer(kind: SignalType) -> None:
    """Hostile content gives signals or a SignalError, nothing else."""
    for content in _HOSTILE:
        try:
            kind.compute(content, _LIMITS)
        except SignalError:
            continue
        except Exception as failure:
            raise BrokenPromise(f"hostile content raises {type(failure).__name__}") from failure


CHECKS: tuple[Callable[[SignalType], None], ...] = (
    name_is_stable,
    known_content_gives_known_text,
    computing_is_repeatable,
    text_reads_back,
    spoilt_text_is_refused,
    distance_is_a_distance,
    same_is_near_and_different_is_far,
    hostile_content_is_an_answer,
)


def verify(kind: SignalType) -> list[str]:
    """The promises this kind breaks, a sentence each; empty when it keeps them all."""
    return list(_faults(kind))


def _faults(kind: SignalType) -> Iterator[str]:
    for check in CHECKS:
        try:
            check(kind)
        except BrokenPromise as broken:
            yield f"{kind.name}: {check.__name__}: {broken}."
        except Exception as failure:  # noqa: BLE001 - the report goes on with the next promise
            yield f"{kind.name}: {check.__name__}: raises {type(failure).__name__}."


def _contents(kind: SignalType) -> list[bytes]:
    examples = kind.examples()
    return [content for content, _ in examples.known] + [one for one, _ in examples.different]


def _apart(kind: SignalType, one: bytes, other: bytes) -> int:
    return kind.distance(kind.compute(one, _LIMITS)[0], kind.compute(other, _LIMITS)[0])


def _refuses(kind: SignalType, text: str) -> bool:
    try:
        kind.parse(text)
    except SignalTextError:
        return True
    return False


def _hold(holds: bool, fault: str) -> None:  # noqa: FBT001
    if not holds:
        raise BrokenPromise(fault)
