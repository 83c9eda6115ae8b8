"""The jobs of a node, run as a worker would, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from tutela.platform.node import Node


def run_jobs(node: Node) -> list[str]:
    """Runs every job that waits, those they cause too, as a worker would; their names."""
    done: list[str] = []
    while job := _next(node):
        node.tasks.by_name[job.task_name].handler(node, **job.args)
        _forget(node, job.id)
        done.append(job.task_name)
    return done


def _next(node: Node) -> Any:
    query = text("SELECT * FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 1")
    with node.read() as connection:
        return connection.execute(query).one_or_none()


def _forget(node: Node, job_id: int) -> None:
    with node.transaction() as connection:
        connection.execute(
            text("DELETE FROM procrastinate_events WHERE job_id = :id"), {"id": job_id}
        )
        connection.execute(text("DELETE FROM procrastinate_jobs WHERE id = :id"), {"id": job_id})
