"""Why a signal cannot be read or computed. This room is pure and has its own small tree."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar


class SignalError(ValueError):
    """A signal could not be read or computed."""

    code: ClassVar[str] = "signal"

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__((inspect.getdoc(type(self)) or "").format(**facts))


class NoFingerprint(SignalError):
    """The bytes have no perceptual fingerprint: {problem}."""

    code = "no-fingerprint"


class SignalTextError(SignalError):
    """The text is not a signal."""

    code = "signal-text"


class SignalTextBlank(SignalTextError):
    """The {kind} signal has a blank or line break at character {position}; remove it."""

    code = "signal-text-blank"


class SignalTextDigit(SignalTextError):
    """The {kind} signal has a character that is not a hexadecimal digit at position {position}."""

    code = "signal-text-digit"


class SignalTextLength(SignalTextError):
    """A {kind} signal has {wanted} hexadecimal digits; this text has {found}."""

    code = "signal-text-length"


class UrlTooLong(SignalTextError):
    """The address is longer than {longest:,} characters, as it is or when written out."""

    code = "url-too-long"


class UrlCharacter(SignalTextError):
    """The address has a control character or half a character at position {position}."""

    code = "url-character"


class UrlScheme(SignalTextError):
    """An address begins with http:// or https://, and this text does not."""

    code = "url-scheme"


class UrlHost(SignalTextError):
    """The address has no host, or a host or port that cannot be."""

    code = "url-host"


class UrlEscapes(SignalTextError):
    """The address has escapes of escapes more than {most} deep."""

    code = "url-escapes"


class SignalJsonError(SignalError):
    """The JSON does not hold signals: {detail}."""

    code = "signal-json"
