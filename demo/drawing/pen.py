"""The pen: SVG fragments on a canvas of 600 by 600, lit from the upper left."""

import re

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def shape(path: str, fill: str, *, light: bool = True) -> str:
    """Fill a path and lay the common light over it."""
    filled = f'<path d="{path}" fill="{fill}"/>'
    return f'{filled}<path d="{path}" fill="url(#light)"/>' if light else filled


def flat(path: str, fill: str, opacity: float = 1) -> str:
    """Fill a path without light: prints, shadows and highlights."""
    return f'<path d="{path}" fill="{fill}" opacity="{opacity:g}"/>'


def line(path: str, colour: str, width: float = 6, *, dashes: str = "", opacity: float = 1) -> str:
    """Stroke a path with round ends; `dashes` as in SVG ("8 6")."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" opacity="{opacity:g}" '
        f'stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
    )


def box(
    rectangle: tuple[float, float, float, float], fill: str, *, radius: float = 0, light: bool = True
) -> str:
    """A rectangle given as (x, y, width, height)."""
    x, y, width, height = rectangle
    drawn = f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{{}}"/>'
    return drawn.format(fill) + (drawn.format("url(#light)") if light else "")


def oval(centre: tuple[float, float], radii: tuple[float, float], fill: str, *, light: bool = True) -> str:
    """An ellipse given by its centre and its two radii."""
    drawn = (
        f'<ellipse cx="{centre[0]:g}" cy="{centre[1]:g}" rx="{radii[0]:g}" ry="{radii[1]:g}" fill="{{}}"/>'
    )
    return drawn.format(fill) + (drawn.format("url(#light)") if light else "")


def disc(x: float, y: float, radius: float, fill: str, *, light: bool = True) -> str:
    """A circle."""
    return oval((x, y), (radius, radius), fill, light=light)


def turn(fragment: str, degrees: float, x: float = 300, y: float = 300) -> str:
    """Rotate a fragment about a point."""
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{fragment}</g>'


def place(fragment: str, x: float, y: float, scale: float = 1) -> str:
    """Move a fragment that was drawn about the origin to (x, y)."""
    return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{fragment}</g>'


def flip(fragment: str) -> str:
    """Mirror a fragment in the canvas's vertical axis."""
    return f'<g transform="matrix(-1 0 0 1 600 0)">{fragment}</g>'


def symmetric(half: str) -> str:
    """Close a right half into a symmetric path.

    `half` starts and ends on the axis x = 300 and uses absolute M, L, Q and C only; the left half is its
    mirror image read backwards, so that the light falls over one body.
    """
    points: list[tuple[float, float]] = []
    lengths: list[int] = []
    for command, arguments in re.findall(r"([MLQC])([^MLQC]*)", half):
        numbers = [float(number) for number in _NUMBER.findall(arguments)]
        step = {"M": 1, "L": 1, "Q": 2, "C": 3}[command]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        points += pairs
        lengths += [step] * (len(pairs) // step)
    mirrored = [(600 - x, y) for x, y in reversed(points)][1:]
    letters = {1: "L", 2: "Q", 3: "C"}
    back = []
    for step in reversed(lengths[1:]):
        segment, mirrored = mirrored[:step], mirrored[step:]
        back.append(letters[step] + " ".join(f"{x:g} {y:g}" for x, y in segment))
    return f"{half} {' '.join(back)} Z"
