"""Addresses of the web: one form for all spellings of the same address, and its signal. Pure.

The form is `host[:port]/path[?query]`: read as browsers do (WHATWG URL, by the parser `ada`), and
written as Safe Browsing writes its longest expression ("URLs and hashing", canonicalisation).

The same address are: `http` and `https`, because servers answer both alike and browsers change one
into the other; any case of the host; the Unicode and the punycode form of a host; decimal, octal,
hexadecimal and short IPv4; more or fewer dots around the labels of a host; with or without user
information, the scheme's own port, a fragment, or an empty query; `/a/./b/../c` and `/a/c`; `//`
and `/` in the path; any depth of percent escapes up to MOST_ESCAPED.

Not the same are: another host (`www.` too), another port, another case of the path, a trailing
slash in the path, another query or its parts in another order. A look-alike host is another host,
and its punycode shows it. Nothing shorter than the whole address is ever formed: no domain, no
folder.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import unquote_to_bytes

from ada_url import URL

from tutela.signals.errors import UrlCharacter, UrlEscapes, UrlHost, UrlScheme, UrlTooLong

LONGEST = 8192  # characters, of what is given and of its canonical form
MOST_ESCAPED = 32
"""Escapes of escapes that are taken off (`%252561` is three deep). Browsers take off none."""

_SCHEME = re.compile("https?:", re.IGNORECASE)
_STRAY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DROPPED = re.compile(r"[\t\r\n]")
_PREFIX = "http://"


def is_address(text: str) -> bool:
    """Whether a text can only be meant as an address: it begins with `http:` or `https:`."""
    return bool(_SCHEME.match(text))


def signal(text: str) -> bytes:
    """The 32 bytes that stand for an address: the SHA-256 of its canonical form.

    Not a secret: who guesses an address can compute it. Raises what `canonical` raises.
    """
    return hashlib.sha256(canonical(text).encode("ascii")).digest()


def canonical(text: str) -> str:
    """The canonical form of an address, in ASCII and without a scheme.

    Idempotent: `canonical("http://" + form) == form`. Raises UrlTooLong, UrlCharacter, UrlScheme,
    UrlHost and UrlEscapes, which never repeat the text; nothing else.
    """
    parsed = _parsed(text)
    path, _, query = _unescaped(parsed.pathname + parsed.search).partition(b"?")
    form = _host(parsed.hostname) + (f":{parsed.port}" if parsed.port else "")
    form += _escaped(_resolved(path)) + (f"?{_escaped(query)}" if query else "")
    if len(_PREFIX + form) > LONGEST:
        raise UrlTooLong(longest=LONGEST)
    return form


def _parsed(text: str) -> URL:
    if len(text) > LONGEST:
        raise UrlTooLong(longest=LONGEST)
    if stray := _STRAY.search(text):
        raise UrlCharacter(position=stray.start() + 1)
    text = _DROPPED.sub("", text).strip(" ")
    if not is_address(text):
        raise UrlScheme
    return _read(text)


def _read(text: str) -> URL:
    try:
        return URL(text)
    except ValueError:
        raise UrlHost from None


def _host(name: str) -> str:
    """The host without needless dots, which may turn out to be a number only then."""
    bare = re.sub(r"\.{2,}", ".", name).strip(".")
    if bare == name:
        return name
    return _read(f"{_PREFIX}{bare}/").hostname


def _unescaped(text: str) -> bytes:
    raw = text.encode("ascii")
    for _ in range(MOST_ESCAPED):
        before, raw = raw, unquote_to_bytes(raw)
        if raw == before:
            return raw
    raise UrlEscapes(most=MOST_ESCAPED)


def _resolved(path: bytes) -> bytes:
    """The path without `.`, `..` and empty parts; the parser did not see those that were escaped.

    A backslash divides it like a slash, as browsers have it.
    """
    parts = path.replace(b"\\", b"/").split(b"/")[1:]
    kept: list[bytes] = []
    for part in parts:
        if part == b"..":
            del kept[-1:]
        elif part != b".":
            kept.append(part)
    if parts[-1] in (b".", b".."):
        kept.append(b"")
    folders = [part for part in kept[:-1] if part]
    return b"/" + b"/".join([*folders, *kept[-1:]])


def _escaped(raw: bytes) -> str:
    return "".join(map(_WRITTEN.__getitem__, raw))


_WRITTEN = [
    f"%{byte:02X}" if byte <= 0x20 or byte >= 0x7F or chr(byte) in "#%" else chr(byte)  # noqa: PLR2004
    for byte in range(256)
]
"""How each byte of a path or query is written."""
