"""Clothes laid flat: jackets, tops, dresses, trousers."""

from demo.drawing.motifs import motif
from demo.drawing.palette import BRASS, Drawing, Paint, darker
from demo.drawing.pen import box, disc, flat, line, shape, symmetric

_BODY = "M300 138 L346 126 C372 132 392 142 404 154 L402 300 C404 370 408 420 410 476 Q300 490 300 490"


def _sleeves(paint: Paint, cuff: str = "") -> str:
    """Two long sleeves behind the body, slightly darker, with an optional cuff colour."""
    right = shape("M398 152 C452 178 472 300 486 436 L428 446 C420 360 408 290 392 250 Z", paint.fill)
    right += line("M430 444 L486 435", cuff or paint.dark, 12 if cuff else 5)
    left = shape("M202 152 C148 178 128 300 114 436 L172 446 C180 360 192 290 208 250 Z", paint.fill)
    return left + line("M170 444 L114 435", cuff or paint.dark, 12 if cuff else 5) + right


def jacket(paint: Paint) -> str:
    """A hooded rain jacket with a zip, storm flap and two pockets."""
    hood = shape(symmetric("M300 70 C356 70 384 108 378 158 Q340 178 300 178"), paint.fill)
    hood += flat(symmetric("M300 96 C334 96 350 124 346 152 Q324 172 300 172"), darker(paint.base, 0.45))
    body = shape(symmetric(_BODY), paint.fill)
    zip_line = line("M300 176 V484", darker(paint.base, 0.4), 5) + box(
        (294, 196, 12, 26), paint.accent, radius=4
    )
    pockets = "".join(box((x, 366, 66, 16), paint.dark, radius=5, light=False) for x in (214, 320))
    seams = line("M214 250 C260 262 340 262 386 250", paint.dark, 3, opacity=0.6)
    cords = line("M276 176 V214 M324 176 V214", paint.accent, 5)
    return _sleeves(paint) + body + seams + zip_line + pockets + hood + cords


def coat(paint: Paint) -> str:
    """A field jacket with a cord collar, poppers and four patch pockets."""
    body = shape(symmetric(_BODY), paint.fill)
    collar = shape(symmetric("M300 176 L340 196 L378 146 L346 116 Q324 128 300 128"), paint.accent)
    collar += line("M300 176 V484", paint.dark, 4)
    flaps = "".join(
        box((x, y, 68, height), paint.dark, radius=6, light=False) + disc(x + 34, y + 16, 5, BRASS)
        for x, y, height in ((212, 246, 22), (320, 246, 22), (206, 376, 26), (326, 376, 26))
    )
    poppers = "".join(disc(313, y, 6, BRASS) for y in (216, 276, 336, 396, 452))
    return _sleeves(paint, paint.accent) + body + flaps + collar + poppers


def tee(paint: Paint) -> str:
    """A short-sleeved T-shirt, with a print when there is a motif."""
    half = (
        "M300 152 C326 152 342 140 348 124 L404 146 C444 170 470 214 488 254 L430 286 L402 "
        "246 L404 480 L300 484"
    )
    neck = line("M250 126 C262 168 338 168 350 126", paint.dark, 9)
    hems = line("M432 281 L484 252 M168 281 L116 252 M202 468 H398", paint.dark, 3, dashes="7 7", opacity=0.7)
    return (
        shape(symmetric(half), paint.fill)
        + neck
        + hems
        + motif(paint.motif, paint.accent, at=(300, 288), scale=1.1)
    )


def top(paint: Paint) -> str:
    """A long-sleeved top with a boat neck."""
    body = shape(symmetric(_BODY), paint.fill)
    neck = flat("M246 128 C270 146 330 146 354 128 C340 122 260 122 246 128 Z", darker(paint.base, 0.3))
    return _sleeves(paint) + body + neck + line("M246 129 C270 147 330 147 354 129", paint.dark, 6)


def shirt(paint: Paint) -> str:
    """A button-through shirt with collar and breast pocket."""
    body = shape(symmetric(_BODY), paint.fill) + line("M300 176 V486", paint.dark, 3)
    collar = shape("M300 178 L258 206 L232 136 L256 112 Z", paint.light) + shape(
        "M300 178 L342 206 L368 136 L344 112 Z", paint.light
    )
    collar += flat("M256 112 Q300 130 344 112 L300 176 Z", darker(paint.base, 0.4))
    buttons = "".join(disc(308, y, 5, "#fdf8ee") for y in (222, 276, 330, 384, 438))
    pocket = line("M328 240 H378 V286 L353 300 L328 286 Z", paint.dark, 4)
    return _sleeves(paint) + body + pocket + collar + buttons


def _knitted_trim(paint: Paint) -> str:
    ribs = " ".join(f"M{x} 458 V484" for x in range(200, 410, 14))
    return line("M192 470 H408", paint.dark, 30, opacity=0.35) + line(ribs, paint.dark, 3, opacity=0.6)


def jumper(paint: Paint) -> str:
    """A knitted jumper with a ribbed crew neck, and a yoke band when there is a motif."""
    body = shape(symmetric(_BODY), paint.fill)
    neck = line("M246 126 C262 164 338 164 354 126", paint.dark, 20)
    neck += line("M246 126 C262 164 338 164 354 126", paint.light, 3, dashes="3 9")
    return (
        _sleeves(paint, paint.dark)
        + body
        + _knitted_trim(paint)
        + neck
        + motif(paint.motif, paint.accent, at=(300, 290), scale=1.25)
    )


def cardigan(paint: Paint) -> str:
    """A V-necked cardigan with wooden buttons and two pockets."""
    body = shape(symmetric(_BODY), paint.fill)
    opening = flat("M246 126 Q300 118 354 126 L300 274 Z", darker(paint.base, 0.5))
    band = line("M246 126 L300 276 L354 126 M300 276 V486", paint.dark, 14)
    buttons = "".join(disc(300, y, 8, paint.accent) for y in (300, 346, 392, 438))
    pockets = "".join(line(f"M{x} 372 H{x + 60} V440 H{x} Z", paint.dark, 4) for x in (212, 328))
    return _sleeves(paint, paint.dark) + body + _knitted_trim(paint) + opening + pockets + band + buttons


def dress(paint: Paint) -> str:
    """A wrap dress with a tie waist and a full skirt."""
    half = "M300 190 L346 96 L372 92 C384 140 378 196 362 250 C384 340 424 430 452 500 Q380 526 300 526"
    sleeves = shape("M366 94 C404 106 428 150 440 198 L384 214 L372 168 Z", paint.fill)
    sleeves += shape("M234 94 C196 106 172 150 160 198 L216 214 L228 168 Z", paint.fill)
    wrap = line("M346 98 L262 236 M254 98 L300 174", paint.dark, 6)
    folds = line(
        "M318 268 C330 360 340 440 344 520 M272 268 C256 360 236 440 222 510", paint.dark, 4, opacity=0.5
    )
    waist = box((236, 238, 128, 22), paint.accent, radius=8) + line(
        "M262 252 C250 290 246 320 250 346 M262 252 C272 290 278 310 276 332", paint.accent, 9
    )
    return sleeves + shape(symmetric(half), paint.fill) + folds + wrap + waist


def shirt_dress(paint: Paint) -> str:
    """A belted shirt dress with buttons and a collar."""
    half = "M300 160 L350 108 L392 128 L380 262 C398 350 416 440 424 506 Q360 522 300 522"
    sleeves = shape("M390 128 C424 160 440 220 448 280 L398 290 L384 220 Z", paint.fill)
    sleeves += shape("M210 128 C176 160 160 220 152 280 L202 290 L216 220 Z", paint.fill)
    collar = shape("M300 164 L262 186 L238 126 L254 104 Z", paint.light) + shape(
        "M300 164 L338 186 L362 126 L346 104 Z", paint.light
    )
    belt = box((218, 268, 164, 22), paint.accent, radius=6) + box((284, 264, 32, 30), BRASS, radius=6)
    buttons = "".join(disc(300, y, 5, "#fdf8ee") for y in (204, 240, 320, 364, 408, 452))
    seams = line("M300 164 V520", paint.dark, 3) + line(
        "M250 330 L240 500 M350 330 L360 500", paint.dark, 3, opacity=0.5
    )
    return sleeves + shape(symmetric(half), paint.fill) + seams + collar + belt + buttons


def trousers(paint: Paint) -> str:
    """Straight trousers with pockets and a waistband."""
    half = "M300 92 L394 92 L404 150 C412 270 416 390 420 520 L330 522 C324 420 316 320 300 246"
    waist = box((204, 88, 192, 30), paint.dark, radius=6) + disc(300, 103, 8, BRASS)
    details = line(
        "M300 118 V246 M388 124 C384 160 366 176 346 180 M212 124 C216 160 234 176 254 180", paint.dark, 4
    )
    hems = line("M336 500 L416 498 M264 500 L184 498", paint.dark, 3, dashes="7 7")
    return shape(symmetric(half), paint.fill) + waist + details + hems


def skirt(paint: Paint) -> str:
    """A pleated midi skirt."""
    half = "M300 128 L370 128 C396 250 430 370 462 476 Q380 500 300 500"
    pleats = "M300 150 V498 M330 150 C346 270 364 390 380 494 M270 150 C254 270 236 390 220 494"
    pleats += " M354 150 C380 270 404 390 428 484 M246 150 C220 270 196 390 172 484"
    waist = box((226, 116, 148, 32), paint.dark, radius=8)
    return shape(symmetric(half), paint.fill) + line(pleats, paint.dark, 5, opacity=0.55) + waist


def dungarees(paint: Paint) -> str:
    """Bib dungarees with crossed straps and a bib pocket."""
    half = "M300 196 L356 196 L364 262 L402 280 C412 360 414 440 416 512 L326 514 C322 450 314 400 300 360"
    straps = line("M254 214 C236 150 240 110 262 78 M346 214 C364 150 360 110 338 78", paint.dark, 24)
    straps += "".join(box((x, 196, 28, 30), BRASS, radius=6) for x in (238, 334))
    pocket = line("M266 246 H334 V296 L300 312 L266 296 Z", paint.dark, 5) + motif(
        paint.motif, paint.accent, at=(300, 276), scale=0.42
    )
    cuffs = line("M332 500 L412 499 M268 500 L188 499", paint.light, 22)
    return straps + shape(symmetric(half), paint.fill) + pocket + line("M200 292 H400", paint.dark, 4) + cuffs


def pyjamas(paint: Paint) -> str:
    """A pyjama top above folded bottoms."""
    top_half = "M300 104 L346 88 C380 98 420 138 452 226 L404 250 L384 210 L386 330 L300 334"
    bottoms = "M300 350 L372 350 C384 410 388 460 390 530 L318 532 L300 420"
    piping = line("M254 90 C266 118 334 118 346 90", paint.accent, 9) + line("M214 318 H386", paint.accent, 7)
    cuffs = line("M408 246 L448 226 M192 246 L152 226 M322 522 H386 M278 522 H214", paint.accent, 10)
    return (
        shape(symmetric(bottoms), paint.fill)
        + box((228, 346, 144, 22), paint.dark, radius=6)
        + shape(symmetric(top_half), paint.fill)
        + piping
        + cuffs
    )


def bodysuit(paint: Paint) -> str:
    """A baby's bodysuit with envelope shoulders and poppers."""
    half = "M300 158 C324 156 340 144 350 122 L412 142 C444 168 462 206 474 250 L420 276 L396 242 "
    half += "C400 320 392 380 376 410 C352 420 340 450 338 486 L300 488"
    shoulders = line("M350 124 C346 160 372 190 402 200 M250 124 C254 160 228 190 198 200", paint.dark, 5)
    neck = line("M248 124 C262 168 338 168 352 124", paint.accent, 9)
    poppers = "".join(disc(x, 468, 6, paint.accent) for x in (276, 300, 324))
    return (
        shape(symmetric(half), paint.fill)
        + shoulders
        + neck
        + poppers
        + motif(paint.motif, paint.accent, at=(300, 296), scale=0.9)
    )


def robe(paint: Paint) -> str:
    """A loose changing robe with a big hood and a kangaroo pocket."""
    hood = shape(symmetric("M300 58 C366 58 396 104 388 164 L300 190"), paint.fill)
    hood += flat(symmetric("M300 88 C336 88 354 118 350 150 Q328 172 300 172"), paint.accent)
    half = "M300 150 L380 140 C440 160 486 230 506 330 L436 352 L420 300 L430 506 Q360 520 300 520"
    pocket = shape(symmetric("M300 356 L352 356 L372 426 L300 426"), paint.dark)
    cuffs = line("M440 348 L504 329 M160 348 L96 329", paint.accent, 12)
    return shape(symmetric(half), paint.fill) + line("M300 180 V330", paint.accent, 6) + pocket + hood + cuffs


def poncho(paint: Paint) -> str:
    """A rain poncho with a hood and snap sides."""
    half = "M300 130 L350 120 C430 190 490 320 520 448 Q410 500 300 500"
    hood = shape(symmetric("M300 66 C352 66 378 104 370 150 Q334 172 300 172"), paint.fill)
    hood += flat(symmetric("M300 92 C330 92 344 118 340 142 Q322 162 300 162"), darker(paint.base, 0.5))
    folds = line(
        "M350 200 C380 300 396 400 404 484 M250 200 C220 300 204 400 196 484", paint.dark, 5, opacity=0.5
    )
    pocket = box((252, 270, 96, 74), paint.dark, radius=10, light=False) + line(
        "M252 294 H348", paint.light, 4
    )
    return shape(symmetric(half), paint.fill) + folds + pocket + hood


STANDING: dict[str, Drawing] = {}

FLAT: dict[str, Drawing] = {
    "jacket": jacket,
    "coat": coat,
    "tee": tee,
    "top": top,
    "shirt": shirt,
    "jumper": jumper,
    "cardigan": cardigan,
    "dress": dress,
    "shirt_dress": shirt_dress,
    "trousers": trousers,
    "skirt": skirt,
    "dungarees": dungarees,
    "pyjamas": pyjamas,
    "bodysuit": bodysuit,
    "robe": robe,
    "poncho": poncho,
}
