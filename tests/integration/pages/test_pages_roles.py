"""Every address there is, tried by those who may not: who runs the node, and who reads its log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from docs.generators.web import locks
from sqlalchemy import text
from tests.stage import PEOPLE

from tutela.platform.permissions import GRANTS, Permission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

FORBIDDEN = 403
# What an auditor reads: the log, the law that its rows name, and the proofs of erasure.
LOGS = frozenset(
    {Permission.AUDIT_VERIFY, Permission.AUDIT_EXPORT, Permission.LAW_READ}
    | {Permission.ERASURE_PROVE}
)
SHOWN = ("/cases", "look", "evidence", "picture")
PLACES = {"uuid": str(UUID(int=7)), "int": "1", "fingerprint": "0" * 64, "name": "demo"}


# They open by a key, never by a session.
FOR_PROGRAMS = ("/v1", "/metrics")


def addresses() -> Iterator[tuple[Permission, str, str]]:
    """Every locked page: what it needs, its method, and a path that fits it."""
    for permission, route in locks():
        method, path = route.split(" ", 1)
        if not path.startswith(FOR_PROGRAMS):
            yield permission, method, re.sub(r"\{(\w+)(?::(\w+))?\}", _fitting, path)


def _fitting(found: re.Match[str]) -> str:
    return PLACES.get(found[2] or found[1], "word")


def tries(who: Visitor, method: str, path: str, token: str) -> int:
    if method == "GET":
        return who.opens(path).status_code
    return who.sends_bare(path, csrf=token, reason="x", purpose="x").status_code


@pytest.mark.parametrize("name", ["boss", "ada", "olga"])
def test_who_lacks_the_permission_is_refused_at_every_address(
    visit: Callable[[str], Visitor], name: str
) -> None:
    who, granted = visit(name), GRANTS[PEOPLE[name]]
    [token, *_] = re.findall(r'name="csrf" value="([^"]*)"', who.opens("/account").text)
    wrong = []
    for permission, method, path in addresses():
        answer = tries(who, method, path, token)
        if (answer == FORBIDDEN) is not (permission not in granted):
            wrong.append((permission.value, method, path, answer))
    assert wrong == []


def test_an_auditor_verifies_and_reads_logs_only(visit: Callable[[str], Visitor]) -> None:
    ada, granted = visit("ada"), GRANTS[PEOPLE["ada"]]
    assert granted <= LOGS
    opened = {path for permission, method, path in addresses() if permission in granted}
    assert opened
    assert not [path for path in opened if any(word in path for word in SHOWN)]
    verified = ada.sends("/log/verify", page="/log")
    assert verified.status_code in (200, 303)


def test_an_administrator_cannot_open_evidence_by_any_address(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit(account="kim", name="photo-1")
    boss, mira = visit("boss"), visit("mira")
    assert mira.opens(f"/cases/{case}").status_code == 200
    [look] = set(re.findall(r'href="(/cases/[^"]+/look)"', mira.reads(f"/cases/{case}")))
    for path in (f"/cases/{case}", look, f"{look}/word", f"{look}/word/picture", "/desk"):
        assert boss.opens(path).status_code == FORBIDDEN, path
    [token, *_] = re.findall(r'name="csrf" value="([^"]*)"', boss.opens("/account").text)
    assert boss.sends_bare(look, csrf=token, purpose="curious").status_code == FORBIDDEN
    with stage.node.read() as connection:
        looks = connection.execute(
            text("SELECT count(*) FROM tutela.audit_event WHERE event = 'evidence:open'")
        )
        assert looks.scalar_one() == 0
