"""Any other file: which of its columns is which of ours is said once, saved, and used again."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.errors import InvalidInput
from jobs.importers.formats.form import Mapped
from jobs.importers.incoming import Options
from jobs.importers.profiles import load, mapped, save
from tests.jobs.conftest import MakeTask, imported, rejected, stored, stored_product

SHEET = "Nr;Bezeichnung;Preis;Farbe\n007;Becher;9,50;blau\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "artikel.csv"
    path.write_bytes(SHEET.encode("cp1252"))
    return path


def test_any_file_comes_in_by_its_columns(engine: Engine, make_task: MakeTask, sheet: Path) -> None:
    mapping = mapped(["product_id=Nr", "title=Bezeichnung", "price=Preis", "attributes.colour=Farbe"])
    totals = imported(make_task(sheet), "products", mapping=mapping)
    mug = stored_product(engine, "007")
    assert (totals.imported, mug.title, mug.price) == (1, "Becher", Decimal("9.50"))
    assert mug.attributes == {"colour": "blau"}


def test_words_of_theirs_and_a_second_column(engine: Engine, make_task: MakeTask, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = [
        "3.11.2026 09:00;;s1;angesehen;007",
        "3.11.2025 09:00:30;K1;s1;Gekauft ;007",
        "4.11.25 9:00;K1;s1;gemerkt;007",
    ]
    path.write_text("\n".join(["Zeit;Kunde;Sitzung;Aktion;Nr", *rows]) + "\n", encoding="utf-8")
    told = ["occurred_at=Zeit", "shopper_id=Kunde", "shopper_id=Sitzung", "type=Aktion", "product_id=Nr"]
    mapping = mapped([*told, "type:angesehen=view", "type:gekauft=purchase"])
    totals = imported(make_task(path, create_products=True), "events", mapping=mapping)
    reasons = [line["reason"] for line in rejected(totals)]
    assert (totals.imported, totals.rejected) == (1, 2)
    assert "lies in the future" in reasons[0]
    assert reasons[1].endswith("say what your words mean: --map type:WORD=OURS")


def test_a_mapping_is_saved_and_used_again(tmp_path: Path) -> None:
    options = Options(
        mapping=Mapped({"title": ["Bezeichnung"]}, {"active": {"j": "yes"}}),
        locale="de",
        encoding="cp1252",
        timezone="Europe/Zurich",
    )
    path = save(tmp_path / "maps", "artikel", "products", options)
    assert load(tmp_path / "maps", "artikel", "products") == options
    assert load(tmp_path, str(path), "products") == options
    with pytest.raises(InvalidInput, match="is for products, not for orders"):
        load(tmp_path / "maps", "artikel", "orders")
    with pytest.raises(InvalidInput, match="no such profile; saved are: artikel"):
        load(tmp_path / "maps", "artikle", "products")
    path.write_text("title=Bezeichnung", encoding="utf-8")
    with pytest.raises(InvalidInput, match="is not a profile"):
        load(tmp_path / "maps", "artikel", "products")
    with pytest.raises(InvalidInput, match="a name has letters"):
        save(tmp_path, "../artikel", "products", options)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (["title"], "write our column, =, and theirs"),
        (["titel=Bezeichnung"], "'titel' is no column of ours; ours are: product_id"),
        (["title=Name"], "has no column 'Name'; its columns are: Nr, Bezeichnung, Preis, Farbe"),
        (["product_id=Nr", "title=Bezeichnung"], "no column 'price'.*--map price="),
    ],
)
def test_a_mapping_that_does_not_fit_says_how_it_would(
    engine: Engine, make_task: MakeTask, sheet: Path, told: list[str], problem: str
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        imported(make_task(sheet), "products", mapping=mapped(told))
    assert stored(engine)["ProductRow"] == []


def test_a_mapping_goes_before_what_a_format_says(
    engine: Engine, make_task: MakeTask, tmp_path: Path
) -> None:
    path = tmp_path / "feed.csv"
    path.write_text("id,title,price,link,long_title\n1,Mug,9.50,https://shop.example/1,Blue mug\n")
    imported(make_task(path), "products", mapping=Mapped({"title": ["long_title"]}))
    assert stored_product(engine, "1").title == "Blue mug"


def test_a_file_of_another_kind_is_said_to_be_one(make_task: MakeTask, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Name,Email,Financial Status,Lineitem quantity,Lineitem name\n#1,a@example.com,paid,1,Mug\n"
    )
    with pytest.raises(
        InvalidInput, match="looks like Shopify orders, not like products: rapport import orders"
    ):
        imported(make_task(path), "products")
