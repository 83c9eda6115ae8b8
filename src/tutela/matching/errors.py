"""What `matching` refuses. A class's docstring is its message, filled with the facts."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, ClassVar

from tutela import _native

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class MatchingError(ValueError):
    """What was given to an index cannot be used."""

    code: ClassVar[str] = "matching-error"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__((inspect.getdoc(type(self)) or "").format(**facts))


class DtypeError(MatchingError):
    """{name} must be a numpy array of {wanted}, but it is {given}."""

    code = "matching-dtype"


class ShapeError(MatchingError):
    """{name} must have the shape {wanted}, but it has {given}."""

    code = "matching-shape"


class LayoutError(MatchingError):
    """{name} must lie in one aligned piece of memory. Pass numpy.require({name}, None, "CA")."""

    code = "matching-layout"


class LengthError(MatchingError):
    """There must be one id for each row, but there are {rows} rows and {ids} ids."""

    code = "matching-length"


class RadiusError(MatchingError):
    """The radius must be a whole number from 0 to {largest}, but it is {given}."""

    code = "matching-radius"


class DigestError(MatchingError):
    """A digest must be {wanted} bytes, but it is {given}."""

    code = "matching-digest"


class WidthError(MatchingError):
    """A table of exact digests is {wanted} bytes wide, not {given}."""

    code = "matching-width"


class PathError(MatchingError):
    """This machine cannot run the path {given}. It runs {runs}."""

    code = "matching-path"


class IndexDamaged(MatchingError):
    """The index was altered or cut off: {problem}. It must be built again."""

    code = "index-damaged"


class IndexForeign(MatchingError):
    """This is not an index for this purpose: {problem}."""

    code = "index-foreign"


class IndexUnreachable(MatchingError):
    """The files of the index cannot be used: {problem}."""

    code = "index-unreachable"


class _Told:
    # A class, because a search takes ten microseconds and a generator would take one of them.
    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        if isinstance(failure, _native.Damaged):
            raise IndexDamaged(problem=failure) from failure
        if isinstance(failure, _native.Foreign):
            raise IndexForeign(problem=failure) from failure
        if isinstance(failure, (_native.Refused, OSError)):
            raise IndexUnreachable(problem=failure) from failure


_told = _Told()


def failures_told() -> AbstractContextManager[None]:
    """What the kernel throws, as errors of this room."""
    return _told
