"""One matter counts once: which claims stand back behind which records, whatever the order of the rows."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.models import Source
from portal.queries.dossiers import ScoredFact
from portal.queries.doubles import Verdict, doubles_of, unsettled
from portal.workflow import COUNTING, FactState


def _facts(rows: list[tuple[str, str, str, FactState, int, str]]) -> list[ScoredFact]:
    """Rows of (source, kind, number, state, day, verdict on the first record)."""
    first = next((place for place, row in enumerate(rows, 1) if row[0] != "claim"), 0)
    return [
        ScoredFact(
            id=place,
            kind=kind,
            source=Source(source),
            state=state,
            title=f"第{day}件",
            happened_on=date(2013, 5, day),
            document_number=number,
            quantity=Decimal(1),
            values={},
            beside={str(first): verdict} if verdict and source == "claim" and first else {},
            verification=None,
        )
        for place, (source, kind, number, state, day, verdict) in enumerate(rows, 1)
    ]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "record", "import"]),
        st.sampled_from(["one", "other"]),
        st.sampled_from(["", "开府办〔2013〕1号", "开府办〔2013〕2号"]),
        st.sampled_from([FactState.accepted, FactState.signed, FactState.released, FactState.rejected]),
        st.integers(1, 9),
        st.sampled_from(["", "same_matter", "two_matters"]),
    ),
    max_size=12,
)


@given(ROWS, st.randoms())
def test_each_stands_in_one_pair_at_most_of_its_own_kind_and_the_order_says_nothing(rows, random):  # type: ignore[no-untyped-def]
    facts = _facts(rows)
    found = doubles_of(facts)
    for side in ([one.claim.id for one in found], [one.record.id for one in found]):
        assert len(side) == len(set(side))
    for one in found:
        assert (one.claim.source, one.claim.kind) == (Source.claim, one.record.kind)
        assert one.record.source != Source.claim
        assert {one.claim.state, one.record.state} <= COUNTING
        assert one.claim.beside.get(str(one.record.id)) != Verdict.apart
    mixed = list(facts)
    random.shuffle(mixed)
    assert doubles_of(mixed) == found
    assert [one for one in found if not one.settled] == unsettled(facts)


@given(ROWS)
def test_what_counts_never_grows_by_a_record_beside_a_claim(rows):  # type: ignore[no-untyped-def]
    """Where nobody said that they are two, as many claims stand back as there are pairs, no more."""
    facts = _facts([(*row[:5], "") for row in rows])
    claims = [one for one in facts if one.source == Source.claim and one.state in COUNTING]
    records = [one for one in facts if one.source != Source.claim and one.state in COUNTING]
    assert len(doubles_of(facts)) <= min(len(claims), len(records))
    for claim in claims:
        alike = [one for one in records if one.kind == claim.kind and one.title == claim.title]
        if alike and all(one.happened_on == claim.happened_on for one in alike):
            taken = {one.record.id for one in doubles_of(facts)}
            held = claim.id in {one.claim.id for one in doubles_of(facts)}
            assert held or {one.id for one in alike} <= taken
