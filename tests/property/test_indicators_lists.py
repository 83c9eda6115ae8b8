"""Whatever a list holds, every line of it is accounted for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.indicators.reading import Entry, Refused, read
from tutela.indicators.sorting import chunked, grouped, sort_out
from tutela.signals.model import DIGITS, SignalKind

KINDS = st.sampled_from(SignalKind)
REFERENCES = st.sampled_from(["", "r1", "r2"])


@st.composite
def entries(draw: st.DrawFn) -> Entry | Refused:
    line = draw(st.integers(1, 9))
    if draw(st.booleans()):
        return Refused(line, "no")
    value = draw(st.sampled_from([b"a", b"b", b"c"]))
    return Entry(
        line, (draw(KINDS), value), draw(REFERENCES), draw(st.sampled_from(["", "A1", "Z"]))
    )


@st.composite
def good_lines(draw: st.DrawFn) -> str:
    kind = draw(KINDS)
    digits = "0123456789abcdefABCDEF"
    length = DIGITS[kind]
    return f"{kind} {draw(st.text(digits, min_size=length, max_size=length))} {draw(REFERENCES)}"


@given(st.lists(st.text() | good_lines()))
def test_any_text_gives_one_row_for_each_line_that_says_something(lines: list[str]) -> None:
    """Lines never read as CSV here: a header would take one line for itself."""
    lines = ["# a list", *[line for line in lines if "," not in line]]
    saying = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    rows = list(read(lines))
    assert len(rows) == len(saying)
    assert [row.line for row in rows] == sorted({row.line for row in rows})


@given(st.lists(st.text(alphabet='md5,"ab01\n \0'), max_size=20))
def test_any_csv_gives_one_row_for_each_line_that_says_something(lines: list[str]) -> None:
    saying = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    assert len(list(read(["type,value,reference", *lines]))) == len(saying)


@given(st.lists(entries()), st.integers(1, 5))
def test_grouping_and_chunking_lose_no_line_and_keep_the_order(
    rows: list[Entry | Refused], size: int
) -> None:
    chunks = list(chunked(grouped(rows), size))
    flat = [row for chunk in chunks for row in chunk]
    groups = [row for row in flat if not isinstance(row, Refused)]
    assert [one for group in groups for one in group] == [r for r in rows if isinstance(r, Entry)]
    assert [row for row in flat if isinstance(row, Refused)] == [
        row for row in rows if isinstance(row, Refused)
    ]
    for group in groups:
        assert len({one.fingerprint[0] for one in group}) == len(group)
        assert len({(one.reference, one.label) for one in group}) == 1


@given(
    st.lists(entries()),
    st.integers(0, 10),
    st.dictionaries(st.tuples(KINDS, st.just(b"a")), st.booleans()),
)
def test_every_entry_is_added_already_there_or_refused(
    rows: list[Entry | Refused], room: int, known: dict[tuple[SignalKind, bytes], bool]
) -> None:
    groups = [row for row in grouped(rows) if not isinstance(row, Refused)]
    harmless = {(SignalKind.PDQ, b"c")}
    result = sort_out(groups, known=known, harmless=harmless, labels={"A1"}, room=room)
    assert result.added + result.already_there + len(result.refused) == sum(map(len, groups))
    new = [one.fingerprint for group in result.new for one in group]
    assert len(new) == len(set(new)) == result.added
    assert len(result.new) <= room
    assert not set(new) & (set(known) | harmless)
