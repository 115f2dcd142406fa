"""Every module of the product has a test file of its own name, or the table says where it is tested."""

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.mirrors.table import TABLE, mirror_of, modules, table


def with_mirror() -> set[Path]:
    return {module for module in modules() if (ROOT / mirror_of(module)).is_file()}


@pytest.mark.parametrize(
    ("module", "mirror"),
    [
        ("feedback/events/cart.py", "tests/feedback/events/test_cart.py"),
        ("core/clock.py", "tests/core/test_clock.py"),
        ("demo/setup/__main__.py", "tests/demo/setup/test_main.py"),
        ("bot/actions/dialogue.py", "bot/tests/actions/test_dialogue.py"),
    ],
)
def test_a_mirror_stands_where_its_module_does(module: str, mirror: str) -> None:
    assert mirror_of(Path(module)) == Path(mirror)


def test_every_module_has_a_mirror_or_says_where_it_is_tested() -> None:
    missing = set(modules()) - with_mirror() - set(table())
    assert missing == set(), (
        "write these modules' tests, "
        + ", ".join(str(mirror_of(module)) for module in sorted(missing))
        + f"; or name in {TABLE} the files that test them: `make mirrors` looks whether they do"
    )


def test_no_entry_is_left_of_a_module_that_has_a_mirror_or_is_gone() -> None:
    left = set(table()) & with_mirror() | set(table()) - set(modules())
    assert left == set(), f"take these out of {TABLE}: they have a mirror by now, or are no longer there"


def test_every_entry_names_test_files_that_exist() -> None:
    wrong = [
        f"{module}: {test}"
        for module, tests in table().items()
        for test in tests or [Path("nothing")]
        if not (ROOT / test).is_file() or not test.name.startswith("test_")
    ]
    assert wrong == [], f"{TABLE} names no such test file: correct the path"
