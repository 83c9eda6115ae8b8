"""What is refused of answers to the EU Centre, as sentences."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound


class WordUnknown(NotFound):
    """The EU Centre said nothing of the kind that this could answer: {word}."""

    code = "centre-word-unknown"


class WordSettled(Conflict):
    """{who} has seen to this already."""

    code = "centre-word-settled"


class AnswerUnreadable(BadInput):
    """Answer in words that people can read, at most {most} signs."""

    code = "centre-answer-unreadable"
