from pathlib import Path

import pytest

from jobs.context import open_context
from search import read_in, terms


def test_a_process_reads_words_in_the_language_of_the_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORT_VAR", str(tmp_path))
    monkeypatch.setenv("RAPPORT_LANGUAGE", "de")
    try:
        with open_context():
            assert terms("Gläser ohne Henkel") == terms("das Glas ohne Henkel")
    finally:
        read_in("en")
