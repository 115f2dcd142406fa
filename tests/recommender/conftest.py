"""The shop, trained once."""

import pytest

from recommender.hybrid import Hybrid
from tests.recommender.shop import trained


@pytest.fixture(scope="session")
def hybrid() -> Hybrid:
    return trained()
