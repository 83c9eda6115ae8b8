"""What can be refused about statements of reasons, as sentences with codes."""

from __future__ import annotations

from tutela.platform.errors import NotFound


class StatementUnknown(NotFound):
    """There is no statement of reasons {statement} here."""

    code = "statement-unknown"
