"""Small gear for hill and water: lights, dry bags, compass, binoculars."""

from demo.drawing.motifs import motif
from demo.drawing.palette import BRASS, INK, PAPER, STEEL, STEEL_DARK, WOOD, Drawing, Paint, lighter
from demo.drawing.pen import box, disc, flat, line, oval, shape, symmetric, turn


def head_torch(paint: Paint) -> str:
    """A head torch on its elastic band."""
    band = line(
        "M144 300 C144 130 456 130 456 300 C456 372 420 410 400 420 M144 300 C144 372 180 410 200 420",
        paint.dark,
        38,
    )
    band += line("M144 300 C144 130 456 130 456 300", paint.accent, 7, dashes="22 22")
    body = box((178, 348, 244, 128), paint.fill, radius=44)
    lens = disc(300, 412, 52, INK) + disc(300, 412, 39, "#fdeeb5") + disc(288, 400, 12, "#fff", light=False)
    return band + body + lens + disc(214, 412, 11, paint.accent) + disc(386, 412, 11, paint.accent)


def torch(paint: Paint) -> str:
    """A metal hand torch, switched on."""
    beam = flat("M216 196 L96 24 H504 L384 196 Z", "#ffe9a6", 0.5)
    head = shape("M214 184 H386 L352 286 H248 Z", paint.fill) + oval((300, 186), (86, 16), "#fdeeb5")
    body = box((252, 282, 96, 236), paint.fill, radius=12)
    grip = line(" ".join(f"M260 {y} H340" for y in range(360, 480, 18)), paint.dark, 6)
    return turn(beam + body + head + grip + box((284, 304, 32, 38), paint.accent, radius=10), 24)


def dry_bag(paint: Paint) -> str:
    """A roll-top dry bag with a clip."""
    body = symmetric("M300 190 L396 190 C416 250 416 420 404 472 Q396 500 366 500 L300 500")
    roll = box((172, 148, 256, 50), paint.dark, radius=24) + line(
        "M180 152 C176 84 424 84 420 152", paint.dark, 15
    )
    clip = box((266, 76, 68, 42), INK, radius=10)
    return (
        shape(body, paint.fill)
        + roll
        + clip
        + line("M212 250 V430", "#fff", 11, opacity=0.35)
        + motif(paint.motif, paint.accent, at=(304, 350), scale=1.5)
    )


def poles(paint: Paint) -> str:
    """A pair of walking poles, crossed."""
    pole = box((286, 56, 28, 96), INK, radius=13) + line("M300 70 C350 110 340 150 306 138", paint.accent, 8)
    pole += (
        line("M300 150 V480", paint.base, 13)
        + line("M300 330 V470", STEEL, 9)
        + oval((300, 482), (36, 10), INK)
        + line("M300 490 V534", STEEL_DARK, 8)
    )
    pole += box((290, 306, 20, 36), paint.accent, radius=7)
    return turn(pole, 24) + turn(pole, -24)


def compass(paint: Paint) -> str:
    """A brass-cased compass with a lanyard ring."""
    ring = line("M300 92 m-30 -20 a30 30 0 1 1 60 0", BRASS, 10) + box((280, 84, 40, 32), BRASS, radius=8)
    face = disc(300, 312, 204, paint.fill) + disc(300, 312, 168, PAPER)
    ticks = "".join(
        turn(line(f"M300 156 V{176 if a % 90 else 190}", INK, 5), a, 300, 312) for a in range(0, 360, 30)
    )
    needle = turn(
        flat("M300 178 L326 312 H274 Z", "#cf4b43") + flat("M300 446 L326 312 H274 Z", "#87919b"),
        28,
        300,
        312,
    )
    return ring + face + ticks + needle + disc(300, 312, 14, BRASS)


def tow_float(paint: Paint) -> str:
    """A swimmer's tow float with a waist belt, on the water."""
    water = flat("M0 420 Q75 396 150 420 T300 420 T450 420 T600 420 V600 H0 Z", "#8fbfd0")
    leash = line("M420 372 C500 400 520 330 560 300", INK, 8)
    body = shape(
        (
            "M112 330 C112 230 200 196 300 196 C400 196 470 230 470 330 C470 420 400 456 300 456 "
            "C200 456 112 420 112 330 Z"
        ),
        paint.fill,
    )
    seam = line("M120 330 Q296 372 464 330", paint.dark, 6) + box((276, 178, 44, 34), INK, radius=10)
    front = flat("M0 462 Q75 440 150 462 T300 462 T450 462 T600 462 V600 H0 Z", "#a9d0dc", 0.85)
    return water + leash + body + seam + motif(paint.motif, paint.accent, at=(296, 284), scale=1) + front


def binoculars(paint: Paint) -> str:
    """Binoculars seen from above."""
    strap = line("M186 188 C120 20 480 20 414 188", paint.accent, 13)
    half = shape(
        "M330 190 H432 L444 250 C480 330 490 410 486 480 H340 C344 400 330 330 322 250 Z", paint.fill
    )
    half += box((330, 168, 104, 44), INK, radius=12) + box((334, 470, 158, 44), INK, radius=14)
    left = shape(
        "M270 190 H168 L156 250 C120 330 110 410 114 480 H260 C256 400 270 330 278 250 Z", paint.fill
    )
    left += box((166, 168, 104, 44), INK, radius=12) + box((108, 470, 158, 44), INK, radius=14)
    return (
        strap + left + half + box((264, 246, 72, 84), paint.dark, radius=14) + disc(300, 238, 25, STEEL_DARK)
    )


def penknife(paint: Paint) -> str:
    """A pocket knife with two blades open."""
    blade = shape("M212 300 L96 178 C80 150 96 130 120 146 L262 264 Z", "#d9dfe3")
    second = shape("M388 300 L452 150 C468 126 488 142 482 168 L436 318 Z", "#d9dfe3")
    body = (
        box((128, 280, 344, 112), paint.fill, radius=56)
        + disc(170, 336, 13, BRASS)
        + disc(430, 336, 13, BRASS)
    )
    return turn(
        blade
        + second
        + body
        + line("M470 350 C500 350 512 372 500 392", STEEL, 9)
        + motif(paint.motif, paint.accent, at=(300, 336), scale=0.7),
        -12,
    )


def first_aid(paint: Paint) -> str:
    """A zipped first-aid pouch with a cross."""
    body = box((96, 232, 408, 268), paint.fill, radius=44) + line(
        "M246 236 C246 168 354 168 354 236", paint.dark, 22
    )
    zip_line = line("M112 296 H488", lighter(paint.base, 0.6), 6, dashes="5 8") + box(
        (430, 286, 22, 50), STEEL, radius=8
    )
    return (
        body
        + zip_line
        + box((272, 318, 56, 156), PAPER, radius=8, light=False)
        + box((222, 368, 156, 56), PAPER, radius=8, light=False)
    )


def fire_steel(paint: Paint) -> str:
    """A fire steel with its striker on a cord."""
    cord = line("M220 404 C160 520 380 520 396 420", paint.accent, 10)
    rod = turn(
        box((282, 96, 36, 200), STEEL_DARK, radius=12)
        + shape("M270 280 H330 L338 428 Q300 452 262 428 Z", paint.fill),
        -18,
    )
    striker = turn(
        box((372, 250, 44, 190), STEEL, radius=12)
        + "".join(line(f"M372 {y} h12", INK, 4) for y in range(270, 340, 16)),
        14,
        394,
        340,
    )
    spark = motif("star", "#f0bd42", at=(300, 110), scale=0.5) + motif(
        "star", "#ea8b3d", at=(356, 150), scale=0.3
    )
    return cord + rod + striker + spark + disc(238, 430, 9, WOOD, light=False)


STANDING: dict[str, Drawing] = {
    "dry_bag": dry_bag,
    "first_aid": first_aid,
}

FLAT: dict[str, Drawing] = {
    "head_torch": head_torch,
    "torch": torch,
    "poles": poles,
    "compass": compass,
    "tow_float": tow_float,
    "binoculars": binoculars,
    "penknife": penknife,
    "fire_steel": fire_steel,
}
