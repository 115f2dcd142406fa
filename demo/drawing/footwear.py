"""Footwear: socks, trainers, boots, wellies."""

from demo.drawing.motifs import motif
from demo.drawing.palette import INK, Drawing, Paint, darker
from demo.drawing.pen import box, disc, flat, line, place, shape

_BODY = "M300 138 L346 126 C372 132 392 142 404 154 L402 300 C404 370 408 420 410 476 Q300 490 300 490"


def socks(paint: Paint) -> str:
    """A pair of ribbed socks with contrast heel and toe."""
    leg = "M262 96 H372 L368 300 C372 348 420 380 446 408 C478 444 446 496 396 482 C340 466 276 420 264 356 Z"
    parts = shape(leg, paint.fill)
    parts += flat(
        "M264 356 C280 330 316 330 330 352 C330 388 310 402 296 408 C278 394 268 376 264 356 Z", paint.accent
    )
    parts += flat(
        "M424 388 C446 408 470 436 452 468 C440 486 412 488 388 480 C384 440 396 404 424 388 Z", paint.accent
    )
    parts += box((256, 90, 122, 44), paint.accent, radius=10)
    parts += line(
        " ".join(f"M{x} 96 V128" for x in range(270, 372, 14)), darker(paint.accent), 3, opacity=0.6
    )
    back = f'<g transform="translate(-96 -4)">{parts}</g>'
    return back + f'<g transform="translate(26 16)">{parts}</g>'


def _pair(shoe: str) -> str:
    """One shoe behind and one in front, as in a shop window."""
    return f'<g transform="translate(62 -34) scale(.94)">{shoe}</g>' + place(shoe, -22, 4)


def trainers(paint: Paint) -> str:
    """Low canvas trainers with laces and a rubber sole."""
    upper = (
        "M128 400 C150 396 176 330 196 322 C222 352 262 356 296 338 C330 386 400 402 450 412 "
        "C486 420 500 444 494 466 "
    )
    upper += "H120 C112 440 114 414 128 400 Z"
    toe = flat("M404 466 C402 432 424 410 450 412 C486 420 500 444 494 466 Z", paint.light)
    laces = line("M286 346 L306 372 M308 358 L328 384 M332 372 L350 396 M266 354 L288 380", "#fffdf6", 8)
    sole = box((112, 456, 392, 34), "#fdf8ec", radius=15) + line("M124 474 H492", paint.accent, 5)
    return _pair(
        shape(upper, paint.fill)
        + toe
        + laces
        + sole
        + line("M132 404 C140 430 140 446 138 456", paint.dark, 4)
    )


def boots(paint: Paint) -> str:
    """Lace-up ankle boots with a heel loop and a lugged sole."""
    upper = "M170 214 H318 C316 270 318 314 330 340 C376 360 446 376 470 420 C478 436 476 452 474 462 H162 "
    upper += "C150 380 160 300 170 214 Z"
    tongue = flat("M292 200 L336 206 L352 344 L318 344 Z", paint.dark)
    laces = "".join(
        line(f"M{x} {y} L{x + 52} {y - 8}", paint.accent, 8)
        for x, y in zip((290, 290, 294, 302, 316), (236, 264, 292, 320, 346), strict=True)
    )
    cuff = box((164, 200, 160, 34), paint.accent, radius=12)
    sole = shape(
        "M154 456 H478 C488 470 486 488 478 496 H350 L338 484 H262 L250 496 H160 C152 484 150 468 154 456 Z",
        INK,
    )
    seam = line("M176 380 C240 370 300 390 330 430", paint.dark, 4)
    return _pair(tongue + shape(upper, paint.fill) + seam + cuff + laces + sole)


def wellies(paint: Paint) -> str:
    """Wellington boots with a band, and eyes on top when the motif is a frog."""
    leg = "M196 116 H332 C334 230 340 320 350 372 C400 384 462 398 472 446 C474 458 474 466 472 474 H186 "
    leg += "C178 380 184 240 196 116 Z"
    sole = box((178, 466, 300, 30), darker(paint.base, 0.45), radius=10)
    band = box((188, 108, 152, 30), paint.accent, radius=9)
    shine = line("M216 180 C212 270 212 350 216 410", "#ffffff", 10, opacity=0.35)
    eyes = "".join(
        disc(x, 98, 22, paint.base) + disc(x + 3, 94, 12, "#fff") + disc(x + 5, 94, 6, INK)
        for x in (228, 296)
    )
    decoration = eyes if paint.motif == "frog" else motif(paint.motif, paint.accent, at=(268, 300), scale=0.8)
    return _pair(shape(leg, paint.fill) + sole + shine + band + decoration)


STANDING: dict[str, Drawing] = {
    "trainers": trainers,
    "boots": boots,
    "wellies": wellies,
}

FLAT: dict[str, Drawing] = {
    "socks": socks,
}
