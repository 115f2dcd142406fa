"""`rapport import` as a person meets it: what the file is, and what became of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jobs.cli import app

Rapport = Callable[..., Result]
FEED = "id,title,price,link\n007,Mug,9.50,https://shop.example/mug\n"


@pytest.fixture
def rapport(tmp_path: Path) -> Rapport:
    def run(*arguments: str) -> Result:
        env = {"RAPPORT_VAR": str(tmp_path / "var"), "DATABASE_URL": "", "COLUMNS": "200"}
        return CliRunner().invoke(app, ["import", *arguments], env=env)

    return run


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_format_is_said_aloud(rapport: Rapport, tmp_path: Path) -> None:
    result = rapport("products", written(tmp_path, "feed.csv", FEED))
    assert result.exit_code == 0
    assert result.stdout.startswith("Google product feed, 1 row, separated by commas, UTF-8.\n")


def test_the_zone_of_times_is_said_aloud(rapport: Rapport, tmp_path: Path) -> None:
    path = written(
        tmp_path, "orders.csv", "order_id,email,placed_at\nA-1,ayla@example.com,2026-03-01 12:00\n"
    )
    unsaid = rapport("orders", path)
    assert "Times without a zone are read as UTC; --timezone names another." in unsaid.stderr
    said = rapport("orders", path, "--timezone", "Europe/Zurich", "--save-map", "zurich")
    again = rapport("orders", path, "--map-file", "zurich")
    for result in (said, again):
        first = result.stdout.splitlines()[0]
        assert first.endswith("separated by commas, UTF-8, times without a zone in Europe/Zurich.")
        assert "read as UTC" not in result.stderr
    wrong = rapport("orders", path, "--timezone", "Europe/Zürich")
    assert "There is no time zone 'Europe/Zürich'" in wrong.stderr
    assert wrong.exit_code != 0


def test_a_run_that_rejects_every_line_says_so_and_exits_with_one(rapport: Rapport, tmp_path: Path) -> None:
    path = written(tmp_path, "feed.csv", FEED.replace("9.50", "free"))
    result = rapport("products", path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["rejected"] == 1
    assert result.stderr.startswith(
        "Error: None of the 1 lines of feed.csv could be imported: price: is not an amount"
    )


def test_a_file_with_nothing_for_us_exits_with_one(rapport: Rapport, tmp_path: Path) -> None:
    page = {"event_name": "page_view", "event_timestamp": "1769947200000000", "user_pseudo_id": "1.2"}
    result = rapport("events", written(tmp_path, "ga4.json", json.dumps(page) + "\n"))
    assert result.exit_code == 1
    assert "tells of anything that is imported" in result.stderr


ORDERS = "order_id,email,placed_at,status,sku,title,quantity\n"
NO_SKU = "A-1,ayla@example.com,2026-03-01 12:00Z,shipped,,Gift card,1\n"


def test_orders_say_who_is_new_and_where_what_was_left_out_is(rapport: Rapport, tmp_path: Path) -> None:
    again = NO_SKU.replace("A-1", "A-2").replace("ayla", "Ayla").replace(",,Gift card", ",MUG,Mug")
    guest = "A-3,,2026-03-01 12:00Z,shipped,MUG,Mug,1\n"
    path = written(tmp_path, "orders.csv", ORDERS + NO_SKU + again + guest)
    mapped = ["--map", "product_id=title"]
    assert json.loads(rapport("orders", path, "--json").stdout)["new_shoppers"] == 2
    known = rapport("orders", path)
    assert "Every line of which something was left out is in" in known.stdout
    assert "Every rejected line" not in known.stdout
    assert json.loads(rapport("orders", path, "--json", *mapped).stdout)["new_shoppers"] == 0


def test_nothing_is_left_out_of_an_order_that_is_rejected(rapport: Rapport, tmp_path: Path) -> None:
    result = rapport("orders", written(tmp_path, "orders.csv", ORDERS + NO_SKU.replace("shipped", "at sea")))
    assert result.exit_code == 1
    assert "Why lines were rejected" in result.stdout
    assert "left out" not in result.stdout


def test_a_missing_column_is_asked_for_with_what_does_in_its_place(rapport: Rapport, tmp_path: Path) -> None:
    result = rapport("orders", written(tmp_path, "orders.csv", "order_id,placed_at\n1,2026-03-01\n"))
    assert "(needed: order_id, shopper_id or email, placed_at)" in " ".join(result.stderr.split())


@pytest.mark.parametrize("end", ["008,Hat", '008,"Hat', '008,"Hat,9.50,https://shop.example\n'])
def test_a_table_that_is_cut_is_refused_whole(rapport: Rapport, tmp_path: Path, end: str) -> None:
    result = rapport("products", written(tmp_path, "feed.csv", FEED + end))
    assert result.exit_code == 1
    assert "feed.csv is cut: the file ends within line 3, which " in result.stderr
    assert json.loads(rapport("products", written(tmp_path, "a.csv", FEED), "--json").stdout)["known"] == 0


def test_a_whole_last_line_needs_no_line_break(rapport: Rapport, tmp_path: Path) -> None:
    result = rapport("products", written(tmp_path, "feed.csv", FEED.rstrip("\n")), "--json")
    assert json.loads(result.stdout)["imported"] == 1


def test_some_rejects_are_told_and_written_down(rapport: Rapport, tmp_path: Path) -> None:
    path = written(tmp_path, "feed.csv", FEED + "008,Hat,free,https://shop.example/hat\n")
    result = rapport("products", path)
    assert result.exit_code == 0
    assert "Why lines were rejected" in result.stdout
    [rejects] = (tmp_path / "var" / "rejects").iterdir()
    assert json.loads(rejects.read_text())["line"] == 3


def test_a_mapping_is_saved_and_used_again(rapport: Rapport, tmp_path: Path) -> None:
    path = written(tmp_path, "artikel.csv", "Nr;Name;Preis\n007;Becher;9,50\n")
    columns = ["--map", "product_id=Nr", "--map", "title=Name", "--map", "price=Preis"]
    first = rapport("products", path, *columns, "--save-map", "artikel")
    again = rapport("products", path, "--map-file", "artikel", "--json")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "use it again by --map-file artikel" in first.stderr
    assert json.loads(again.stdout)["known"] == 1
