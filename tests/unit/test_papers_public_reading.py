"""Published figures are read from what was kept, whatever program kept it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.test_papers_outside import THRESHOLD, numbers

from tutela.observatory import outside, public_reading
from tutela.observatory.editions import shapes
from tutela.observatory.model import Kind, Numbers
from tutela.observatory.outside import HIDDEN, NOTES, Seen


@given(numbers(), st.sampled_from(Kind))
def test_what_is_kept_is_read_as_it_was_written(counted: Numbers, kind: Kind) -> None:
    kept = shapes.Published("A <b>forum</b>", outside.seen(kind, counted, THRESHOLD))
    assert shapes.read(shapes.written(kept)) == kept


def test_the_first_shape_had_neither_title_nor_notes() -> None:
    old = json.dumps({"threshold": 3, "rows": [["found", "found", "0"]]}).encode()
    assert shapes.read(old) == shapes.Published("", Seen(3, (("found", "found", "0"),), NOTES))


def test_what_another_program_called_otherwise_shows_under_its_own_name() -> None:
    seen = Seen(
        5,
        (
            ("found", "found", "9"),
            ("found", "found/dreamt", HIDDEN),
            ("orders-to-act", "orders-to-act/XX", "8"),
            ("laughter", "laughter", "7"),
            ("laughter", "laughter/loud", "7"),
            ("errors", "dreamt/B/C", "0.25"),
            ("errors", "known/nowhere/B/C", HIDDEN),
            ("medians", "naps", "2.5"),
        ),
    )
    found = {one.code: one for one in public_reading.tables(seen)}
    assert [line.name for line in found["found"].lines] == ["all of it", "dreamt"]
    assert [line.number for line in found["found"].lines] == ["9", ""]
    assert found["orders-to-act"].lines[0].name == "XX"
    assert (found["laughter"].name, found["laughter"].lines[1].name) == ("laughter", "loud")
    dreamt, nowhere = public_reading.rates(seen)
    assert (dreamt.kind, dreamt.rate, dreamt.least, dreamt.hidden) == ("dreamt", "25.0", "", False)
    assert (nowhere.place, nowhere.rate, nowhere.hidden) == ("nowhere", "", True)
    [nap] = public_reading.medians(seen)
    assert (nap.name, nap.hours) == ("naps", "2.5")
