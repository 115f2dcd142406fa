"""A product's picture, an SVG file of its name in `drawings/`: as it is for pages, as PNG for emails."""

from importlib.resources import files

import resvg_py

_DRAWINGS = {file.name.removesuffix(".svg"): file for file in (files("demo") / "drawings").iterdir()}


def svg(product_id: str) -> str:
    """Return a product's picture as an SVG document of 600 by 600; raises KeyError for an unknown id."""
    return _DRAWINGS[product_id].read_text(encoding="utf-8")


def png(product_id: str, size: int = 600) -> bytes:
    """Return a product's picture as a square PNG of `size` pixels; raises KeyError for an unknown id."""
    return resvg_py.svg_to_bytes(svg_string=svg(product_id), width=size, height=size, skip_system_fonts=True)
