"""How often one address may send a public form: enough for people, too little for a flood."""

# Annotations are not deferred here: FastAPI reads those of `paced`.

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

from starlette.requests import Request

from tutela.platform.errors import TutelaError
from tutela.web.access import source_of
from tutela.web.places import caller
from tutela.web.program import program_of

SPAN = timedelta(hours=1)
REMEMBERED = 10_000


class TooOften(TutelaError):
    """Many forms have come from your address in the last hour. Please wait {seconds} seconds, then
    send it again.
    """

    code = "too-often"
    status = 429
    exit_code = 2


class Pace:
    """At most `most` forms of one caller in an hour, in this process. Callers are remembered while
    they send, and no longer than that hour; of very many the one that was quiet longest is dropped.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._sent: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, host: str, now: datetime) -> None:
        """Counts one form. Raises TooOften."""
        who = caller(host)
        with self._lock:
            self._forget(now)
            sent = self._sent.setdefault(who, deque(maxlen=self._most))
            if len(sent) == self._most and now - sent[0] < SPAN:
                raise TooOften(seconds=ceil((sent[0] + SPAN - now).total_seconds()))
            sent.append(now)
            self._sent.move_to_end(who)

    def _forget(self, now: datetime) -> None:
        while self._sent:
            _, sent = first = next(iter(self._sent.items()))
            if len(self._sent) <= REMEMBERED and sent and now - sent[-1] < SPAN:
                return
            del self._sent[first[0]]


def paced(request: Request) -> None:
    """Marks a public form, which nobody may send without end. Raises TooOften."""
    pace: Pace = request.app.state.pace
    pace.take(source_of(request), program_of(request).node.clock.now())
