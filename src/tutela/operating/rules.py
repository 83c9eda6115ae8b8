"""From what is known to what is said of it. Pure: facts and the instant arrive as arguments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.doctor import Check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tutela.operating.model import Dead, JobFacts, Pulse, Sealing

LONGEST_UNSEALED: Final = timedelta(minutes=1)  # a row is sealed within one second
LONGEST_UNWITNESSED: Final = timedelta(minutes=1)
LONGEST_DUE: Final = timedelta(minutes=5)
LONGEST_SKEW: Final = timedelta(seconds=5)
PULSE: Final = timedelta(seconds=5)
SILENT: Final = timedelta(seconds=30)
GONE: Final = timedelta(minutes=10)  # a process silent for longer has ended and is forgotten
_ASLEEP: Final = "Nobody serves this node now: its clocks and its jobs stand still."
CERTIFICATE_SOON: Final = timedelta(days=21)
CERTIFICATE_URGENT: Final = timedelta(days=7)
GIBIBYTE: Final = 1024**3


def disk(free: dict[str, int], floor: int) -> Check:
    """Whether every disk (by the folder on it) has more than `floor` bytes free."""
    low = sorted(name for name, left in free.items() if left < floor)
    said = ", ".join(f"{_gib(free[name])} at {name}" for name in low or sorted(free))
    if low:
        return _bad("disk", f"Nearly full: {said} left, less than {_gib(floor)}.")
    return _good("disk", f"{said} free.")


def clock(skew: timedelta) -> Check:
    """Whether this machine and the database agree about the time."""
    seconds = abs(skew.total_seconds())
    if seconds > LONGEST_SKEW.total_seconds():
        sentence = f"This machine's clock is {seconds:.0f} s from that of the database."
        return _bad("clock", sentence)
    return _good("clock", "This machine and the database agree about the time.")


def sealing(found: Sealing, now: datetime) -> Check:
    """Whether the log is signed as it grows."""
    if found.oldest is not None and now - found.oldest > LONGEST_UNSEALED:
        late = _span(now - found.oldest)
        sentence = f"Not sealed yet: {_rows(found.pending)} of the log, the first for {late}."
        return _bad("sealing", sentence, found.oldest)
    return _good("sealing", "The log is sealed as it grows.")


def witness(signed: int, seen: int, unseen_since: datetime | None, now: datetime) -> Check:
    """Whether the witness has seen what was signed; `signed` and `seen` count rows."""
    if unseen_since is not None and now - unseen_since > LONGEST_UNWITNESSED:
        sentence = f"It has not seen the last {_rows(signed - seen)} of the log."
        return _bad("witness", sentence, unseen_since)
    return _good("witness", "It has seen every signed checkpoint.")


def jobs(found: JobFacts, now: datetime) -> Check:
    """Whether later work is done in time and none was given up."""
    if found.oldest_due is not None and now - found.oldest_due > LONGEST_DUE:
        late = _span(now - found.oldest_due)
        sentence = f"{_counted(found.due, 'job')} due and not begun, the first for {late}."
        return _bad("jobs", sentence, found.oldest_due)
    if found.failed:
        named = ", ".join(f"{name} ({count})" for name, count in sorted(found.failed.items()))
        return _bad("jobs", f"Given up after all tries, in the last day: {named}.", found.failed_at)
    return _good("jobs", "Later work is done as it becomes due.")


def deliveries(found: Dead) -> Check:
    """Whether every message to a platform was confirmed or is still tried."""
    if found.count:
        said = _counted(found.count, "message")
        return _bad("deliveries", f"{said} given up: never confirmed.", found.oldest)
    return _good("deliveries", "No message to a platform was given up.")


def serving(pulses: Sequence[Pulse], now: datetime) -> Check:
    """Whether those that serve are heard of. A node that nobody serves is not ill, but asleep."""
    silent = [one for one in pulses if now - one.seen_at > SILENT]
    if silent:
        since = min(one.seen_at for one in silent)
        said = _counted(len(silent), "process", "processes")
        return _bad("serving", f"{said} not heard of for {_span(now - since)}.", since)
    if not pulses:
        return _good("serving", _ASLEEP)
    return _good("serving", f"{_counted(len(pulses), 'process', 'processes')} at work.")


def index(ages: Sequence[float | None], limit: float) -> Check:
    """Whether every process that scans knows the indicators as they are."""
    late = [age for age in ages if age is None or age > limit]
    if late:
        worst = "never" if None in late else f"{max(a for a in late if a is not None):.0f} s ago"
        who = _counted(len(late), "process", "processes")
        sentence = f"{who} behind: last heard of changes {worst}; the limit is {limit:g} s."
        return _bad("index", sentence)
    return _good("index", "Every process that scans knows the indicators as they are.")


def backup(last: datetime | None, made: datetime, now: datetime, *, days: int, demo: bool) -> Check:
    """Whether there is a backup of the last `days` days. `made`: since when there is a node."""
    if demo or not days:
        why = "A demo node needs none." if demo else "The setting backup_days asks for none."
        return _good("backup", why)
    since = last or made
    late = now - since > timedelta(days=days)
    if last is None:
        sentence = "None was ever written." if late else "None was written yet; the node is young."
        return Check("backup", good=not late, sentence=sentence, since=made if late else None)
    sentence = f"The last one was written {_span(now - last)} ago."
    return Check("backup", good=not late, sentence=sentence, since=last if late else None)


def certificate(ends: datetime | None, where: str, now: datetime) -> Check:
    """Whether the certificate of `where` lasts; `ends` is None if it cannot be read."""
    if ends is None:
        return _bad("certificate", f"The certificate of {where} cannot be read.")
    day = f"{ends:%d %B %Y}"
    if ends <= now:
        return _bad("certificate", f"The certificate of {where} ran out on {day}.", ends)
    said = f"The certificate of {where} lasts until {day}, for {_span(ends - now)}."
    return Check("certificate", good=ends - now > CERTIFICATE_SOON, sentence=said)


def _bad(name: str, sentence: str, since: datetime | None = None) -> Check:
    return Check(name, good=False, sentence=sentence, since=since)


def _good(name: str, sentence: str) -> Check:
    return Check(name, good=True, sentence=sentence)


def _gib(size: int) -> str:
    return f"{size / GIBIBYTE:.1f} GiB"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _counted(count: int, one: str, many: str = "") -> str:
    """The number with its noun and verb: `1 job is`, `2 jobs are`."""
    return f"1 {one} is" if count == 1 else f"{count:,} {many or one + 's'} are"


def _span(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {name}{'s' if number != 1 else ''}"
    return f"{seconds} s"
