"""Decoders and threads are shared out between the serving processes of a node."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutela.platform.settings import Settings
from tutela.web.door import THREADS, threads_each
from tutela.web.process import told
from tutela.web.processes import own_share, shares
from tutela.web.waiting import unpacked


@pytest.mark.parametrize(
    ("workers", "decoders", "own", "others"),
    [(1, 5, 5, [5]), (2, 2, 1, [1, 1]), (2, 8, 2, [3, 3]), (3, 8, 2, [2, 2, 2]),
     (2, 4, 1, [2, 1]), (4, 1, 1, [1, 1, 1, 1])],
)  # fmt: skip
def test_all_decoders_together_are_the_setting_but_nobody_has_none(
    workers: int, decoders: int, own: int, others: list[int]
) -> None:
    settings = Settings(home=Path("node"), workers=workers, decoders=decoders)
    assert own_share(settings).decoders == own
    if workers > 1:
        assert [one.decoders for one in shares(settings)] == others
        assert own + sum(others) in (decoders, workers + 1)


def test_several_processes_work_on_as_many_requests_as_one() -> None:
    assert threads_each(1) == THREADS
    assert threads_each(4) * 4 == THREADS
    assert threads_each(64) == 8


def test_a_process_has_exactly_the_settings_of_its_parent() -> None:
    settings = Settings(
        home=Path("/srv/node"), witness=Path("/mnt/witness"), workers=3, demo=True,
        database_url="postgresql://app:word@host/tutela", trusted_proxies=["192.0.2.9"],
        tls_certificate=Path("/srv/node.pem"), tls_key=Path("/srv/node.key"),
    )  # fmt: skip
    assert Settings(**unpacked(told(settings))) == settings
    plain = Settings(home=Path("/srv/node"))
    assert Settings(**unpacked(told(plain))) == plain
