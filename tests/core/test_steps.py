"""A step says what it took when it is done, and nothing where it failed."""

import logging

import pytest

from core.steps import step


def test_a_step_is_told_of_when_it_is_done(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="core.steps")
    with step("Read 3 products"):
        assert not caplog.messages
    assert caplog.messages[0].startswith("Read 3 products: 0.0 s, ")
    with pytest.raises(ValueError, match="broken"), step("Trained"):
        raise ValueError("broken")
    assert len(caplog.messages) == 1
