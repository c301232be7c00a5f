"""Draw the sample pictures of the engine's tests: plain objects, four times supersampled, on a plain backdrop."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIDE = 512
_FINE = 2 * SIDE
_WHITE = (255, 255, 255)


def draw(name: str, *, side: int = SIDE, backdrop: tuple[int, int, int] | None = _WHITE) -> Image.Image:
    """Return the picture of one of ``OBJECTS``, RGBA and clear around it where ``backdrop`` is None."""
    image = Image.new("RGBA", (_FINE, _FINE), (*(backdrop or (0, 0, 0)), 0 if backdrop is None else 255))
    OBJECTS[name](ImageDraw.Draw(image))
    small = image.resize((side, side), Image.Resampling.LANCZOS)
    return small if backdrop is None else small.convert("RGB")


def save(name: str, path: Path, **options: object) -> Path:
    """Draw a picture into a file and return the file."""
    draw(name, **options).save(path)  # type: ignore[arg-type]
    return path


def busy_backdrop(image: Image.Image) -> Image.Image:
    """Return an RGBA picture on a backdrop of many blurred colours."""
    width, height = image.size
    back = Image.new("RGB", image.size)
    pen = ImageDraw.Draw(back)
    for row in range(12):
        for column in range(12):
            shade = (37 * row + 91 * column) % 97
            box = (column * width // 12, row * height // 12, (column + 1) * width // 12, (row + 1) * height // 12)
            pen.rectangle(box, fill=(40 + shade, 90 + shade, 60 + shade // 2))
    back = back.filter(ImageFilter.GaussianBlur(width / 90))
    back.paste(image, (0, 0), image)
    return back


def _mug(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((600, 380, 880, 700), outline=(190, 60, 50), width=60)
    pen.rounded_rectangle((220, 260, 700, 820), 70, fill=(210, 70, 60))
    pen.rectangle((220, 420, 700, 480), fill=(245, 225, 190))
    pen.ellipse((220, 215, 700, 325), fill=(120, 35, 30))
    pen.rectangle((270, 340, 310, 760), fill=(230, 110, 95))


def _apple(pen: ImageDraw.ImageDraw) -> None:
    for box in ((180, 300, 580, 860), (440, 300, 840, 860)):
        pen.ellipse(box, fill=(200, 30, 40))
    pen.ellipse((300, 400, 840, 880), fill=(200, 30, 40))
    pen.ellipse((270, 380, 380, 560), fill=(240, 130, 120))
    pen.polygon([(490, 360), (530, 360), (570, 160), (530, 150)], fill=(100, 65, 30))
    pen.ellipse((545, 170, 760, 270), fill=(80, 160, 60))


def _duck(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse((200, 430, 800, 860), fill=(245, 205, 60))
    pen.polygon([(700, 600), (900, 430), (840, 760)], fill=(245, 205, 60))
    pen.ellipse((200, 170, 540, 510), fill=(250, 215, 75))
    pen.polygon([(80, 380), (240, 310), (250, 430)], fill=(235, 120, 40))
    pen.ellipse((300, 270, 350, 320), fill=(30, 30, 30))
    pen.chord((380, 520, 720, 760), 0, 200, fill=(225, 175, 40))


def _chair(pen: ImageDraw.ImageDraw) -> None:
    wood, dark = (165, 110, 60), (120, 75, 40)
    for x in (270, 690):
        pen.rectangle((x, 120, x + 60, 900), fill=wood)
    for y in (150, 260, 370):
        pen.rectangle((300, y, 720, y + 60), fill=dark)
    pen.rounded_rectangle((220, 500, 800, 590), 30, fill=(190, 60, 70))
    pen.rectangle((330, 720, 690, 755), fill=dark)


def _letter(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon(
        [(430, 150), (594, 150), (860, 880), (700, 880), (512, 330), (324, 880), (164, 880)], fill=(40, 90, 200)
    )
    pen.rectangle((330, 600, 694, 700), fill=(70, 125, 230))


def _house(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((650, 180, 740, 420), fill=(150, 70, 60))
    pen.rectangle((240, 450, 784, 880), fill=(240, 215, 165))
    pen.polygon([(160, 470), (512, 150), (864, 470)], fill=(180, 60, 50))
    pen.rectangle((450, 640, 574, 880), fill=(110, 70, 45))
    for x in (290, 630):
        pen.rectangle((x, 540, x + 105, 640), fill=(120, 185, 225))
        pen.rectangle((x + 48, 540, x + 57, 640), fill=(250, 250, 245))


def _star(pen: ImageDraw.ImageDraw) -> None:
    points = []
    for corner in range(10):
        radius = 420 if corner % 2 == 0 else 180
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((512 + radius * math.cos(angle), 540 + radius * math.sin(angle)))
    for corner in range(10):
        shade = 255 if corner % 2 else 225
        pen.polygon([points[corner], points[(corner + 1) % 10], (512, 540)], fill=(shade, shade - 55, 40))


def _tree(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((455, 640, 569, 920), fill=(110, 75, 45))
    for x, y, radius, green in ((512, 330, 220, 130), (350, 480, 180, 110), (670, 480, 180, 150), (512, 520, 200, 120)):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(50, green, 55))


def _key(pen: ImageDraw.ImageDraw) -> None:
    brass = (200, 160, 70)
    pen.ellipse((130, 360, 440, 670), outline=brass, width=75)
    pen.rectangle((420, 480, 900, 550), fill=brass)
    for x, depth in ((720, 110), (830, 150)):
        pen.rectangle((x, 540, x + 60, 540 + depth), fill=(180, 140, 55))


def _snowman(pen: ImageDraw.ImageDraw) -> None:
    for y, radius in ((720, 220), (430, 160), (230, 110)):
        pen.ellipse((512 - radius, y - radius, 512 + radius, y + radius), fill=(235, 240, 250))
    pen.rectangle((420, 40, 604, 150), fill=(40, 40, 50))
    pen.rectangle((370, 140, 654, 170), fill=(40, 40, 50))
    pen.polygon([(512, 225), (512, 265), (640, 255)], fill=(240, 130, 40))
    for x, y in ((470, 200), (554, 200), (512, 400), (512, 480)):
        pen.ellipse((x - 16, y - 16, x + 16, y + 16), fill=(30, 30, 30))


def _bottle(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((370, 400, 654, 920), 50, fill=(40, 120, 80))
    pen.polygon([(370, 460), (450, 300), (574, 300), (654, 460)], fill=(40, 120, 80))
    pen.rectangle((450, 130, 574, 320), fill=(50, 135, 90))
    pen.rectangle((440, 90, 584, 150), fill=(180, 150, 60))
    pen.rectangle((370, 560, 654, 760), fill=(240, 235, 215))
    pen.ellipse((462, 610, 562, 710), fill=(190, 50, 60))


def _car(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon([(250, 480), (360, 300), (680, 300), (800, 480)], fill=(220, 60, 50))
    pen.rounded_rectangle((90, 460, 940, 680), 70, fill=(220, 60, 50))
    pen.polygon([(320, 470), (390, 340), (500, 340), (500, 470)], fill=(160, 210, 235))
    pen.polygon([(530, 470), (530, 340), (655, 340), (730, 470)], fill=(160, 210, 235))
    for x in (270, 760):
        pen.ellipse((x - 105, 575, x + 105, 785), fill=(35, 35, 40))
        pen.ellipse((x - 50, 630, x + 50, 730), fill=(190, 190, 195))


OBJECTS: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "mug": _mug,
    "apple": _apple,
    "duck": _duck,
    "chair": _chair,
    "letter": _letter,
    "house": _house,
    "star": _star,
    "tree": _tree,
    "key": _key,
    "snowman": _snowman,
    "bottle": _bottle,
    "car": _car,
}
