"""The file with the master keyset: in the clear for its owner only, or sealed by a key service.

It is replaced whole, so that whoever reads it meets one keyset or the next. Which key seals and
which there are is told without asking the service.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import tink
from google.protobuf.message import DecodeError

from tutela.platform import newfile
from tutela.platform.keyfiles import KeyDamaged, read_key
from tutela.platform.masterkey import keyset
from tutela.platform.masterkey.address import IN_FILE, KeyAddressWrong, parse
from tutela.platform.masterkey.services import service_of

if TYPE_CHECKING:
    from pathlib import Path

_FORM: Final = "tutela-master-key/1"


@dataclass(frozen=True, slots=True)
class MasterKeyFile:
    """What the file says. `content` is the keyset, or what the service at `place` opens to it."""

    place: str
    primary: int
    ids: frozenset[int]
    content: bytes = field(repr=False)

    def opened(self) -> bytes:
        """The keyset. Raises KeyServiceAway, KeyServiceRefused, KeyServiceUnfit."""
        service = service_of(self.place)
        return self.content if service is None else service.open(self.content)


def read(path: Path) -> MasterKeyFile:
    """Raises KeyMissing, KeyExposed and KeyDamaged."""
    content = read_key(path)
    try:
        found = json.loads(content)
        return _sealed(found) if found.get("form") == _FORM else _clear(content.decode())
    except (ValueError, KeyError, TypeError, AttributeError, tink.TinkError, DecodeError):
        raise KeyDamaged(path=path) from None


def make(path: Path, place: str) -> bool:
    """Makes the file with a fresh key, unless it is there. Raises what the service raises."""
    return not path.exists() and newfile.write_new(path, _text(keyset.fresh(), place))


def replace(path: Path, content: bytes, place: str) -> None:
    """Puts another keyset in the file's place, sealed by the service at `place`.

    It opened again before it is there: a service that seals and cannot open would lose every key.
    One caller at a time. What an earlier one left half way is removed: it may hold an old key.
    """
    text = _text(content, place)
    if place != IN_FILE:
        _require_same(json.loads(text), content)
    for left in path.parent.glob(f"{newfile.TEMPORARY}*"):
        left.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=newfile.TEMPORARY, dir=path.parent)
    temporary = path.with_name(name.rpartition(os.sep)[2])
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    newfile.sync_folder(path.parent)


def _require_same(written: dict[str, Any], content: bytes) -> None:
    if _sealed(written).opened() != content:
        raise KeyDamaged(path=written["place"])


def _text(content: bytes, place: str) -> bytes:
    service = service_of(place)
    if service is None:
        return keyset.to_json(content).encode()
    told = {
        "form": _FORM,
        "place": place,
        "primary": keyset.primary(content),
        "keys": sorted(keyset.ids(content)),
        "sealed": base64.b64encode(service.seal(content)).decode(),
    }
    return json.dumps(told, indent=1).encode()


def _clear(text: str) -> MasterKeyFile:
    content = keyset.from_json(text)
    keyset.primitive(content)
    return MasterKeyFile(IN_FILE, keyset.primary(content), keyset.ids(content), content)


def _sealed(found: dict[str, Any]) -> MasterKeyFile:
    try:
        parse(found["place"])
        sealed = base64.b64decode(found["sealed"], validate=True)
    except (KeyAddressWrong, binascii.Error):
        raise ValueError from None
    return MasterKeyFile(
        found["place"], int(found["primary"]), frozenset(map(int, found["keys"])), sealed
    )
