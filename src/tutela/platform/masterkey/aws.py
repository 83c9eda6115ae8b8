"""Amazon's key service. Credentials come from where its own tools take them, and stay there."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tutela.platform.masterkey.errors import (
    KeyServiceAway,
    KeyServiceNotInstalled,
    KeyServiceRefused,
    KeyServiceUnfit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.masterkey.address import AwsKey

EXTRA: Final = "kms-aws"
# Bound to what is sealed, and visible in the service's own log of uses.
_CONTEXT: Final = {"tutela": "master-key"}
_REFUSALS: Final = {
    "AccessDeniedException": "it denies access",
    "UnrecognizedClientException": "it does not know the credentials",
    "InvalidClientTokenId": "it does not know the credentials",
    "InvalidSignatureException": "the credentials are wrong",
    "SignatureDoesNotMatch": "the credentials are wrong",
    "MissingAuthenticationToken": "there are no credentials",
    "ExpiredTokenException": "the credentials have expired",
    "NotFoundException": "there is no such key",
    "DisabledException": "the key is disabled",
    "KMSInvalidStateException": "the key is disabled or about to be deleted",
    "InvalidKeyUsageException": "the key is not made for sealing",
}
_DENIED: Final = (401, 403)
_UNFIT: Final = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class AwsKeyService:
    """A symmetric key of Amazon's key service."""

    def __init__(self, place: str, key: AwsKey) -> None:
        try:
            import boto3  # noqa: PLC0415 - an extra
            from botocore.config import Config  # noqa: PLC0415
        except ImportError:
            raise KeyServiceNotInstalled(place=place, extra=EXTRA) from None
        self._place, self._key = place, key
        patience = Config(
            connect_timeout=5, read_timeout=10, retries={"max_attempts": 3, "mode": "standard"}
        )
        with self._failures_named():
            session = boto3.session.Session(region_name=key.region)
            self._client = session.client("kms", config=patience)

    def seal(self, secret: bytes) -> bytes:
        with self._failures_named():
            answer = self._client.encrypt(
                KeyId=self._key.arn, Plaintext=secret, EncryptionContext=_CONTEXT
            )
        return bytes(answer["CiphertextBlob"])

    def open(self, sealed: bytes) -> bytes:
        with self._failures_named():
            answer = self._client.decrypt(
                KeyId=self._key.arn, CiphertextBlob=sealed, EncryptionContext=_CONTEXT
            )
        return bytes(answer["Plaintext"])

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        from botocore import exceptions  # noqa: PLC0415

        without = (exceptions.NoCredentialsError, exceptions.PartialCredentialsError)
        try:
            yield
        except exceptions.ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _UNFIT:
                raise KeyServiceUnfit(place=self._place) from None
            if code in _REFUSALS:
                raise KeyServiceRefused(place=self._place, problem=_REFUSALS[code]) from None
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") in _DENIED:
                raise KeyServiceRefused(place=self._place, problem="it denies access") from None
            raise KeyServiceAway(place=self._place) from None
        except without:
            problem = "there are no credentials"
            raise KeyServiceRefused(place=self._place, problem=problem) from None
        except exceptions.BotoCoreError:
            raise KeyServiceAway(place=self._place) from None
