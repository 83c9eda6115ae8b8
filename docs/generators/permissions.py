"""The permissions, what each is for, which commands and addresses need it, and who holds it."""

from __future__ import annotations

from docs.generators import markdown
from docs.generators.cli import commands, needed
from docs.generators.web import locks

from tutela.platform.permission_words import ROLES, WORDS
from tutela.platform.permissions import GRANTS, Permission, Role

INTRODUCTION = """\
Nobody may do anything but through a permission, and nobody holds a permission but through a role.
Names read `scope:resource:action`. Every command and every address names what it needs.
"""


def page() -> str:
    roles = markdown.table(("role", "who that is"), ((r.value, ROLES[r]) for r in Role))
    columns = ("permission", *(role.value for role in Role))
    matrix = markdown.table(columns, map(_holders, Permission))
    doors = _doors()
    rows = [(markdown.code(one.value), WORDS[one], doors[one]) for one in Permission]
    used = markdown.table(("permission", "what it lets somebody do", "where"), rows)
    return markdown.page(
        "Permissions", INTRODUCTION, "## Roles\n", roles, "## Who holds what\n", matrix,
        "## What each is for\n", used,
    )  # fmt: skip


def _holders(one: Permission) -> tuple[str, ...]:
    return (markdown.code(one.value), *("yes" if one in GRANTS[role] else "" for role in Role))


def _doors() -> dict[Permission, str]:
    """The commands and addresses that need each permission."""
    found: dict[Permission, list[str]] = {one: [] for one in Permission}
    for name, command, _ in commands():
        needs = needed(command)
        if isinstance(needs, Permission):
            found[needs].append(markdown.code(name))
    for permission, route in locks():
        found[permission].append(markdown.code(route))
    return {one: ", ".join(dict.fromkeys(places)) for one, places in found.items()}
