"""Two nodes on the command line, as two people would introduce them, and served to carry a word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.e2e.conftest import opened
from tests.e2e.programs import Home
from tests.ownserver import eventually

from tutela.federation import signing, store, store_messages

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.platform.node import Node

PASSWORD = "nine lives of a quiet cat"


class Person:
    """Somebody with a node, who types."""

    def __init__(self, place: Path, name: str, role: str) -> None:
        self.home = Home(place / name)
        self.name = name
        self.password = place / f"{name}.password"
        self.password.write_text(PASSWORD)
        self.home.ok("init", "--demo", "--role", role)

    def joins(self) -> None:
        """Gets an account, while the node is served."""
        self.home.ok("account", "add", "bea", "--role", "administrator",
                     "--password-file", self.password)  # fmt: skip

    def types(self, *words: str) -> Any:
        """The answer to a command of hers."""
        return self.home.json("peer", *words, "--as", "bea", "--password-file", self.password)

    def describes(self, address: str) -> tuple[Path, str]:
        """Its descriptor as a file, and the code that is read out."""
        made = self.types("describe", "--name", self.name, "--address", address)
        file = self.home.folder.parent / f"{self.name}.json"
        file.write_text(json.dumps(made))
        printed = self.home.ok("peer", "descriptor")
        assert printed.json == made
        return file, printed.err.rpartition(": ")[2].strip()

    def believes(self, other: tuple[Path, str]) -> str:
        added = self.types("add", str(other[0]))
        assert added["state"] == "added"
        peer: str = added["peer"]
        self.types("verify", peer, "--code", other[1], "--note", "called them")
        return peer


def test_two_nodes_whose_role_is_for_good_are_introduced_and_greet_each_other(place: Path) -> None:
    forum, centre = Person(place, "forum", "provider"), Person(place, "centre", "centre")
    with forum.home.served() as here, centre.home.served() as there:
        forum.joins()
        centre.joins()
        ours, theirs = forum.describes(here.url), centre.describes(there.url)
        peer = forum.believes(theirs)
        centre.believes(ours)
        sent = forum.types("greet", peer)["message"]

        with opened(forum.home) as node:
            eventually(lambda: _receipt(node, sent), "the receipt of a greeting")
        came = centre.home.json("peer", "received")["messages"]
        assert [(one["from"], one["kind"]) for one in came] == [("forum", "node.greeting")]
        code = forum.types("rotate-key")["code"]
        assert code != ours[1]
        with opened(centre.home) as node:
            eventually(lambda: _codes(node) == [code], "the new key")
        assert "a service provider" in forum.home.refused("init", "--demo", "--role", "centre").err
        centre.home.ok("audit", "verify")


def _receipt(node: Node, message_id: str) -> str | None:
    with node.read() as connection:
        found = store_messages.find_out(connection, UUID(message_id))
    return found.receipt if found else None


def _codes(node: Node) -> list[str]:
    with node.read() as connection:
        return [signing.code_of(one.key) for one in store.peers(connection)]
