"""An S3-compatible store and a key service on loopback: moto's server, in this process.

Moto keeps what it stores for the whole process, so a server that was stopped and started again on
its port has everything still.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import httpx
from moto.server import ThreadedMotoServer

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "eu-west-1"
LOOPBACK = "127.0.0.1"
ADMINISTRATOR = {"aws_access_key_id": "administrator", "aws_secret_access_key": "not-checked"}
_EVERYTHING = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
)


class Cloud:
    """The server. `environment` is what a process needs to use it."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer(LOOPBACK, 0, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": "tester",
            "AWS_SECRET_ACCESS_KEY": "not-checked",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.url,
        }

    def client(self, service: str, **credentials: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            **(credentials or ADMINISTRATOR),
        )

    def make_bucket(self, name: str) -> str:
        """A new bucket; what the setting `evidence_store` says to use it."""
        self.client("s3").create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        return f"s3://{name}/kept?endpoint={self.url}&region={REGION}"

    def keys(self, bucket: str) -> list[str]:
        found = self.client("s3").list_objects_v2(Bucket=bucket)
        return [one["Key"] for one in found.get("Contents", [])]

    @contextmanager
    def checking_credentials(self) -> Iterator[None]:
        """Refuses everybody, as nobody has an account there; else moto lets anyone in."""
        httpx.post(f"{self.url}/moto-api/reset-auth", content=b"0")
        try:
            yield
        finally:
            httpx.post(f"{self.url}/moto-api/reset-auth", content=b"Infinity")

    def stop(self) -> None:
        self._server.stop()

    def start_again(self) -> None:
        self._server = ThreadedMotoServer(LOOPBACK, self.port, verbose=False)
        self._server.start()


@contextmanager
def cloud() -> Iterator[Cloud]:
    one = Cloud()
    try:
        httpx.post(f"{one.url}/moto-api/reset")
        yield one
    finally:
        one.stop()
