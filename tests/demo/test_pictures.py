"""The drawn pictures: one for every product, well-formed, small, and of the asked size."""

import re
import struct
from xml.etree import ElementTree

import pytest

from demo import pictures
from demo.catalog import products
from tests.architecture.tree import ROOT

IDS = [str(product.product_id) for product in products("")]
DEFINED = re.compile(r'id="([\w-]+)"')
USED = re.compile(r"url\(#([\w-]+)\)")


@pytest.mark.parametrize("product_id", IDS)
def test_every_product_has_a_picture_that_refers_to_nothing_outside(product_id: str) -> None:
    drawn = pictures.svg(product_id)
    root = ElementTree.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert set(USED.findall(drawn)) <= set(DEFINED.findall(drawn))
    assert "href" not in drawn
    assert len(drawn) < 30_000


def test_no_two_products_look_the_same() -> None:
    assert len({pictures.svg(product_id) for product_id in IDS}) == len(IDS)


def test_every_drawing_is_on_sale() -> None:
    drawn = {file.stem for file in (ROOT / "demo" / "drawings").iterdir()}
    assert drawn == set(IDS)


@pytest.mark.parametrize("size", [120, 600])
def test_a_png_has_the_asked_size(size: int) -> None:
    image = pictures.png("mug-speckled-blue", size)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", image[16:24]) == (size, size)


def test_an_unknown_product_is_refused() -> None:
    with pytest.raises(KeyError):
        pictures.png("flying-carpet")
