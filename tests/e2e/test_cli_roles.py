"""Roles on the command line, as whoever runs the node meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.programs import Home

PASSWORD = "nine lives of a quiet cat"
CLERK = ("--permission", "case:case:read", "--permission", "webhook:delivery:read")


def test_a_role_is_made_given_changed_and_ended(demo: Home) -> None:
    about = ("--about", "Answers the platform's questions.")
    made = demo.json("role", "define", "clerk", *about, *CLERK)
    assert made == {"name": "clerk", "permissions": ["case:case:read", "webhook:delivery:read"]}
    demo.ok("account", "add", "carl", "--role", "clerk", "--password-file", "-", given=PASSWORD)
    held = demo.refused("role", "end", "clerk", "--json")
    assert (held.code, held.error) == (2, "role-held")
    changed = demo.json("role", "change", "clerk", "--permission", "case:case:read")
    assert changed["permissions"] == ["case:case:read"]
    given = demo.json("account", "roles", "carl", "--role", "reviewer", "--reason", "promoted")
    assert given == {"name": "carl", "roles": ["reviewer"]}
    assert "The role clerk has ended." in demo.ok("role", "end", "clerk").out
    listed = demo.json("role", "list")["roles"]
    assert [one["name"] for one in listed if one["kind"] == "own"] == []


def test_what_must_be_apart_is_refused_with_its_reason(demo: Home) -> None:
    both = ("--role", "administrator", "--role", "reviewer")
    refused = demo.refused("account", "add", "eve", *both, "--password-file", "-", given=PASSWORD)
    assert refused.code == 2
    assert "must not see what it keeps" in refused.err
    role = demo.refused(
        "role", "define", "both", "--about", "Both.",
        "--permission", "access:account:manage", "--permission", "evidence:object:open",
    )  # fmt: skip
    assert role.code == 2
    assert "role-forbidden" in role.err
    shown = demo.ok("role", "permissions").out
    assert "evidence:object:open" in shown
    assert "must not see what it keeps" in shown
