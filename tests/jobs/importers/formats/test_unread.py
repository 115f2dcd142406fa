"""Columns that are not read, and are named."""

from jobs.importers.incoming import Options, incoming
from tests.jobs.conftest import SHOP, MakeTask
from tests.jobs.importers.formats.conftest import Write, table


def test_a_column_that_means_something_and_is_not_read_is_named(make_task: MakeTask, write: Write) -> None:
    row = {"product_id": "a", "title": "Shirt", "price": "29.00", "image_link": "/a.jpg", "weight": "2"}
    told = incoming(make_task(write("own.csv", table(list(row), row))), "products", SHOP, Options())
    assert told.notes == [
        "The column 'image_link' is not read; where it says image_url, say so: --map image_url='image_link'."
    ]
