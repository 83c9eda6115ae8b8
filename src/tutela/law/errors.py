"""What the law room refuses. Each error's docstring is the pattern of its sentence."""

import inspect
from typing import ClassVar


class LawError(ValueError):
    """The law room refused."""

    code: ClassVar[str] = "law-refused"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(**facts))

    def __reduce__(self) -> tuple[object, ...]:
        # An error that cannot be unpickled hangs the process pool it was raised in.
        return (_rebuilt, (type(self), self.facts))


def _rebuilt(kind: type[LawError], facts: dict[str, object]) -> LawError:
    return kind(**facts)


class NaiveInstant(LawError):
    """The instant {instant} has no time zone. Give an aware instant, such as one in UTC."""

    code = "instant-naive"


class DurationUnreadable(LawError):
    """{text} is not a duration. Write whole numbers in ISO 8601, such as P3M, P2W or PT24H."""

    code = "duration-unreadable"


class DeadlineOutOfRange(LawError):
    """{limit} after {start} lies beyond the calendar. Use a shorter limit."""

    code = "deadline-out-of-range"


class DeadlineUnknown(LawError):
    """The profile {profile} has no deadline named {name}. `tutela law show` lists those it has."""

    code = "deadline-unknown"


class NoNumericLimit(LawError):
    """The deadline {name} says "{wording}" and sets no number. No clock can run on it."""

    code = "deadline-without-number"


class NoExtension(LawError):
    """The deadline {name} has no extension of a known length."""

    code = "deadline-without-extension"


class ClockInconsistent(LawError):
    """Such a clock cannot exist: {problem}."""

    code = "clock-inconsistent"


class ClockStopped(LawError):
    """The clock was already stopped at {stopped_at}. Resume or restart it first."""

    code = "clock-stopped"


class ClockRunning(LawError):
    """The clock is running and cannot be resumed. Stop it first."""

    code = "clock-running"


class ClockBackwards(LawError):
    """{at} is before {earliest}, and a clock cannot run backwards."""

    code = "clock-backwards"


class ClockAbsent(LawError):
    """No clock is running for {name}, so it cannot {effect}. Start it first."""

    code = "clock-absent"


class ProfileUnknown(LawError):
    """There is no legal profile named {profile}. Choose one of: {choices}."""

    code = "profile-unknown"


class SchemeUnknown(LawError):
    """There is no classification scheme named {scheme}. Choose one of: {choices}."""

    code = "scheme-unknown"


class LabelUnknown(LawError):
    """The scheme {scheme} has no label {label}. Choose one of: {choices}."""

    code = "label-unknown"


class DocumentBroken(LawError):
    """The law file {document} cannot be used: {problem}."""

    code = "law-file-broken"


class ValueRefused(LawError):
    """{what} cannot be used: {problem}."""

    code = "law-value-refused"


class MachineBroken(LawError):
    """The machine {machine} is badly defined: {problem}."""

    code = "machine-broken"


class MachineUnknown(LawError):
    """There is no machine named {machine}. Choose one of: {choices}."""

    code = "machine-unknown"


class MoveRefused(LawError):
    """The machine {machine} refused the move."""

    code = "move-refused"


class StateUnknown(MoveRefused):
    """The machine {machine} has no state {state}."""

    code = "state-unknown"


class StateFinal(MoveRefused):
    """In the machine {machine} the state {state} is final: {command} is no longer possible."""

    code = "state-final"


class MoveUnknown(MoveRefused):
    """In the machine {machine} one cannot {command} from {state}. Possible are: {choices}."""

    code = "move-unknown"


class ActorRefused(MoveRefused):
    """In the machine {machine} {command} is not for {actor}. It is for: {choices}."""

    code = "move-not-for-actor"


class GuardUnmet(MoveRefused):
    """In the machine {machine} {command} must wait until this holds: {condition}"""

    code = "move-guard-unmet"
