"""Identity signatures: what the docs show is what is taken, and no field can be moved into another."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import NotAllowed
from core.identity import Identity, check, signature
from core.keys import Keys

PAGE = (Path(__file__).parents[2] / "docs" / "storefront.md").read_text(encoding="utf-8")
AYLA = Identity("v-1", "c-1042", "Ayla@Example.com")


def snippet(language: str) -> str:
    """The code that the docs show a shop's server."""
    [code] = re.findall(rf"```{language}\n((?:(?!```).)*rapport-identity.*?)```", PAGE, re.DOTALL)
    return str(code)


def test_the_python_of_the_docs_makes_what_is_taken(keys: Keys) -> None:
    made: dict[str, object] = {}
    exec(snippet("python"), made)
    sign = made["rapport_signature"]
    assert callable(sign)
    now = datetime.now(UTC)
    for who in (AYLA, Identity("v-1", "c-1042"), Identity("v-1", email="ayla@example.com")):
        check(keys, who, sign(keys.secret, who.visitor_id, who.external_id, who.email), now=now)


def test_the_javascript_of_the_docs_makes_what_is_taken(keys: Keys, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = tmp_path / "sign.mjs"
    call = "rapportSignature(...process.argv.slice(2))"
    script.write_text(f"{snippet('js')}\nprocess.stdout.write({call});")
    told = (keys.secret, AYLA.visitor_id, AYLA.external_id, AYLA.email)
    done = subprocess.run([node, script, *told], capture_output=True, text=True, check=True)
    check(keys, AYLA, done.stdout, now=datetime.now(UTC))


def test_a_signature_holds_until_it_expires_and_for_one_identity(keys: Keys) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    made = signature(keys, AYLA, expires_at=now + timedelta(hours=2))
    check(keys, AYLA, made, now=now)
    check(keys, AYLA, made, now=now + timedelta(hours=1))  # a clock that jumps
    later = str(int(made.partition(".")[0]) + 60)
    for wrong in (later + made[len(later) :], made[:-1] + ("0" if made[-1] != "0" else "1"), made.upper()):
        with pytest.raises(NotAllowed):
            check(keys, AYLA, wrong, now=now)
    for other in (
        Identity("v-2", "c-1042", AYLA.email),
        Identity("v-1", "c-1042"),
        Identity("v-1", "c-1042a"),
    ):
        with pytest.raises(NotAllowed):
            check(keys, other, made, now=now)
    with pytest.raises(NotAllowed, match="expired"):
        check(keys, AYLA, made, now=now + timedelta(hours=2))


@pytest.mark.parametrize("given", ["", ".", "1.", "١٢٣." + "a" * 64, "9" * 400 + "." + "a" * 64, "\x00" * 9])
def test_what_is_no_signature_is_refused_in_words(given: str, keys: Keys) -> None:
    with pytest.raises(NotAllowed, match=r"cannot be read.*docs/storefront\.md"):
        check(keys, AYLA, given, now=datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        (0, "expired"),
        (-1, "expired"),
        (1, ""),
        (24, ""),
        (25, ""),
        (25.01, "longer than a day"),
        (9_999, "longer"),
    ],
)
def test_a_signature_is_good_for_a_day_and_an_hour_of_a_fast_clock(
    keys: Keys, hours: float, why: str
) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    given = signature(keys, AYLA, expires_at=now + timedelta(hours=hours))
    if not why:
        check(keys, AYLA, given, now=now)
        return
    with pytest.raises(NotAllowed, match=why):
        check(keys, AYLA, given, now=now)
