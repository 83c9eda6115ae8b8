"""From what is known to what is said of it. Pure: facts and the instant arrive as arguments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform.doctor import Check
from tutela.texts.phrase import forms, phrase, several, together

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
_ASLEEP: Final = phrase("Nobody serves this node now: its clocks and its jobs stand still.")
CERTIFICATE_SOON: Final = timedelta(days=21)
CERTIFICATE_URGENT: Final = timedelta(days=7)
GIBIBYTE: Final = 1024**3


def disk(free: dict[str, int], floor: int) -> Check:
    """Whether every disk (by the folder on it) has more than `floor` bytes free."""
    low = sorted(name for name, left in free.items() if left < floor)
    said = together(
        phrase("{size} at {path}", size=_gib(free[name]), path=name) for name in low or sorted(free)
    )
    if low:
        return _bad(
            "disk",
            phrase("Nearly full: {said} left, less than {floor}.", said=said, floor=_gib(floor)),
        )
    return _good("disk", phrase("{said} free.", said=said))


def clock(skew: timedelta) -> Check:
    """Whether this machine and the database agree about the time."""
    seconds = abs(skew.total_seconds())
    if seconds > LONGEST_SKEW.total_seconds():
        sentence = phrase(
            "This machine's clock is {seconds:.0f} s from that of the database.", seconds=seconds
        )
        return _bad("clock", sentence)
    return _good("clock", phrase("This machine and the database agree about the time."))


def sealing(found: Sealing, now: datetime) -> Check:
    """Whether the log is signed as it grows."""
    if found.oldest is not None and now - found.oldest > LONGEST_UNSEALED:
        late = _span(now - found.oldest)
        sentence = several(
            found.pending,
            "Not sealed yet: {n} row of the log, the first for {late}.",
            "Not sealed yet: {n} rows of the log, the first for {late}.",
            late=late,
        )
        return _bad("sealing", sentence, found.oldest)
    return _good("sealing", phrase("The log is sealed as it grows."))


def witness(signed: int, seen: int, unseen_since: datetime | None, now: datetime) -> Check:
    """Whether the witness has seen what was signed; `signed` and `seen` count rows."""
    if unseen_since is not None and now - unseen_since > LONGEST_UNWITNESSED:
        sentence = several(
            signed - seen,
            "It has not seen the last {n} row of the log.",
            "It has not seen the last {n} rows of the log.",
        )
        return _bad("witness", sentence, unseen_since)
    return _good("witness", phrase("It has seen every signed checkpoint."))


def jobs(found: JobFacts, now: datetime) -> Check:
    """Whether later work is done in time and none was given up."""
    if found.oldest_due is not None and now - found.oldest_due > LONGEST_DUE:
        late = _span(now - found.oldest_due)
        sentence = several(
            found.due,
            "{n} job is due and not begun, the first for {late}.",
            "{n} jobs are due and not begun, the first for {late}.",
            late=late,
        )
        return _bad("jobs", sentence, found.oldest_due)
    if found.failed:
        named = ", ".join(f"{name} ({count})" for name, count in sorted(found.failed.items()))
        return _bad(
            "jobs",
            phrase("Given up after all tries, in the last day: {named}.", named=named),
            found.failed_at,
        )
    return _good("jobs", phrase("Later work is done as it becomes due."))


def deliveries(found: Dead) -> Check:
    """Whether every message to a platform was confirmed or is still tried."""
    if found.count:
        sentence = several(
            found.count,
            "{n} message is given up: never confirmed.",
            "{n} messages are given up: never confirmed.",
        )
        return _bad("deliveries", sentence, found.oldest)
    return _good("deliveries", phrase("No message to a platform was given up."))


def publishing(stuck: int, halted: int, since: datetime | None) -> Check:
    """Whether statements reach the Transparency Database; a service that publishes none is well."""
    if halted:
        sentence = several(
            halted,
            "The Transparency Database refuses the token of {n} service, or has failed for a day.",
            "The Transparency Database refuses the token of {n} services, or has failed for a day.",
        )
        return _bad("publishing", sentence, since)
    if stuck:
        sentence = several(
            stuck,
            "{n} statement did not go to the Transparency Database.",
            "{n} statements did not go to the Transparency Database.",
        )
        return _bad("publishing", sentence, since)
    return _good("publishing", phrase("No statement is kept from the Transparency Database."))


def serving(pulses: Sequence[Pulse], now: datetime) -> Check:
    """Whether those that serve are heard of. A node that nobody serves is not ill, but asleep."""
    silent = [one for one in pulses if now - one.seen_at > SILENT]
    if silent:
        since = min(one.seen_at for one in silent)
        sentence = several(
            len(silent),
            "{n} process is not heard of for {span}.",
            "{n} processes are not heard of for {span}.",
            span=_span(now - since),
        )
        return _bad("serving", sentence, since)
    if not pulses:
        return _good("serving", _ASLEEP)
    return _good(
        "serving",
        several(len(pulses), "{n} process is at work.", "{n} processes are at work."),
    )


def index(ages: Sequence[float | None], limit: float) -> Check:
    """Whether every process that scans knows the indicators as they are."""
    late = [age for age in ages if age is None or age > limit]
    if late:
        known = [age for age in late if age is not None]
        worst = phrase("{seconds:.0f} s ago", seconds=max(known, default=0))
        sentence = several(
            len(late),
            "{n} process is behind: last heard of changes {worst}; the limit is {limit} s.",
            "{n} processes are behind: last heard of changes {worst}; the limit is {limit} s.",
            worst=phrase("never") if None in late else worst,
            limit=f"{limit:g}",
        )
        return _bad("index", sentence)
    return _good("index", phrase("Every process that scans knows the indicators as they are."))


def backup(last: datetime | None, made: datetime, now: datetime, *, days: int, demo: bool) -> Check:
    """Whether there is a backup of the last `days` days. `made`: since when there is a node."""
    if demo or not days:
        why = (
            phrase("A demo node needs none.")
            if demo
            else phrase("The setting backup_days asks for none.")
        )
        return _good("backup", why)
    since = last or made
    late = now - since > timedelta(days=days)
    if last is None:
        sentence = (
            phrase("None was ever written.")
            if late
            else phrase("None was written yet; the node is young.")
        )
        return Check("backup", good=not late, sentence=sentence, since=made if late else None)
    sentence = phrase("The last one was written {span} ago.", span=_span(now - last))
    return Check("backup", good=not late, sentence=sentence, since=last if late else None)


def certificate(ends: datetime | None, where: str, now: datetime) -> Check:
    """Whether the certificate of `where` lasts; `ends` is None if it cannot be read."""
    if ends is None:
        return _bad(
            "certificate", phrase("The certificate of {where} cannot be read.", where=where)
        )
    day = f"{ends:%d %B %Y}"
    if ends <= now:
        return _bad(
            "certificate",
            phrase("The certificate of {where} ran out on {day}.", where=where, day=day),
            ends,
        )
    said = phrase(
        "The certificate of {where} lasts until {day}, for {span}.",
        where=where,
        day=day,
        span=_span(ends - now),
    )
    return Check("certificate", good=ends - now > CERTIFICATE_SOON, sentence=said)


def _bad(name: str, sentence: str, since: datetime | None = None) -> Check:
    return Check(name, good=False, sentence=sentence, since=since)


def _good(name: str, sentence: str) -> Check:
    return Check(name, good=True, sentence=sentence)


def _gib(size: int) -> str:
    return f"{size / GIBIBYTE:.1f} GiB"


def _span(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    for size, said in _SPANS:
        if seconds >= size:
            return said.of(seconds // size)
    return phrase("{seconds} s", seconds=seconds)


_SPANS = (
    (86400, forms("{n} day", "{n} days")),
    (3600, forms("{n} hour", "{n} hours")),
    (60, forms("{n} minute", "{n} minutes")),
)
