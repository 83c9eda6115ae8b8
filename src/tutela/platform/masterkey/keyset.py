"""A Tink keyset of AES256-GCM keys, as bytes: one of them seals, all of them open. Pure but for
the fresh keys.
"""

from __future__ import annotations

import tink
from tink import aead, json_proto_keyset_format, proto_keyset_format, secret_key_access
from tink.proto import tink_pb2

aead.register()


def fresh() -> bytes:
    """A keyset with one new key."""
    return _bytes(tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM))


def primary(keyset: bytes) -> int:
    """The id of the key that seals."""
    return int(_read(keyset).primary_key_id)


def ids(keyset: bytes) -> frozenset[int]:
    return frozenset(int(key.key_id) for key in _read(keyset).key)


def with_another(keyset: bytes) -> tuple[bytes, int]:
    """The keyset with a new key that does not seal yet, and the new key's id."""
    known = ids(keyset)
    while (added := _read(fresh())).primary_key_id in known:
        continue
    proto = _read(keyset)
    proto.key.extend(added.key)
    return proto.SerializeToString(), int(added.primary_key_id)


def with_primary(keyset: bytes, key_id: int) -> bytes:
    """The keyset with another of its keys as the one that seals."""
    proto = _read(keyset)
    if key_id not in ids(keyset):
        raise ValueError
    proto.primary_key_id = key_id
    return bytes(proto.SerializeToString())


def without(keyset: bytes, gone: frozenset[int]) -> bytes:
    """The keyset without some of its keys, none of which may be the one that seals."""
    proto = _read(keyset)
    kept = [key for key in proto.key if key.key_id not in gone]
    if proto.primary_key_id in gone:
        raise ValueError
    del proto.key[:]
    proto.key.extend(kept)
    return bytes(proto.SerializeToString())


def primitive(keyset: bytes) -> aead.Aead:
    """Raises TinkError for what is no keyset."""
    return proto_keyset_format.parse(keyset, secret_key_access.TOKEN).primitive(aead.Aead)


def to_json(keyset: bytes) -> str:
    """The keyset in the clear, as Tink's own programs read it."""
    handle = proto_keyset_format.parse(keyset, secret_key_access.TOKEN)
    return str(json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN))


def from_json(text: str) -> bytes:
    """Raises TinkError."""
    return _bytes(json_proto_keyset_format.parse(text, secret_key_access.TOKEN))


def _bytes(handle: tink.KeysetHandle) -> bytes:
    return bytes(proto_keyset_format.serialize(handle, secret_key_access.TOKEN))


def _read(keyset: bytes) -> tink_pb2.Keyset:
    return tink_pb2.Keyset.FromString(keyset)
