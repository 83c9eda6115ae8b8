"""Sealed objects in an S3-compatible store, by `obstore`.

Credentials are looked for where Amazon's own tools look: AWS_ACCESS_KEY_ID and its like in the
environment, a web identity, the machine's role. Nothing of them is kept or logged here, nor is the
text of the library's errors, which holds addresses and answers.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import obstore
from obstore import exceptions
from obstore.store import S3Store

from tutela.evidence.errors import BucketMissing, StoreAway, StoreRefused, StoreUnusable
from tutela.evidence.objects import NAME, OWNER, Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from obstore.store import ClientConfig, RetryConfig, S3Config

    from tutela.platform.objectaddress import ObjectAddress

_CLIENT: Final[ClientConfig] = {"connect_timeout": "5s", "timeout": "60s"}
_RETRIES: Final[RetryConfig] = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2)},
}
_LISTED = 1000
# How Amazon's answer names it; a HEAD has no body, and so does not.
_NO_BUCKET = "NoSuchBucket"
_NO_CREDENTIALS = ("169.254.", "CredentialsNotLoaded", "InvalidAccessKeyId", "SignatureDoesNot")


class CloudObjects:
    """Objects under one prefix of one bucket. Threads may share one."""

    is_in_home = False

    def __init__(self, address: ObjectAddress) -> None:
        self._address = address
        self._store = _opened(address)

    @property
    def place(self) -> str:
        return str(self._address)

    def write(self, name: str, data: bytes, check: Callable[[bytes], None]) -> None:
        name = _named(name)
        made = self._create(name, data)
        try:
            check(self.read(name) or b"")
        except BaseException:
            if made:
                self.delete(name)
            raise

    def read(self, name: str) -> bytes | None:
        return self._read(_named(name))

    def owner(self) -> str | None:
        found = self._read(OWNER)
        return None if found is None else found.decode("utf-8", "replace").strip()

    def claim(self, owner: str) -> bool:
        return self._create(OWNER, f"{owner}\n".encode())

    def _read(self, key: str) -> bytes | None:
        with self._failures_named():
            try:
                return bytes(obstore.get(self._store, key).bytes())
            except FileNotFoundError as error:
                if _NO_BUCKET in str(error):
                    raise
                return None

    def exists(self, name: str) -> bool:
        with self._failures_named():
            try:
                obstore.head(self._store, _named(name))
            except FileNotFoundError:
                # A HEAD does not say what is missing, the object or its bucket; a GET does.
                return self.read(name) is not None
            return True

    def delete(self, key: str) -> bool:
        there = self.exists(key)
        with self._failures_named():
            obstore.delete(self._store, _named(key))
        return there

    def stored(self) -> Iterator[Stored]:
        with self._failures_named():
            for page in obstore.list(self._store, chunk_size=_LISTED):
                for one in page:
                    if NAME.fullmatch(one["path"]):
                        yield Stored(one["path"], one["path"], one["last_modified"])

    def _create(self, name: str, data: bytes) -> bool:
        """Writes it; False if it is there, as after a try whose answer was lost."""
        with self._failures_named():
            try:
                # One request: the parts of a multipart upload have no `create`.
                obstore.put(self._store, name, data, mode="create", use_multipart=False)
            except exceptions.AlreadyExistsError:
                return False
            return True

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        try:
            yield
        except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError):
            raise StoreRefused(place=self.place) from None
        except (exceptions.BaseError, OSError) as error:
            text = str(error)
            if _NO_BUCKET in text:
                raise BucketMissing(bucket=self._address.bucket) from None
            if any(sign in text for sign in _NO_CREDENTIALS):
                raise StoreRefused(place=self.place) from None
            raise StoreAway(place=self.place) from None


def _named(name: str) -> str:
    # A name comes from a database row: whoever edits rows must not reach other objects.
    if not NAME.fullmatch(name):
        raise StoreUnusable(problem="a row names an object that cannot be in it")
    return name


@cache
def _opened(address: ObjectAddress) -> S3Store:
    """One client for each address of the process: it keeps connections."""
    # Many stores that speak S3 know no bulk delete.
    config: S3Config = {"disable_bulk_delete": True}
    if address.endpoint:
        config["endpoint"] = address.endpoint
    if address.region:
        config["region"] = address.region
    client: ClientConfig = {**_CLIENT, "allow_http": address.endpoint.startswith("http://")}
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        config=config,
        client_options=client,
        retry_config=_RETRIES,
    )
