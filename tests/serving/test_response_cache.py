"""What was made within a minute is made once, for what it was made from and nothing else."""

from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from serving import response_cache
from serving.response_cache import ResponseCache, digest

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 200)), min_size=1, max_size=30
)


@given(ASKED)
def test_what_is_recalled_is_what_would_be_made(asked: list[tuple[str, str, int]]) -> None:
    kept = ResponseCache()
    sources = {name: object() for name in "ab"}
    for source, key, seconds in sorted(asked, key=lambda question: question[2]):
        made = f"{source}{key}".encode()
        now = NOON + timedelta(seconds=seconds)
        assert kept.recall(sources[source], key, now=now, make=partial(bytes, made)) == made


def test_the_same_is_made_once_a_minute() -> None:
    kept, source = ResponseCache(), object()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"x"

    for seconds in (0, 30, 59, 60, 61):
        kept.recall(source, "key", now=NOON + timedelta(seconds=seconds), make=make)
    assert len(made) == 2
    kept.recall(object(), "key", now=NOON + timedelta(seconds=62), make=make)
    assert len(made) == 3


def test_a_digest_tells_records_apart() -> None:
    interaction = ("interaction", "view", "mug", "2026-03-02 12:00:00.000000", None, None, None)
    others = [(), (interaction,), (interaction, interaction), ((*interaction[:2], "pan", *interaction[3:]),)]
    assert len({digest(rows) for rows in others}) == len(others)
    assert digest((interaction,)) == digest(((*interaction,),))


def test_what_does_not_fit_is_answered_all_the_same() -> None:
    kept, source = ResponseCache(), object()
    large = b"x" * (response_cache.BYTES // 2)
    for key in range(4):
        assert kept.recall(source, key, now=NOON, make=lambda: large) == large
    assert kept.recall(source, 0, now=NOON, make=lambda: b"made again") == large
    assert kept.recall(source, 3, now=NOON, make=lambda: b"made again") == b"made again"
