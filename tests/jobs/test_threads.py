"""Linear algebra keeps to one thread, unless somebody asks for more."""

import os
from unittest import mock

from jobs.threads import one_thread


def test_one_thread_unless_the_environment_asks_for_more() -> None:
    with mock.patch.dict(os.environ, {"OPENBLAS_NUM_THREADS": "4"}):
        os.environ.pop("OMP_NUM_THREADS", None)
        one_thread()
        assert (os.environ["OPENBLAS_NUM_THREADS"], os.environ["OMP_NUM_THREADS"]) == ("4", "1")
