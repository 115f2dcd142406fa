"""A product's picture, drawn from its description in the catalog: SVG for pages, PNG for emails."""

import zlib

import resvg_py

from demo.catalog import picture
from demo.drawing import (
    accessories,
    beauty,
    books,
    canvas,
    clothing,
    cups,
    footwear,
    garden,
    gear,
    home,
    kitchen,
    outdoors,
    stationery,
    textiles,
    tools,
    toys,
    utensils,
)
from demo.drawing.palette import Paint, background, hexadecimal

_MODULES = (
    accessories,
    beauty,
    books,
    clothing,
    cups,
    footwear,
    garden,
    gear,
    home,
    kitchen,
    outdoors,
    stationery,
    textiles,
    tools,
    toys,
    utensils,
)
_STANDING = {name: draw for module in _MODULES for name, draw in module.STANDING.items()}
_FLAT = {name: draw for module in _MODULES for name, draw in module.FLAT.items()}
DRAWINGS = {**_STANDING, **_FLAT}


def svg(product_id: str) -> str:
    """Return a product's picture as an SVG document of 600 by 600; raises KeyError for an unknown id."""
    wanted = picture(product_id)
    base = hexadecimal(wanted.tone)
    paint = Paint(
        base=base,
        accent=hexadecimal(wanted.accent),
        fill="url(#cloth)" if wanted.pattern else base,
        motif=wanted.motif,
    )
    return canvas.scene(
        DRAWINGS[wanted.drawing](paint),
        paint=paint,
        tint=background(wanted.tone, zlib.crc32(product_id.encode())),
        pattern=wanted.pattern,
        standing=wanted.drawing in _STANDING,
    )


def png(product_id: str, size: int = 600) -> bytes:
    """Return a product's picture as a square PNG of `size` pixels; raises KeyError for an unknown id."""
    return resvg_py.svg_to_bytes(svg_string=svg(product_id), width=size, height=size, skip_system_fonts=True)
