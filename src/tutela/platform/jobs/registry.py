"""What can be done later: tasks with a name, declared beside the room that does the work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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


class Tasks:
    """All tasks of a program, by name."""

    @cached_property
    def by_name(self) -> dict[str, Task]:
        return {}

    def add(self, *tasks: Task) -> None:
        for task in tasks:
            if task.name in self.by_name:
                raise ValueError(f"two tasks are named {task.name}")
            self.by_name[task.name] = task

    def following(self, event: Event) -> list[Task]:
        return _following(self.by_name.values(), event)


class TasksFoundLater(Tasks):
    """The same, but a room is imported only when something happens that it follows.

    `followed` says where the tasks are that follow an event (`module:name`), and `everything` where
    all of them are gathered.
    """

    def __init__(self, followed: Mapping[Event, tuple[str, ...]], everything: str) -> None:
        self._followed = followed
        self._everything = everything

    @cached_property
    def by_name(self) -> dict[str, Task]:
        gathered: Tasks = _found(self._everything)()
        return gathered.by_name

    def following(self, event: Event) -> list[Task]:
        rooms = [_found(place) for place in self._followed.get(event, ())]
        return [task for room in rooms for task in _following(room, event)]


def _following(tasks: Iterable[Task], event: Event) -> list[Task]:
    return [task for task in tasks if event in task.after]


def _found(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
