"""The nursery: soft toys, wooden toys, puzzles, crayons."""

from demo.drawing.motifs import motif
from demo.drawing.palette import INK, PAPER, WOOD, WOOD_DARK, Drawing, Paint, darker, hexadecimal, lighter
from demo.drawing.pen import box, disc, flat, line, oval, place, shape, symmetric, turn

_BRIGHT = tuple(hexadecimal(tone) for tone in ("red", "yellow", "blue", "green", "orange", "purple", "teal"))


def _face(y: float) -> str:
    eyes = disc(268, y, 8, INK, light=False) + disc(332, y, 8, INK, light=False)
    nose = oval((300, y + 30), (15, 11), INK, light=False)
    return eyes + nose + line(f"M300 {y + 40} V{y + 52} M280 {y + 58} Q300 {y + 72} 320 {y + 58}", INK, 5)


def teddy(paint: Paint) -> str:
    """A sitting bear with a bow."""
    ears = "".join(
        disc(x, 138, 42, paint.fill) + disc(x, 138, 23, paint.light, light=False) for x in (216, 384)
    )
    body = oval((300, 380), (112, 122), paint.fill) + oval((300, 396), (66, 80), paint.light, light=False)
    arms = turn(oval((186, 350), (38, 82), paint.fill), 34, 186, 350) + turn(
        oval((414, 350), (38, 82), paint.fill), -34, 414, 350
    )
    legs = "".join(
        oval((x, 464), (58, 52), paint.fill) + oval((x, 470), (33, 30), paint.light, light=False)
        for x in (206, 394)
    )
    head = oval((300, 206), (116, 104), paint.fill) + oval((300, 238), (50, 42), paint.light, light=False)
    bow = flat("M300 306 L244 282 V334 Z M300 306 L356 282 V334 Z", paint.accent) + disc(
        300, 307, 13, darker(paint.accent)
    )
    return body + arms + legs + ears + head + _face(204) + bow


def rabbit(paint: Paint) -> str:
    """A sitting rabbit with long ears and a jersey."""
    ears = turn(
        oval((256, 110), (30, 88), paint.fill)
        + oval((256, 118), (14, 62), hexadecimal("blush"), light=False),
        -8,
        256,
        180,
    )
    ears += turn(
        oval((344, 110), (30, 88), paint.fill)
        + oval((344, 118), (14, 62), hexadecimal("blush"), light=False),
        14,
        344,
        180,
    )
    legs = "".join(oval((x, 472), (46, 34), paint.fill) for x in (232, 368))
    jersey = shape(symmetric("M300 300 L352 304 C420 330 430 400 418 462 Q360 484 300 484"), paint.accent)
    stripes = line("M190 380 Q300 404 410 380 M184 426 Q300 450 416 426", lighter(paint.accent, 0.6), 11)
    arms = turn(oval((190, 372), (30, 66), paint.accent), 26, 190, 372) + turn(
        oval((410, 372), (30, 66), paint.accent), -26, 410, 372
    )
    paws = disc(166, 424, 25, paint.fill) + disc(434, 424, 25, paint.fill)
    head = oval((300, 242), (98, 88), paint.fill)
    return legs + jersey + stripes + arms + paws + ears + head + _face(234)


def blocks(_: Paint) -> str:
    """A pyramid of wooden blocks with printed sides."""
    positions = ((126, 376), (240, 376), (354, 376), (184, 262), (298, 262), (240, 148))
    marks = ("star", "heart", "leaf", "fish", "moon", "sun")
    parts = ""
    for (x, y), mark, colour in zip(positions, marks, _BRIGHT, strict=False):
        parts += box((x, y, 112, 112), WOOD, radius=12) + box(
            (x + 10, y + 10, 92, 92), lighter(WOOD, 0.5), radius=8, light=False
        )
        parts += motif(mark, colour, at=(x + 56, y + 56), scale=0.62)
    return parts


def train(paint: Paint) -> str:
    """A wooden engine with a wagon."""
    wagon = (
        box((92, 356, 150, 96), paint.accent, radius=12)
        + disc(130, 344, 26, _BRIGHT[3])
        + disc(180, 340, 30, _BRIGHT[1])
    )
    engine = box((282, 328, 220, 124), paint.fill, radius=16) + box(
        (282, 214, 104, 150), paint.fill, radius=12
    )
    roof = box((268, 196, 132, 28), paint.dark, radius=10) + box(
        (306, 246, 56, 60), PAPER, radius=8, light=False
    )
    chimney = shape("M424 328 L430 262 H414 V242 H484 V262 H468 L474 328 Z", paint.dark)
    steam = (
        disc(456, 206, 20, "#fff", light=False)
        + disc(478, 176, 26, "#fff", light=False)
        + disc(446, 150, 16, "#fff", light=False)
    )
    couple = line("M236 430 H290", WOOD_DARK, 12)
    wheels = "".join(
        disc(x, 462, r, WOOD) + disc(x, 462, r * 0.4, WOOD_DARK)
        for x, r in ((130, 36), (208, 36), (330, 44), (452, 44))
    )
    return (
        couple
        + wagon
        + chimney
        + engine
        + roof
        + steam
        + box((500, 392, 20, 34), paint.accent, radius=5)
        + wheels
    )


def rings(paint: Paint) -> str:
    """A stacking toy of wooden rings."""
    post = box((286, 110, 28, 380), WOOD, radius=14) + box((150, 470, 300, 34), WOOD, radius=14)
    stack = "".join(
        box((300 - width / 2, 416 - 54 * i, width, 54), colour, radius=27)
        for i, (width, colour) in enumerate(zip((290, 256, 222, 186, 150), _BRIGHT, strict=False))
    )
    return post + stack + disc(300, 142, 44, paint.accent)


def puzzle(paint: Paint) -> str:
    """A square puzzle with one piece lifted out."""
    board = box((120, 140, 320, 320), paint.fill, radius=14)
    picture = motif(paint.motif, paint.accent, at=(276, 300), scale=2.5)
    cuts = (
        "M226 140 V186 C256 176 256 226 226 216 V300 C196 290 196 330 226 324 V460 M334 140 "
        "V230 C304 220 304 270 334 260 V350 "
    )
    cuts += (
        "C364 340 364 390 334 380 V460 M120 246 H160 C150 216 200 216 190 246 H270 C260 276 "
        "310 276 300 246 H440 M120 354 H180 "
    )
    cuts += "C170 384 220 384 210 354 H260 C250 324 300 324 290 354 H440"
    gap = flat(
        "M334 354 H440 V446 Q440 460 426 460 H334 V380 C364 390 364 340 334 350 Z", darker(paint.base, 0.55)
    )
    piece = shape("M0 0 H106 V96 Q106 106 96 106 H0 V30 C30 40 30 -10 0 4 Z", paint.base) + line(
        "M54 46 q22 -20 40 2", paint.accent, 7
    )
    return (
        board
        + picture
        + line(cuts, paint.dark, 4, opacity=0.7)
        + gap
        + turn(place(piece, 400, 400), 14, 450, 450)
    )


def crayons(paint: Paint) -> str:
    """A box of beeswax crayons."""
    sticks = "".join(
        shape(
            f"M{x} 300 V{170 + lift} L{x + 14} {124 + lift} H{x + 26} L{x + 40} {170 + lift} V300 Z", colour
        )
        for x, lift, colour in zip(range(136, 440, 48), (10, -6, 14, 0, 18, -4, 8), _BRIGHT, strict=False)
    )
    carton = box((118, 262, 364, 238), paint.fill, radius=16) + box(
        (118, 262, 364, 46), paint.dark, radius=14
    )
    label = oval((300, 404), (112, 66), PAPER, light=False) + motif(
        paint.motif, paint.ink, at=(300, 404), scale=0.95
    )
    return sticks + carton + label


def kite(paint: Paint) -> str:
    """A diamond kite with a ribboned tail."""
    tail = line("M262 428 C240 470 320 480 296 520 C280 548 340 548 372 536", INK, 4)
    bows = "".join(
        turn(flat(f"M{x} {y} l-26 -14 v28 Z M{x} {y} l26 -14 v28 Z", colour), r, x, y)
        for x, y, r, colour in (
            (266, 462, 10, _BRIGHT[1]),
            (298, 506, -20, _BRIGHT[3]),
            (346, 541, 8, _BRIGHT[2]),
        )
    )
    sail = shape("M348 64 L492 232 L262 428 L160 176 Z", paint.fill)
    panels = flat("M348 64 L492 232 L318 212 Z M160 176 L262 428 L318 212 Z", paint.accent, 0.9)
    return tail + bows + sail + panels + line("M348 64 L262 428 M160 176 L492 232", WOOD_DARK, 6)


def bucket(paint: Paint) -> str:
    """A beach bucket with a spade standing in it."""
    spade = turn(
        box((390, 96, 18, 260), WOOD, radius=9) + box((364, 80, 70, 24), paint.accent, radius=12),
        18,
        400,
        300,
    )
    pail = symmetric("M300 252 L430 252 L398 478 Q394 498 372 500 L300 500")
    rim = oval((300, 254), (132, 24), darker(paint.base, 0.35), light=False) + line(
        "M168 254 A132 24 0 0 0 432 254", paint.light, 9
    )
    handle = line("M172 262 C176 400 424 400 428 262", paint.accent, 10)
    return (
        rim
        + spade
        + shape(pail, paint.fill)
        + handle
        + motif(paint.motif, paint.accent, at=(300, 438), scale=0.85)
    )


def night_light(paint: Paint) -> str:
    """A glowing crescent moon on a wooden foot."""
    glow = disc(300, 286, 214, hexadecimal("yellow"), light=False).replace("/>", ' opacity=".22"/>')
    moon = shape("M330 96 A196 196 0 1 0 470 372 A160 160 0 0 1 330 96 Z", paint.fill)
    face = line("M196 282 Q208 296 220 282 M214 336 Q238 352 258 334", INK, 6) + disc(
        184, 318, 14, hexadecimal("rose"), light=False
    )
    star = motif("star", paint.accent, at=(414, 196), scale=0.8)
    return glow + moon + face + star + box((196, 466, 200, 36), WOOD, radius=16)


def memory_cards(paint: Paint) -> str:
    """A fan of picture cards with a box behind."""
    carton = box((136, 156, 236, 236), paint.fill, radius=14) + box(
        (136, 156, 236, 44), paint.dark, radius=14
    )
    cards = ""
    for (x, y, degrees), mark, colour in zip(
        ((250, 300, -14), (330, 330, 4), (400, 380, 20)), ("boat", "bird", "fish"), _BRIGHT, strict=False
    ):
        card = box((x - 66, y - 66, 132, 132), PAPER, radius=14) + motif(mark, colour, at=(x, y), scale=0.9)
        cards += turn(card, degrees, x, y)
    return carton + motif("star", paint.accent, at=(254, 256), scale=0.9) + cards


def spinning_top(paint: Paint) -> str:
    """A tin spinning top with bands."""
    knob = box((286, 92, 28, 120), WOOD, radius=10) + disc(300, 96, 30, paint.accent)
    body = symmetric("M300 204 C420 212 480 270 484 322 C480 372 400 440 318 474 L300 496")
    bands = line("M126 292 Q300 346 474 292", paint.accent, 20) + line(
        "M122 334 Q300 400 478 334", lighter(paint.base, 0.7), 14
    )
    stars = "".join(
        motif("star", paint.accent, at=(x, y), scale=0.28) for x, y in ((210, 250), (300, 262), (390, 250))
    )
    return knob + shape(body, paint.fill) + bands + stars


STANDING: dict[str, Drawing] = {
    "teddy": teddy,
    "rabbit": rabbit,
    "blocks": blocks,
    "train": train,
    "rings": rings,
    "crayons": crayons,
    "bucket": bucket,
    "night_light": night_light,
    "spinning_top": spinning_top,
}
FLAT: dict[str, Drawing] = {"puzzle": puzzle, "kite": kite, "memory_cards": memory_cards}
