"""The shop's keys: made once, kept, and never quietly replaced by others."""

import stat
from pathlib import Path

import pytest

from core.errors import InvalidInput
from core.keys import load_keys
from core.settings import Settings

PUBLISHABLE, SECRET, SIGNING = '"publishable": "pk_a"', '"secret": "sk_b"', '"signing": "c"'


@pytest.fixture
def file(settings: Settings) -> Path:
    settings.var.mkdir(parents=True)
    return settings.var / "keys.json"


def test_they_are_made_once_for_their_owners_eyes(settings: Settings) -> None:
    made = load_keys(settings)
    assert load_keys(settings) == made
    assert stat.S_IMODE((settings.var / "keys.json").stat().st_mode) == 0o600
    assert [path.name for path in settings.var.iterdir()] == ["keys.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{" + PUBLISHABLE,
        "\N{SNOWMAN}",
        "null",
        "[]",
        '"pk_a"',
        f"{{{PUBLISHABLE}, {SECRET}}}",
        f'{{{PUBLISHABLE}, {SECRET}, {SIGNING}, "more": "d"}}',
        f'{{{PUBLISHABLE}, {SECRET}, "signing": 7}}',
        f'{{{PUBLISHABLE}, {SECRET}, "signing": null}}',
        f'{{{PUBLISHABLE}, {SECRET}, "signing": " "}}',
    ],
)
def test_a_broken_file_is_named_with_the_remedy(settings: Settings, file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"keys\.json .*put it back from a backup, or remove it") as raised:
        load_keys(settings)
    assert "\n" not in raised.value.detail
    assert file.read_text(encoding="utf-8") == content, "what is left of the keys stays"


def test_a_file_that_is_no_text_or_no_file_is_named_too(settings: Settings, file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"keys\.json is not JSON"):
        load_keys(settings)
    file.unlink()
    file.mkdir()
    with pytest.raises(InvalidInput, match=r"keys\.json cannot be opened"):
        load_keys(settings)


def test_the_two_keys_that_are_sent_differ(settings: Settings, file: Path) -> None:
    file.write_text(f'{{{PUBLISHABLE}, "secret": "pk_a", {SIGNING}}}')
    with pytest.raises(InvalidInput, match="are the same"):
        load_keys(settings)


def test_keys_of_the_settings_need_no_file(settings: Settings) -> None:
    settings.publishable_key, settings.secret_key, settings.signing_key = "pk_1", "sk_2", "3"
    assert load_keys(settings).signing == "3"
    assert not settings.var.exists()
