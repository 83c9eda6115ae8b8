"""What can be done later: tasks with a name, declared beside the room that does the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.audit.model import Event
    from tutela.platform.node import Node


class Handler(Protocol):
    """Does the work of a task. Idempotent; takes ids as text, never content."""

    def __call__(self, node: Node, **arguments: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Task:
    """A named piece of later work.

    `after` are the audit events it follows from: it is then enqueued in their transaction with the
    event's subject as `subject_id`. `every` is a cron line (second-resolution, six fields allowed)
    for what must happen by the clock. `attempts` counts the runs until it is given up as failed.
    """

    name: str
    handler: Callable[..., None]
    after: frozenset[Event] = frozenset()
    every: str | None = None
    attempts: int = 10
    queue: str = "default"


@dataclass
class Tasks:
    """All tasks of a program, by name."""

    by_name: dict[str, Task] = field(default_factory=dict)

    def add(self, *tasks: Task) -> None:
        for task in tasks:
            if task.name in self.by_name:
                raise ValueError(f"two tasks are named {task.name}")
            self.by_name[task.name] = task

    def following(self, event: Event) -> list[Task]:
        return [task for task in self.by_name.values() if event in task.after]
