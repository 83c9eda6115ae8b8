"""What this room does later: telling the other rooms of a large withdrawal, one by one."""

from __future__ import annotations

from tutela.indicators.withdrawing import ANNOUNCE

TASKS = (ANNOUNCE,)
