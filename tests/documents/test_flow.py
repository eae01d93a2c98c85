"""The arithmetic of rows and pages, without a single character."""

from hypothesis import given
from hypothesis import strategies as st

from portal.documents.flow import Slab, end_row, kept, pour
from portal.documents.grid import ROWS

SLABS = st.lists(st.builds(Slab, rows=st.integers(1, 6), keep=st.booleans()), min_size=20, max_size=120)


@given(SLABS, st.integers(0, 20))
def test_slabs_keep_their_order_and_never_overlap_or_leave_the_page(slabs: list[Slab], start: int) -> None:
    pages = pour(slabs, start)
    assert [p.slab for page in pages for p in page] == slabs
    for number, page in enumerate(pages):
        row = 0 if number else start
        for placed in page:
            assert placed.row == row
            row += placed.slab.rows
        assert end_row(page) <= ROWS


@given(SLABS, st.integers(0, 20))
def test_no_page_but_the_first_is_empty(slabs: list[Slab], start: int) -> None:
    assert all(pour(slabs, start)[1:])


@given(st.integers(0, 60), st.integers(0, 20), st.integers(1, 7))
def test_what_is_kept_stands_on_one_page_with_what_follows(count: int, start: int, rows: int) -> None:
    seal = Slab(rows)
    pages = pour([*kept([Slab(1)] * count, 2), seal], start)
    assert pages[-1][-1].slab is seal
    assert len(pages[-1]) > min(count, 2)


def test_a_chunk_longer_than_a_page_is_parted() -> None:
    pages = pour([Slab(1, keep=True)] * 50 + [Slab(5)])
    assert sum(len(page) for page in pages) == 51
    assert len(pages[-1]) > 1


def test_a_table_s_head_is_repeated_on_each_page() -> None:
    head = Slab(1)
    pages = pour([head, *[Slab(1, head=(head,), below=1)] * 60])
    assert all(page[0].slab is head for page in pages)
    assert all(end_row(page) < ROWS for page in pages)
