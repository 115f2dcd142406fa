"""The drawn pictures: one for every product, well-formed, small, and of the asked size."""

import re
import struct
from xml.etree import ElementTree

import pytest

from demo import pictures
from demo.catalog import picture, products
from demo.drawing import canvas, pen
from demo.drawing.palette import Paint, mix

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
    assert {picture(product_id).drawing for product_id in IDS} == set(pictures.DRAWINGS)
    assert len(pictures.DRAWINGS) >= 35


@pytest.mark.parametrize("size", [120, 600])
def test_a_png_has_the_asked_size(size: int) -> None:
    image = pictures.png("mug-speckled-blue", size)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", image[16:24]) == (size, size)


def test_an_unknown_product_is_refused() -> None:
    with pytest.raises(KeyError):
        pictures.png("flying-carpet")


def test_an_unknown_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="tartan-of-the-macgregors"):
        canvas.cloth("tartan-of-the-macgregors", "#000000", "#ffffff")


def test_a_symmetric_path_is_its_own_mirror_image() -> None:
    path = pen.symmetric("M300 100 L350 120 Q400 200 380 300 L300 310")
    assert path.endswith("Q200 200 250 120 L300 100 Z")


def test_colours_blend_from_end_to_end() -> None:
    assert mix("#000000", "#ffffff", 0) == "#000000"
    assert mix("#000000", "#ffffff", 1) == "#ffffff"
    assert mix("#204060", "#406080", 0.5) == "#305070"


def test_a_pale_accent_is_never_printed_on_paper() -> None:
    pale = Paint(base="#3f6b52", accent="#f3e6cb", fill="#3f6b52")
    assert pale.ink != pale.accent
    strong = Paint(base="#f3e6cb", accent="#33507f", fill="#f3e6cb")
    assert strong.ink == strong.accent
