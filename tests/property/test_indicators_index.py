"""What the index keeps in files agrees with a slow, obvious model."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.indicators.bank_index import BankIndex
from tutela.indicators.model import Bank, IndicatorState
from tutela.indicators.probe import Probe
from tutela.indicators.roster import STATE_CODES, Roster
from tutela.indicators.store_live import Changes, Fingerprints, _rows
from tutela.law.model import BankPurpose
from tutela.matching import pack, pack_ids
from tutela.matching.reference import distance
from tutela.signals.model import Pdq, SignalKind, Signals

WITHDRAWN = IndicatorState.WITHDRAWN
BATCHES = st.lists(st.dictionaries(st.integers(1, 40), st.sampled_from(IndicatorState)), max_size=8)
# Codes near one another, so that some are within a small radius and some are not.
CODES = st.integers(0, 255).map(lambda byte: bytes([byte]) + b"\x0f" * 31)


def changes(batch: dict[int, IndicatorState]) -> Changes:
    return Changes(
        pack_ids(batch),
        pack([UUID(int=number).bytes for number in batch], 16),
        np.array([STATE_CODES[state] for state in batch.values()], np.uint8),
    )


@settings(deadline=None, max_examples=40)
@given(BATCHES)
def test_the_roster_knows_the_last_state_of_every_number_that_is_not_withdrawn(
    batches: list[dict[int, IndicatorState]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        roster, model = Roster.build(Path(folder), changes({}), mark=None), dict[int, Any]()
        for at, batch in enumerate(batches, start=1):
            assert roster.unknown(batch) == set(batch) - set(model)
            roster.put(changes(batch), mark=at)
            model |= batch
            model = {n: state for n, state in model.items() if state is not WITHDRAWN}
            assert (len(roster), roster.mark) == (len(model), at)
        for number in range(42):
            state = model.get(number)
            assert roster.look_up(number) == (state and (UUID(int=number), state))


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(st.integers(1, 30), st.tuples(CODES, st.sampled_from(IndicatorState))),
    st.lists(CODES, min_size=1, max_size=4),
    st.integers(0, 8),
)
def test_a_bank_answers_like_brute_force(
    entries: dict[int, tuple[bytes, IndicatorState]], frames: list[bytes], radius: int
) -> None:
    living = {n: code for n, (code, state) in entries.items() if state is not WITHDRAWN}
    rows = Fingerprints(pack_ids(entries), pack([code for code, _ in entries.values()]))

    def source(kind: SignalKind) -> list[Fingerprints]:
        return [rows] if kind is SignalKind.PDQ else []

    wanted = {}
    for number, code in living.items():
        near = min((distance(code, frame), at) for at, frame in enumerate(frames))
        if near[0] <= radius:
            wanted[number] = near
    bank = Bank(UUID(int=1), "node", "b", BankPurpose.DEMO, radius, False, True, True)  # noqa: FBT003
    item = Signals("0" * 32, "0" * 40, "0" * 64, tuple(Pdq(code, 90) for code in frames))
    with tempfile.TemporaryDirectory() as folder:
        proposed = changes(dict.fromkeys(entries, IndicatorState.PROPOSED))
        index = BankIndex.build(Path(folder), [proposed], source, revision=1)
        index.take([changes({n: s for n, (_, s) in entries.items()})], source, revision=2)
        answer = index.match(Probe.of(item), bank)
    assert {m.indicator_id.int: (m.distance, m.frame) for m in answer} == wanted


@given(st.lists(st.integers(0, 2**63 - 1), max_size=50), st.integers(1, 40))
def test_rows_come_whole_however_the_stream_is_cut(numbers: list[int], cut: int) -> None:
    dtype = np.dtype([("fields", ">i2"), ("number_bytes", ">i4"), ("number", ">u8")])
    rows = np.array([(1, 8, number) for number in numbers], dtype)
    stream = b"h" * 19 + rows.tobytes() + b"\xff\xff"
    blocks = [stream[at : at + cut] for at in range(0, len(stream), cut)]
    found = [number for some in _rows(blocks, dtype) for number in some["number"].tolist()]
    assert found == numbers
