"""Sealing: one fresh key per object, wrapped by the node's key; erasing the key erases the object.

Google Tink's streaming AEAD (AES256_GCM_HKDF_1MB) with the object's id as associated data, so that
bytes put under another name do not open. Everything is opened once before it counts as kept: an
error inside Tink's encrypting stream leaves a valid ciphertext of half the content.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import tink
from tink import json_proto_keyset_format, streaming_aead

from tutela.evidence import damage
from tutela.evidence.errors import (
    EvidenceErased,
    EvidenceKeyWrong,
    EvidenceMissing,
    EvidenceNotWritten,
    EvidenceTampered,
)
from tutela.evidence.model import Sealed
from tutela.evidence.stores import FOLDER, objects_of
from tutela.evidence.tables import evidence_object
from tutela.platform.masterkey.sealed import Form, SealedColumn

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.evidence.model import EvidenceObject
    from tutela.evidence.objects import Guarded
    from tutela.platform.node import Node

__all__ = ["FOLDER", "SEALED", "Vault"]

SEALED = (
    SealedColumn(
        evidence_object.c.wrapped_key, evidence_object.c.id, Form.KEYSET, lambda one: one.bytes
    ),
)

streaming_aead.register()


class Vault:
    """Seals and opens the bytes of kept objects. Threads may share one."""

    def __init__(self, node: Node) -> None:
        self.objects: Guarded = objects_of(node)
        self._node = node
        self._node_key = node.keys.evidence

    def seal(self, object_id: UUID, data: bytes) -> Sealed:
        """Stores `data` sealed and durable; the key exists only in what is returned.

        Raises DiskFull, StoreUnusable, StoreOfAnother and EvidenceNotWritten; then nothing is
        stored.
        """
        template = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
        handle = tink.new_keyset_handle(template)
        wrapped = json_proto_keyset_format.serialize_encrypted(
            handle, self._node_key, object_id.bytes
        )
        digest = hashlib.sha256(data).hexdigest()

        def check(stored: bytes) -> None:
            # By way of the wrapped key: it is all that will be left to open the object with.
            try:
                again = _opened(self._unwrapped(object_id, wrapped), object_id, stored)
            except (tink.TinkError, EvidenceKeyWrong):
                raise EvidenceNotWritten(object=object_id) from None
            if len(again) != len(data) or hashlib.sha256(again).hexdigest() != digest:
                raise EvidenceNotWritten(object=object_id)

        sealed = _sealed(handle.primitive(streaming_aead.StreamingAead), object_id, data)
        self.objects.write(object_id.hex, sealed, check)
        return Sealed(wrapped_key=wrapped, location=object_id.hex, size=len(data), sha256=digest)

    def open(self, row: EvidenceObject) -> bytes:
        """The bytes as they were sealed; all of them verified before any is returned.

        What is not whole raises an alarm before it raises. Raises EvidenceErased, EvidenceMissing,
        EvidenceTampered and EvidenceKeyWrong.
        """
        try:
            return self._verified(row)
        except (EvidenceMissing, EvidenceTampered, EvidenceKeyWrong) as error:
            damage.alarm(self._node, row.id, damage.problem_of(error))
            raise

    def _verified(self, row: EvidenceObject) -> bytes:
        if row.wrapped_key is None:
            raise EvidenceErased(object=row.id, erased_at=row.erased_at)
        primitive = self._unwrapped(row.id, row.wrapped_key)
        sealed = self.objects.read(row.location)
        if sealed is None:
            raise EvidenceMissing(object=row.id)
        try:
            data = _opened(primitive, row.id, sealed)
        except tink.TinkError:
            raise EvidenceTampered(object=row.id) from None
        if len(data) != row.size or hashlib.sha256(data).hexdigest() != row.sha256:
            raise EvidenceTampered(object=row.id)
        return data

    def erase(self, row: EvidenceObject) -> bool:
        """Deletes the stored bytes; False if they were gone already. Raises StoreOfAnother."""
        return self.objects.delete(row.location)

    def _unwrapped(self, object_id: UUID, wrapped: str) -> streaming_aead.StreamingAead:
        try:
            handle = json_proto_keyset_format.parse_encrypted(
                wrapped, self._node_key, object_id.bytes
            )
        except tink.TinkError:
            raise EvidenceKeyWrong(object=object_id) from None
        return handle.primitive(streaming_aead.StreamingAead)


class _Sink(io.BytesIO):
    """Tink closes what it writes to; this keeps the content."""

    content = b""

    def close(self) -> None:
        if not self.closed:
            self.content = self.getvalue()
        super().close()


def _sealed(primitive: streaming_aead.StreamingAead, object_id: UUID, data: bytes) -> bytes:
    # In memory: a failing disk under Tink's stream would surface as text without an error number.
    sink = _Sink()
    with primitive.new_encrypting_stream(sink, object_id.bytes) as stream:
        stream.write(data)
    return sink.content


def _opened(primitive: streaming_aead.StreamingAead, object_id: UUID, sealed: bytes) -> bytes:
    with primitive.new_decrypting_stream(io.BytesIO(sealed), object_id.bytes) as stream:
        return bytes(stream.read())
