"""Every pattern is compiled once under a name, where the tests of long texts find it, or says why not."""

from pathlib import Path

from bot.tests.long_texts import elsewhere
from tests.architecture.tree import ROOT, python_files

NOT_OVER_PEOPLES_TEXT = ("benchmarks", "demo", "docs", "migrations", "tests")
"""What these read was written by us."""
DECLARED = {
    "api/http/user_agents.py:_known": "the kept list's, over no more characters than a name has",
    "bot/actions/understanding/references.py:_pattern": "makes _NAMES, which the bot's test tries as places",
    "core/rejects.py:naming": "made of one shopper's names; tests/contracts/test_long_texts.py tries it",
}


def product_files() -> list[Path]:
    return [
        path
        for path in python_files()
        if path.parts[0] not in NOT_OVER_PEOPLES_TEXT and "tests" not in path.parts
    ]


def test_no_pattern_escapes_the_test_of_long_texts() -> None:
    uses = {use for path in product_files() for use in elsewhere(ROOT, path)}
    assert uses - set(DECLARED) == set(), "compile it at the top of the module, or declare it with the reason"
    assert set(DECLARED) - uses == set(), "declared, and no longer there"


def test_a_pattern_within_a_function_is_seen(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(
        "import re\nA = re.compile('a')\ndef b(text):\n    return re.sub('a', '', text)\n"
    )
    (tmp_path / "other.py").write_text("from re import sub\n")
    assert elsewhere(tmp_path, Path("some.py")) == ["some.py:b"]
    assert elsewhere(tmp_path, Path("other.py")) == ["other.py:1"]
