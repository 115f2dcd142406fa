import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from recommender.matrices.sparse import joined


@given(st.integers(0, 6), st.integers(0, 1000))
def test_joined_as_if_added(size: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    whole = random.normal(size=(size, size)).astype(np.float32) * (random.random((size, size)) < 0.5)
    first = random.random((size, size)) < 0.5
    rejoined = joined(csr_array(whole * first), csr_array(whole * ~first))
    np.testing.assert_array_equal(rejoined.toarray(), whole)
