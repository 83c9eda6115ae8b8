"""What the program says about itself: structured lines on standard error, never with locals."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Sends our lines and the libraries' warnings to standard error as JSON."""
    threshold = getattr(logging, level.upper())
    plain_traceback = structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            plain_traceback,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(message)s")
    # procrastinate logs job arguments; ours are ids only, and still nobody needs them in a log.
    logging.getLogger("procrastinate").setLevel(logging.ERROR)


def get(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a room."""
    return structlog.get_logger(room=room)  # type: ignore[no-any-return]
