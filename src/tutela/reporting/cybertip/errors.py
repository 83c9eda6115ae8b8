"""What can be wrong with a CyberTipline document, schema or answer. No message holds a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.errors import BadInput, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.reporting.cybertip.problem import Problem


class DocumentInvalid(BadInput):
    """This CyberTipline document cannot be sent: {first} Problems found in all: {count}."""

    code = "cybertip-document-invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(first=str(self.problems[0]), count=len(self.problems))


class DocumentUnreadable(BadInput):
    """This is not a CyberTipline document that can be read: {path} {problem}"""

    code = "cybertip-document-unreadable"


class SchemaRefused(Unavailable):
    """The CyberTipline schema that was fetched cannot be used: it {problem}. Reports wait until NCMEC serves a usable one."""  # noqa: E501 - one sentence for the person who waits

    code = "cybertip-schema-refused"


class AnswerUnreadable(Unavailable):
    """NCMEC's answer cannot be read: {problem} What it did with the request is not known; look before sending again."""  # noqa: E501 - what to do next

    code = "cybertip-answer-unreadable"
