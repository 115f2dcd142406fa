"""Hot and cold drinks: mugs, pots, kettles, bottles, glasses."""

from demo.drawing.motifs import motif
from demo.drawing.palette import (
    INK,
    STEEL,
    STEEL_DARK,
    Drawing,
    Paint,
    darker,
    lighter,
)
from demo.drawing.pen import box, disc, flat, line, oval, shape, symmetric

_GLASS = "#dbe9ea"


def rim(paint: Paint, y: float, radii: tuple[float, float]) -> str:
    """The open top of a vessel, seen slightly from above."""
    return oval((300, y), radii, paint.light) + oval(
        (300, y + 2), (radii[0] - 12, radii[1] - 6), darker(paint.base, 0.4), light=False
    )


def mug(paint: Paint) -> str:
    """A straight-sided mug with a handle."""
    handle = line("M404 286 C494 272 494 428 398 420", paint.dark, 34) + line(
        "M404 284 C488 272 488 424 398 416", paint.base, 24
    )
    body = symmetric("M300 222 L416 222 L404 456 C402 490 380 500 356 500 L300 500")
    drink = rim(paint, 224, (116, 22))
    return (
        handle + shape(body, paint.fill) + drink + motif(paint.motif, paint.accent, at=(290, 370), scale=1.15)
    )


def enamel_mug(paint: Paint) -> str:
    """An enamel camping mug with a dark rim."""
    handle = line("M416 276 H470 Q484 276 484 292 V396 Q484 412 468 412 H412", paint.ink, 16)
    body = symmetric("M300 226 L430 226 L422 474 C420 492 404 500 386 500 L300 500")
    rim = oval((300, 228), (130, 22), darker(paint.base, 0.3), light=False) + line(
        "M170 228 A130 22 0 0 0 430 228 A130 22 0 0 0 170 228", paint.ink, 9
    )
    return handle + shape(body, paint.fill) + rim + motif(paint.motif, paint.accent, at=(300, 372), scale=1.3)


def teapot(paint: Paint) -> str:
    """A round teapot with a lid."""
    spout = shape("M174 424 C120 404 128 330 78 296 L110 274 C170 296 178 330 200 356 Z", paint.fill)
    handle = line("M424 318 C520 290 520 448 412 450", paint.dark, 28) + line(
        "M424 316 C514 290 514 444 412 446", paint.base, 19
    )
    body = oval((300, 384), (146, 118), paint.fill)
    lid = shape("M214 292 C220 250 380 250 386 292 Q300 316 214 292 Z", paint.fill) + disc(
        300, 242, 20, paint.accent
    )
    band = line("M158 412 Q300 460 442 412", paint.accent, 10)
    return spout + handle + body + lid + line("M212 292 Q300 318 388 292", paint.dark, 5) + band


def kettle(paint: Paint) -> str:
    """A whistling hob kettle with an arched handle."""
    handle = line("M186 306 C186 110 414 110 414 306", STEEL_DARK, 16) + line(
        "M226 196 C256 148 344 148 374 196", INK, 32
    )
    spout = shape("M402 372 C450 350 462 306 500 276 L528 300 C500 352 480 410 424 440 Z", paint.fill) + disc(
        514, 286, 20, STEEL
    )
    body = symmetric("M300 288 C380 288 420 330 436 420 C440 470 430 500 404 500 L300 500")
    lid = shape("M236 294 C240 262 360 262 364 294 Q300 308 236 294 Z", paint.dark) + disc(300, 258, 16, INK)
    return (
        spout
        + shape(body, paint.fill)
        + handle
        + lid
        + line("M180 390 C190 350 206 330 226 318", "#fff", 9, opacity=0.4)
    )


def cafetiere(paint: Paint) -> str:
    """A glass cafetiere in a frame, with its plunger up."""
    plunger = line("M290 116 V230", STEEL, 9) + disc(290, 106, 22, paint.fill)
    lid = shape("M182 250 C188 206 392 206 398 250 Z", paint.fill) + flat(
        "M184 250 L146 240 L186 286 Z", _GLASS
    )
    glass = box((184, 246, 212, 250), _GLASS, radius=22) + box((194, 320, 192, 166), "#5a3d2e", radius=16)
    bands = line("M184 300 H396 M184 462 H396", STEEL_DARK, 9) + line(
        "M208 300 V498 M372 300 V498", STEEL_DARK, 9
    )
    handle = line("M398 286 H446 Q470 286 470 312 V428 Q470 456 444 456 H398", paint.base, 26)
    return plunger + handle + glass + lid + bands + line("M222 330 V440", "#fff", 8, opacity=0.3)


def tumblers(paint: Paint) -> str:
    """Two ribbed tumblers."""

    def tumbler(x: float) -> str:
        body = (
            f"M{x - 84} 250 H{x + 84} L{x + 68} 488 Q{x + 66} 500 {x + 54} 500 H{x - 54} "
            f"Q{x - 66} 500 {x - 68} 488 Z"
        )
        ribs = " ".join(f"M{x + k} 316 L{x + k * 0.84} 484" for k in (-54, -27, 0, 27, 54))
        tint = shape(body, lighter(paint.base, 0.35)) + flat(
            (
                f"M{x - 80} 306 H{x + 80} L{x + 68} 488 Q{x + 66} 500 {x + 54} 500 H{x - 54} "
                f"Q{x - 66} 500 {x - 68} 488 Z"
            ),
            paint.base,
            0.45,
        )
        return (
            tint
            + line(ribs, paint.dark, 4, opacity=0.35)
            + oval((x, 250), (84, 14), lighter(paint.base, 0.7))
            + line(f"M{x - 62} 286 L{x - 52} 460", "#fff", 8, opacity=0.6)
        )

    return f'<g transform="translate(22 -26)">{tumbler(374)}</g>{tumbler(204)}'


def bottle(paint: Paint) -> str:
    """A drinking bottle with a loop cap."""
    loop = line("M268 128 C262 66 338 66 332 128", paint.accent, 15)
    body = symmetric("M300 186 L344 186 C352 216 388 226 390 272 L390 462 Q390 500 356 500 L300 500")
    cap = box((248, 122, 104, 72), paint.accent, radius=14)
    return (
        loop
        + shape(body, paint.fill)
        + cap
        + line("M236 290 V450", "#fff", 11, opacity=0.35)
        + motif(paint.motif, paint.accent, at=(306, 366), scale=1.05)
    )


def flask(paint: Paint) -> str:
    """A vacuum flask with a steel cup."""
    cup = box((228, 92, 144, 104), STEEL, radius=18) + line("M372 116 H404 V172 H372", STEEL_DARK, 13)
    body = box((212, 200, 176, 300), paint.fill, radius=30) + box((218, 186, 164, 28), paint.dark, radius=8)
    return (
        cup
        + body
        + line("M214 444 H386", STEEL, 14)
        + line("M238 250 V410", "#fff", 10, opacity=0.35)
        + motif(paint.motif, paint.accent, at=(306, 326), scale=1)
    )


def travel_mug(paint: Paint) -> str:
    """A tapered cup to go with a silicone band."""
    body = symmetric("M300 206 L404 206 L376 480 Q374 500 354 500 L300 500")
    lid = box((186, 164, 228, 46), paint.accent, radius=16) + box(
        (214, 134, 172, 36), paint.accent, radius=12
    )
    band = shape(symmetric("M300 290 L396 290 L386 392 L300 392"), paint.accent)
    return (
        shape(body, paint.fill)
        + lid
        + band
        + motif(paint.motif, lighter(paint.base, 0.6), at=(300, 341), scale=0.72)
    )


STANDING: dict[str, Drawing] = {
    "mug": mug,
    "enamel_mug": enamel_mug,
    "teapot": teapot,
    "kettle": kettle,
    "cafetiere": cafetiere,
    "tumblers": tumblers,
    "bottle": bottle,
    "flask": flask,
    "travel_mug": travel_mug,
}

FLAT: dict[str, Drawing] = {}
