"""The canvas: background, table, shadow, the common light and the cloth patterns, around one drawing."""

from demo.drawing.palette import Paint, darker, lighter, mix

_LIGHT = (
    '<linearGradient id="light" x1="0" y1="0" x2="1" y2=".3">'
    '<stop offset="0" stop-color="#fff" stop-opacity=".26"/>'
    '<stop offset=".42" stop-color="#fff" stop-opacity="0"/>'
    '<stop offset=".55" stop-color="#1d2340" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#1d2340" stop-opacity=".2"/></linearGradient>'
)
_DROP = (
    '<filter id="drop" x="-20%" y="-20%" width="140%" height="140%">'
    '<feDropShadow dx="7" dy="12" stdDeviation="9" flood-color="#2b2a3d" flood-opacity=".22"/></filter>'
)
_FLOOR = (
    '<radialGradient id="floor"><stop offset="0" stop-color="#2b2a3d" stop-opacity=".34"/>'
    '<stop offset=".6" stop-color="#2b2a3d" stop-opacity=".14"/>'
    '<stop offset="1" stop-color="#2b2a3d" stop-opacity="0"/></radialGradient>'
)
_STAR = "M0 -13 L3.6 -4.4 L12.6 -4 L5.6 1.9 L8 10.8 L0 5.8 L-8 10.8 L-5.6 1.9 L-12.6 -4 L-3.6 -4.4 Z"


def _stars() -> str:
    return "".join(f'<path d="{_STAR}" transform="translate({x} {x})"/>' for x in (18, 53))


def _leaves() -> str:
    leaf = "M0 0 C7 -12 20 -13 26 -9 C22 2 10 6 0 0 Z"
    places = ((6, 22, -10), (38, 48, 24), (44, 18, 80))
    return "".join(f'<path d="{leaf}" transform="translate({x} {y}) rotate({r})"/>' for x, y, r in places)


def _speckle() -> str:
    specks = ((8, 9, 2.2), (30, 5, 1.6), (47, 22, 2.4), (19, 33, 1.8), (38, 45, 2.2), (6, 48, 1.5))
    return "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in specks)


def _check(base: str) -> str:
    bands = '<path d="M0 0H30V60H0Z" opacity=".5"/><path d="M0 0H60V30H0Z" opacity=".5"/>'
    return bands + f'<path d="M45 0V60M0 45H60" stroke="{lighter(base)}" stroke-width="2.5"/>'


def _rows(row: str, step: int, size: int) -> str:
    """Repeat a row downwards, so that no tile is small: renderers blur tiles of a few pixels."""
    return " ".join(f"M0 {y} {row}" for y in range(0, size, step))


def _ticking() -> str:
    return " ".join(f"M{x} 0 v960 m7 0 v-960" for x in range(6, 960, 32))


def _tile(pattern: str, base: str, accent: str) -> tuple[int, str]:
    """Return size and drawing of one square tile of a cloth pattern; `accent` is the tile's fill."""
    seam = f'<path fill="none" stroke="{darker(base, 0.13)}" stroke-width="{{}}" d="{{}}"/>'
    tiles = {
        "stripes": (968, f'<path d="{_rows("h968 v20 h-968 z", 44, 968)}"/>'),
        "ticking": (960, f'<path stroke="{accent}" stroke-width="3.6" d="{_ticking()}"/>'),
        "check": (60, _check(base)),
        "dots": (46, '<circle cx="12" cy="12" r="6.5"/><circle cx="35" cy="35" r="6.5"/>'),
        "stars": (70, _stars()),
        "leaves": (64, _leaves()),
        "speckle": (56, _speckle()),
        "knit": (64, seam.format(3, _rows("m1 3 l7 8 l8 -8 l8 8 l8 -8 l8 8 l8 -8 l8 8 l7 -8", 16, 64))),
        "rib": (70, seam.format(5, "M3 0V70M17 0V70M31 0V70M45 0V70M59 0V70")),
        "weave": (
            72,
            seam.format(7, _rows("m0 6 h12 m12 0 h12 m12 0 h12 m-48 12 h12 m12 0 h12 m12 0 h12", 24, 72)),
        ),
    }
    if pattern not in tiles:
        raise ValueError(f"no cloth pattern is called {pattern!r}")
    return tiles[pattern]


def cloth(pattern: str, base: str, accent: str) -> str:
    """Define the pattern `#cloth` over the base colour; raises ValueError for an unknown pattern.

    One big tile carries the base and the small tiles lie on it, or their edges would show as hairlines.
    """
    size, tile = _tile(pattern, base, accent)
    whole = 'x="-200" y="-200" width="1000" height="1000"'
    return (
        f'<pattern id="print" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<g fill="{accent}">{tile}</g></pattern>'
        f'<pattern id="cloth" {whole} patternUnits="userSpaceOnUse"><g transform="translate(-200 -200)">'
        f'<rect width="1000" height="1000" fill="{base}"/>'
        '<rect width="1000" height="1000" fill="url(#print)"/>'
        "</g></pattern>"
    )


def scene(drawing: str, *, paint: Paint, tint: str, pattern: str, standing: bool) -> str:
    """Return the whole picture: a standing product on a table, or a flat one seen from above."""
    definitions = _LIGHT + _DROP + _FLOOR + (cloth(pattern, paint.base, paint.accent) if pattern else "")
    if standing:
        ground = f'<rect y="418" width="600" height="182" fill="{mix(tint, "#8a745e", 0.16)}"/>'
        ground += '<ellipse cx="312" cy="500" rx="225" ry="30" fill="url(#floor)"/>'
    else:
        ground = f'<circle cx="300" cy="300" r="262" fill="{lighter(tint, 0.45)}"/>'
    effect = "" if standing else ' filter="url(#drop)"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" width="600" height="600">'
        f'<defs>{definitions}</defs><rect width="600" height="600" fill="{tint}"/>{ground}'
        f"<g{effect}>{drawing}</g></svg>"
    )
