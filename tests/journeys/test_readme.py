"""The README's loop runs as it stands there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import catalog
from core.database import transaction
from tests.clock import ManualClock
from tests.live import KEYS, LiveShop, Ports, live_api, live_settings
from tests.shop import product

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def shop(tmp_path: Path, encoder: Path, clock: ManualClock) -> Iterator[LiveShop]:
    """A shop with the product that the README names."""
    settings = live_settings(tmp_path / "var", Ports(), encoder)
    with live_api(settings, clock) as running:
        products = [
            product(name, name.replace("-", " "), "34.00") for name in ("rain-jacket-sky", "rain-hat")
        ]
        with transaction(running.engine) as session:
            catalog.upsert(session, products, now=clock.now())
        running.services.answers.refresh()
        yield running


def test_the_four_lines(shop: LiveShop, tmp_path: Path) -> None:
    snippet = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert snippet is not None
    (tmp_path / "var" / "keys.json").write_text(json.dumps({"secret": KEYS.secret}))
    script = (
        snippet[1].replace("http://127.0.0.1:8000", shop.api_url).replace(".venv/bin/python", sys.executable)
    )
    script = script.replace("curl -sf", "echo; curl -sf")
    done = subprocess.run(
        ["bash", "-e"], input=script, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    recorded, responded, recommended, known = (json.loads(line) for line in done.stdout.split("\n") if line)
    assert recorded == {"accepted": 1, "duplicates": 0, "not_allowed": 0}
    assert "£6.00 away" in responded["answer"]["text"]
    assert recommended["products"][0]["product"]["product_id"] == "rain-hat"
    assert known["survey_response"][0]["reason"] == "extra_costs"
