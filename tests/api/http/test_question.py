"""The pages that links in emails open, where a link cannot be read."""

import pytest

from tests.shop import Visitor


@pytest.mark.parametrize("page", ["unsubscribe", "confirm"])
def test_a_link_that_cannot_be_read_is_told_as_such(visitor: Visitor, page: str) -> None:
    """It was told that something on our side does not answer, and to try again."""
    for answer in (visitor.http.get(f"/v1/{page}?token=a%00b"), visitor.http.post(f"/v1/{page}?token=a%00b")):
        assert (answer.status_code, "This link does not work" in answer.text) == (422, True)
