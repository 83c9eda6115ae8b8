"""What the simulated CyberTipline makes of one request: endpoint by endpoint, without a socket."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from lxml import etree
from tests.simulators import cybertip_schema as rules
from tests.simulators.cybertip_reports import MAY_NOT_SUBMIT, Ledger
from tests.simulators.cybertip_schema import INVALID_REQUEST, Refused, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

ROOT = "/ispws"
ENDPOINTS = {
    "status": "GET",
    "xsd": "GET",
    "submit": "POST",
    "upload": "POST",
    "fileinfo": "POST",
    "finish": "POST",
    "retract": "POST",
}

_PARAMETER = re.compile(r'; ([a-z]+)="([^"]*)"')


@dataclass(frozen=True)
class Call:
    """One request; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    peer: str = "127.0.0.1"

    @property
    def endpoint(self) -> str:
        """The name of the endpoint, or nothing."""
        name = self.path.removeprefix(ROOT + "/")
        return name if self.path.startswith(ROOT + "/") and name in ENDPOINTS else ""


@dataclass(frozen=True)
class Reply:
    """One answer; `code` is the service's own code, 0 if there is none."""

    status: int = 200
    body: bytes = b""
    code: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Service:
    """The endpoints. `error_status` is the HTTP status of answers whose code is not 0."""

    accounts: dict[str, str]
    ledger: Ledger
    schema: Schema
    now: Callable[[], datetime]
    error_status: int = 200
    without_submit_right: frozenset[str] = frozenset()

    def reply(self, call: Call) -> Reply:
        """Never raises for what a request holds."""
        user = self._user(call.headers.get("authorization", ""))
        if user is None:
            return Reply(401, headers={"WWW-Authenticate": 'Basic realm="ispws"'})
        if not call.endpoint:
            return Reply(404)
        if call.method != ENDPOINTS[call.endpoint]:
            return Reply(405, headers={"Allow": ENDPOINTS[call.endpoint]})
        try:
            return self._handlers()[call.endpoint](user, call)
        except Refused as refused:
            return self.refusal(refused.code, refused.description)

    def refusal(self, code: int, description: str) -> Reply:
        """A well-formed answer with an error code."""
        return Reply(self.error_status, _response(code, description), code)

    def _user(self, authorization: str) -> str | None:
        scheme, _, given = authorization.partition(" ")
        try:
            text = base64.b64decode(given, validate=True).decode()
        except (binascii.Error, ValueError):
            return None
        user, colon, password = text.partition(":")
        expected = self.accounts.get(user)
        if scheme.lower() != "basic" or not colon or expected is None:
            return None
        return user if hmac.compare_digest(password.encode(), expected.encode()) else None

    def _handlers(self) -> dict[str, Callable[[str, Call], Reply]]:
        return {
            "status": self._status,
            "xsd": self._xsd,
            "submit": self._submit,
            "upload": self._upload,
            "fileinfo": self._fileinfo,
            "finish": self._finish,
            "retract": self._retract,
        }

    def _status(self, user: str, call: Call) -> Reply:
        return _success(description=f"Remote User : {user}, Remote Ip : {call.peer}")

    def _xsd(self, _user: str, _call: Call) -> Reply:
        return Reply(body=self.schema.text)

    def _submit(self, user: str, call: Call) -> Reply:
        _expect_xml(call)
        if user in self.without_submit_right:
            raise Refused(MAY_NOT_SUBMIT, "User is not authorized to submit reports")
        rules.check_report(rules.parse(call.body), self.schema, self.now())
        return _success(reportId=self.ledger.open(user, call.body).id)

    def _upload(self, user: str, call: Call) -> Reply:
        parts = {part.name: part for part in multipart(call)}
        if set(parts) != {"id", "file"} or parts["file"].file_name is None:
            raise Refused(INVALID_REQUEST, "Expected the parts id and file")
        number = _number(parts["id"].data.decode("ascii", "replace"))
        file = parts["file"]
        stored = self.ledger.upload(
            user,
            number,
            name=file.file_name or "",
            media_type=file.media_type,
            data=file.data,
        )
        return _success(reportId=number, fileId=stored.id, hash=stored.md5)

    def _fileinfo(self, user: str, call: Call) -> Reply:
        _expect_xml(call)
        number, file_id = rules.check_file_details(rules.parse(call.body), self.schema)
        self.ledger.describe(user, number, file_id, call.body)
        return _success(reportId=number)

    def _finish(self, user: str, call: Call) -> Reply:
        report = self.ledger.finish(user, _form_id(call))
        return Reply(body=_done(report.id, report.files))

    def _retract(self, user: str, call: Call) -> Reply:
        return _success(reportId=self.ledger.retract(user, _form_id(call)).id)


@dataclass(frozen=True)
class Part:
    """One part of a multipart body; `file_name` as it stood on the wire."""

    name: str
    file_name: str | None
    media_type: str
    data: bytes


def multipart(call: Call) -> list[Part]:
    """The parts of `call`, byte for byte. Raises Refused(4000)."""
    kind, parameters = _content_type(call)
    boundary = parameters.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise Refused(INVALID_REQUEST, "Expected multipart/form-data with a boundary")
    opening, *chunks = (b"\r\n" + call.body).split(b"\r\n--" + boundary.encode())
    if opening or len(chunks) < 1 or not chunks[-1].startswith(b"--"):
        raise Refused(INVALID_REQUEST, "The multipart body is not complete")
    return [_part(chunk) for chunk in chunks[:-1]]


def _part(chunk: bytes) -> Part:
    head, blank, data = chunk.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    if not blank or lines[0] or any(":" not in line for line in lines[1:]):
        raise Refused(INVALID_REQUEST, "A part of the multipart body has no proper head")
    # A name that broke out of its quotes would show as a header that nobody sends.
    headers = {name.lower(): value.strip() for name, _, value in (_split(x) for x in lines[1:])}
    if set(headers) - {"content-disposition", "content-type"} or len(headers) < len(lines) - 1:
        raise Refused(INVALID_REQUEST, "A part of the multipart body has unknown headers")
    kind, parameters = _parameters(headers.get("content-disposition", ""))
    if kind != "form-data" or "name" not in parameters:
        raise Refused(INVALID_REQUEST, "A part of the multipart body has no name")
    return Part(
        parameters["name"], parameters.get("filename"), headers.get("content-type", ""), data
    )


def _split(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _parameters(header: str) -> tuple[str, dict[str, str]]:
    kind, semicolon, rest = header.partition(";")
    found = dict(_PARAMETER.findall(semicolon + rest))
    written = "".join(f'; {name}="{value}"' for name, value in found.items())
    # What does not come out as it went in broke its quotes, or was said twice.
    if written != semicolon + rest:
        raise Refused(INVALID_REQUEST, "The parameters of a part are not as expected")
    return kind, found


def _content_type(call: Call) -> tuple[str, dict[str, str]]:
    message = Message()
    message["content-type"] = call.headers.get("content-type", "")
    parameters = dict(message.get_params(failobj=[])[1:])
    return message.get_content_type(), parameters


def _expect_xml(call: Call) -> None:
    kind, parameters = _content_type(call)
    if kind != "text/xml" or parameters.get("charset", "").lower() != "utf-8":
        raise Refused(INVALID_REQUEST, "Expected text/xml; charset=utf-8")


def _form_id(call: Call) -> int:
    kind, _ = _content_type(call)
    if kind != "application/x-www-form-urlencoded":
        raise Refused(INVALID_REQUEST, "Expected application/x-www-form-urlencoded")
    given = parse_qs(call.body.decode("ascii", "replace")).get("id", [])
    if len(given) != 1:
        raise Refused(INVALID_REQUEST, "Expected one id")
    return _number(given[0])


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise Refused(INVALID_REQUEST, "The id is not a number")
    return int(text)


def _success(description: str = "Success", **parts: str | int) -> Reply:
    return Reply(body=_response(0, description, **parts))


def _response(code: int, description: str, **parts: str | int) -> bytes:
    root = etree.Element("reportResponse")
    _fill(root, {"responseCode": code, "responseDescription": description, **parts})
    return _written(root)


def _done(number: int, file_ids: Iterable[str]) -> bytes:
    root = etree.Element("reportDoneResponse")
    _fill(root, {"responseCode": 0, "reportId": number})
    files = etree.SubElement(root, "files")
    # Without text a serializer writes <files/>; the service is known to list or leave it empty.
    files.text = ""
    for file_id in file_ids:
        etree.SubElement(files, "fileId").text = file_id
    return _written(root)


def _fill(root: etree._Element, parts: Mapping[str, str | int]) -> None:
    for name, value in parts.items():
        etree.SubElement(root, name).text = _printable(str(value))


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
