from pathlib import Path

import pytest

from core.errors import InvalidInput
from jobs.context import load_settings, open_context
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


def test_a_misspelt_name_is_told_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("RAPPORT_CURENCY=CHF\nPOSTGRES_PASSWORD=secret\n")
    monkeypatch.setenv("RAPPORT_STORFRONT_URL", "https://bergladen.ch")
    load_settings()
    assert [record.getMessage() for record in caplog.records] == [
        "RAPPORT_CURENCY is no setting and changes nothing; is it RAPPORT_CURRENCY?",
        "RAPPORT_STORFRONT_URL is no setting and changes nothing; is it RAPPORT_STOREFRONT_URL?",
    ]


def test_an_address_without_its_scheme_is_refused_with_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAPPORT_STOREFRONT_URL", "bergladen.ch")
    with pytest.raises(
        InvalidInput, match=r"RAPPORT_STOREFRONT_URL is not valid.* is not a whole web address"
    ):
        load_settings()
