"""Settings that cannot be right are refused at the start, and names that are no settings are told."""

import pytest
from pydantic import ValidationError

from core.setting_values import misspelt
from core.settings import Settings


@pytest.mark.parametrize("name", ["public_url", "storefront_url", "assistant_url", "actions_url"])
@pytest.mark.parametrize("url", ["bergladen.ch", "www.bergladen.ch/shop", "//bergladen.ch", "https://", ""])
def test_an_address_without_its_scheme_is_refused(name: str, url: str) -> None:
    with pytest.raises(ValidationError, match=r"write it like https://shop\.example"):
        Settings(_env_file=None, **{name: url})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [("currency", code) for code in ("XYZ", "FRA", "chf", "")]
    + [("language", code) for code in ("xx", "DE", "deu", "")],
)
def test_a_code_that_there_is_not_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match="write it like"):
        Settings(_env_file=None, **{name: value})  # type: ignore[arg-type]


def test_what_there_is_is_taken() -> None:
    settings = Settings(
        _env_file=None, storefront_url="https://bergladen.ch/de", currency="CHF", language="de"
    )
    assert (settings.storefront_url, settings.currency) == ("https://bergladen.ch/de", "CHF")


def test_a_name_that_is_no_setting_is_told_with_the_one_that_is_meant() -> None:
    known = {"RAPPORT_CURRENCY", "DATABASE_URL"}
    names = ["RAPPORT_CURENCY", "rapport_currency", "RAPPORT_API_URL", "RAPPORT_FOO", "PATH", "DATABASE_URL"]
    assert list(misspelt(names, known)) == [
        "RAPPORT_CURENCY is no setting and changes nothing; is it RAPPORT_CURRENCY?",
        "RAPPORT_FOO is no setting and changes nothing.",
    ]
