"""How many threads linear algebra starts: one, where the environment does not ask for more."""

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def one_thread() -> None:
    """To be called before numpy is imported.

    Requests run side by side already. A training's threads would take cores from those who answer, and
    processor time while they wait for one another.
    """
    for variable in VARIABLES:
        os.environ.setdefault(variable, "1")
