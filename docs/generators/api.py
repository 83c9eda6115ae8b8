"""The HTTP API, from its OpenAPI description, and what a scan answers."""

from __future__ import annotations

import json
from typing import Any

from docs.generators import markdown
from docs.generators.web import schema

from tutela.detection.model import ADVICE, Reason, Verdict, VerdictKind
from tutela.reporting import details
from tutela.reporting.words import Value

INTRODUCTION = """\
A platform's programs call the node under `/v1`, with an API key in the header
`Authorization: Bearer …`. A key belongs to one service. The same description, for programs, is at
`/openapi.json` of a served node. An error is an RFC 9457 problem with a code from
[errors](errors.md). How a platform uses it: [scan from your
platform](../how-to/scan-from-your-platform.md).
"""
KINDS: dict[VerdictKind, str] = {
    VerdictKind.CLEAR: "Nothing was found. Nothing of the item is kept.",
    VerdictKind.HELD: "An active indicator matched. Keep it from view until a person decides.",
    VerdictKind.FLAGGED: "Something matched that is no ground for a hold. A person looks at it.",
    VerdictKind.UNSCANNED: "The item was not scanned. Unknown is not clear: see the reason.",
}
ANSWER = """\
`item` is set for a hit only. Each match names the `bank`, whether it is `exact`, and the `distance`
and `quality` of a near match, which are shown only for demo banks.

A match that an entry of an allow-bank speaks against without suppressing it names that entry as
`contested_by`; unless it is exact, it flags and does not hold. A match in `suppressed` counts for
nothing: `suppressed_by` names the allow-bank and its entry.
"""


DETAILS = """\
Everything is optional but what is marked. Instants carry their zone. A field that is not listed is
refused, and nothing that was sent is repeated in the answer.
"""
# Every object of the details, in the order in which the code defines them; the whole first.
_VALUES = [
    one.__name__
    for one in vars(details).values()
    if isinstance(one, type) and issubclass(one, Value) and one is not Value
]
OBJECTS = ("Details", *(name for name in _VALUES if name != "Details"))
FORMATS = {
    "date-time": "instant with its zone",
    "date": "date",
    "uuid": "UUID",
    "ipvanyaddress": "IP address",
}


def page() -> str:
    described = schema()
    shown = [
        _operation(method.upper(), path, operation, described)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return markdown.page("The API", INTRODUCTION, *shown, *_answers(), *_objects(described))


def _answers() -> list[str]:
    kinds = [(markdown.code(kind.value), KINDS[kind]) for kind in VerdictKind]
    reasons = [(markdown.code(one.value), ADVICE[one].value) for one in Reason]
    sample = Verdict(VerdictKind.UNSCANNED, Reason.NO_LEGAL_BASIS).to_json(distances=False)
    return [
        "## What a scan answers\n",
        markdown.block(json.dumps({"id": "photo-1", **sample}, indent=2), "json"),
        ANSWER,
        markdown.table(("verdict", "what it says"), kinds),
        "## Why an item is unscanned\n",
        "The list is closed. The advice is what a platform may do with the item meanwhile.\n",
        markdown.table(("reason", "advice"), reasons),
    ]


# What is answered where it is no verdict.
_DONE = {
    "/v1/notices/follow": "How the notice stands.",
    "/v1/notices/schema": "The JSON Schema of `Sent`.",
    "/v1/orders": "The very same was taken in before; this is its order.",
    "/v1/orders/{order_id}/effects": "The order, and where it stands now.",
}


def _operation(method: str, path: str, one: dict[str, Any], described: dict[str, Any]) -> str:
    parts = [f"## {method} {path}\n", one.get("description", "") + "\n"]
    parameters = [
        (markdown.code(each["name"]), each["in"], _kind(each["schema"], described),
         each.get("description", ""))
        for each in one.get("parameters", ())
    ]  # fmt: skip
    if parameters:
        parts.append(markdown.table(("parameter", "in", "type", "what it is"), parameters))
    for media, body in one.get("requestBody", {}).get("content", {}).items():
        parts.append(_body(media, body["schema"], described))
    # The framework writes 200 and 422 into every description; this node answers 400 for the latter.
    answers = [
        (status, each["description"])
        for status, each in one["responses"].items()
        if status not in ("200", "422")
    ]
    if "200" in one["responses"]:
        answers.insert(0, ("200", _DONE.get(path, "The verdict, as below.")))
    answers.append(("4xx, 5xx", "A problem with a code."))
    parts.append(markdown.table(("status", "answer"), answers))
    return "\n".join(parts)


def _body(media: str, body: dict[str, Any], described: dict[str, Any]) -> str:
    if _name(body) in OBJECTS:
        return f"Body `{media}`: {_kind(body, described)}, as below.\n"
    found = _resolved(body, described)
    if "properties" not in found:
        return f"Body `{media}`: the item's bytes.\n"
    return f"Body `{media}`:\n\n{_table(found, described)}"


def _table(found: dict[str, Any], described: dict[str, Any]) -> str:
    required = found.get("required", ())
    rows = [
        (markdown.code(name), _kind(each, described), "yes" if name in required else "")
        for name, each in _fields("", found, described)
    ]
    return markdown.table(("field", "type", "needed"), rows)


def _objects(described: dict[str, Any]) -> list[str]:
    """What the objects are made of that stand in more than one place, or in lists."""
    parts = ["## What details are made of\n", DETAILS]
    for name in OBJECTS:
        found = described["components"]["schemas"][name]
        parts += [f"### {name}\n", found.get("description", "") + "\n", _table(found, described)]
    return parts


def _fields(
    before: str, found: dict[str, Any], described: dict[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    """The fields of an object, those of the objects inside it as `outer.inner`."""
    fields = []
    for name, each in found["properties"].items():
        fields.append((before + name, each))
        inside = _resolved(each, described)
        if "properties" in inside and _name(each) not in OBJECTS:
            fields += _fields(f"{before}{name}.", inside, described)
    return fields


def _resolved(one: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    reference = one.get("$ref", "")
    if not reference:
        return one
    found: dict[str, Any] = described["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _name(one: dict[str, Any]) -> str:
    return str(one.get("$ref", "")).rpartition("/")[2]


def _kind(one: dict[str, Any], described: dict[str, Any]) -> str:
    if _name(one) in OBJECTS:
        return f"[{_name(one)}](#{_name(one).lower()})"
    found = _resolved(one, described)
    if "anyOf" in found:
        kinds = [_kind(each, described) for each in found["anyOf"] if each.get("type") != "null"]
        return " or ".join(kinds)
    if "enum" in found or "const" in found:
        return ", ".join(map(markdown.code, found.get("enum", [found.get("const")])))
    if found["type"] == "array":
        return f"list of {_items(found, described)}"
    if found.get("additionalProperties"):
        return f"object of {_kind(found['additionalProperties'], described)} by id"
    return _plain(found)


def _items(found: dict[str, Any], described: dict[str, Any]) -> str:
    if "prefixItems" in found:
        return "pairs: " + ", ".join(_kind(each, described) for each in found["prefixItems"])
    return _kind(found["items"], described)


def _plain(found: dict[str, Any]) -> str:
    if found.get("format") == "binary":
        return "file"
    named = FORMATS.get(found.get("format", ""), found["type"])
    longest = f", up to {found['maxLength']} characters" if "maxLength" in found else ""
    bounds = f", {found['minimum']:g} to {found['maximum']:g}" if "minimum" in found else ""
    return f"{named}{longest}{bounds}"
