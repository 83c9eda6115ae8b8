"""Requests that nobody answered in time end by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.actor import NODE
from tutela.platform.approvals import answering, store
from tutela.platform.approvals.machine import Command, Party
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.node import Node


def expire(node: Node) -> None:
    """Ends the requests whose time is up. Doing it again changes nothing."""
    with node.work(NODE, purpose="end requests in time") as work:
        for one in store.run_out(work.connection, work.now):
            answering.apply(work, one, Command.EXPIRE, Party.NODE)


TASKS = (Task(name="approvals:expire", handler=expire, every="*/5 * * * *"),)
