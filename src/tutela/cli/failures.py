"""Every way a command can fail, as one sentence and an exit code; never a traceback."""

from __future__ import annotations

import errno
import functools
import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutela.cli.doors import CHECK_FAILED, OUTSIDE_FAILURE, WRONG_USE
from tutela.cli.output import NobodyReads, shown
from tutela.platform.errors import DiskFull, TutelaError

if TYPE_CHECKING:
    from types import TracebackType

F = TypeVar("F", bound=Callable[..., Any])

INTERRUPTED = 130  # 128 + SIGINT, as shells count
NOBODY_READS = 141  # 128 + SIGPIPE
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def errors_said(function: F) -> F:
    """Runs `function` and exits as its failure asks."""

    @functools.wraps(function)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except (click.Abort, KeyboardInterrupt):
            click.echo("Stopped.", err=True)
            sys.exit(INTERRUPTED)
        except click.ClickException as error:
            sys.exit(_wrong_use(error))
        except (NobodyReads, BrokenPipeError):
            _close_output()
            sys.exit(NOBODY_READS)
        except Exception as error:  # noqa: BLE001 - the last net catches everything
            code, sentence, exit_code = _described(error)
            _say(code, sentence)
            sys.exit(exit_code)

    return run  # type: ignore[return-value]


def _described(error: Exception) -> tuple[str, str, int]:
    """The code, the sentence and the exit code of a failure."""
    if isinstance(error, TutelaError):
        return error.code, error.at_console, error.exit_code
    code = getattr(error, "code", None)
    if isinstance(error, ValueError) and isinstance(code, str):
        return code, str(error), WRONG_USE  # the pure rooms' own trees of errors
    if isinstance(error, OSError):
        return _system(error)
    return "unexpected", _unexpected(error), CHECK_FAILED


def _system(error: OSError) -> tuple[str, str, int]:
    if error.errno in NO_SPACE:
        full = DiskFull()
        return full.code, full.sentence, full.exit_code
    where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    return "system", f"{where}{error.strerror or type(error).__name__}.", OUTSIDE_FAILURE


def _unexpected(fault: Exception) -> str:
    """What and where, never a value: a fault's own text may repeat what it choked on."""
    place = _place(fault.__traceback__)
    return (
        f"Something went wrong that should not have ({type(fault).__name__} at {place}). "
        "Nothing that was confirmed is lost."
    )


def _place(trace: TracebackType | None) -> str:
    place = "?"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if f"{os.sep}tutela{os.sep}" in file:
            place = f"{file.rpartition(os.sep)[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _wrong_use(error: click.ClickException) -> int:
    if _wants_json():
        _say("wrong-use", error.format_message())
    else:
        error.show()
    return WRONG_USE


def _say(code: str, sentence: str) -> None:
    if _wants_json():
        document = {"error": {"code": code, "detail": shown(sentence)}}
        click.echo(json.dumps(document, ensure_ascii=False), err=True)
    else:
        click.echo(f"Error: {shown(sentence)} [{code}]", err=True)


def _wants_json() -> bool:
    return "--json" in sys.argv[1:]


def _close_output() -> None:
    """Nobody reads on: what Python still holds for standard output must not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
