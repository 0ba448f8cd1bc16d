"""Somebody in front of a fake camera, for the pictures in the documents: head and shoulders, swaying.

Y4M, as Chromium's --use-file-for-fake-video-capture reads it: planes of Y, U and V, 4:2:0.
"""

from __future__ import annotations

import functools
import math
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image

WIDTH, HEIGHT, FRAMES, RATE = 640, 480, 24, 12
Colour = tuple[int, int, int]


class Portrait(NamedTuple):
    wall: Colour
    floor: Colour
    hair: Colour
    skin: Colour
    coat: Colour


CALM = Portrait((214, 226, 224), (150, 178, 176), (62, 44, 38), (222, 178, 150), (38, 96, 104))
WARM = Portrait((236, 224, 206), (206, 178, 146), (40, 34, 36), (176, 124, 94), (150, 78, 66))


def write(path: Path, portrait: Portrait) -> None:
    """A loop of two seconds."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            sway = 26 * math.sin(2 * math.pi * number / FRAMES)
            file.write(b"FRAME\n" + b"".join(_planes(portrait, sway)))


def still(portrait: Portrait) -> bytes:
    """Looking straight ahead, as a PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    image.putdata([pixel for y in range(HEIGHT) for pixel in _row(portrait, y, 0)])
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _planes(portrait: Portrait, sway: float) -> list[bytes]:
    rows = [_row(portrait, y, sway) for y in range(HEIGHT)]
    luma = b"".join(bytes(_yuv(pixel)[0] for pixel in row) for row in rows)
    chroma = [
        b"".join(bytes(_yuv(pixel)[channel] for pixel in row[::2]) for row in rows[::2]) for channel in (1, 2)
    ]
    return [luma, *chroma]


def _row(portrait: Portrait, y: int, sway: float) -> list[Colour]:
    """The row's pixels from left to right."""
    middle = WIDTH / 2 + sway
    layers = [
        (portrait.coat, middle - sway / 2, _span(y, HEIGHT + 40, 210, 190)),
        (portrait.skin, middle, 42 if 280 < y < 350 else 0),
        (portrait.hair, middle, _span(y, 196, 104, 122)),
        (portrait.skin, middle, _span(y, 222, 82, 100)),
    ]
    pixels = [_between(portrait.wall, portrait.floor, y / HEIGHT)] * WIDTH
    for colour, centre, half in layers:
        left, right = max(0, round(centre - half)), min(WIDTH, round(centre + half))
        pixels[left:right] = [colour] * (right - left)
    return pixels


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _span(y: float, centre: float, width: float, height: float) -> float:
    """Half the width of an ellipse at this height."""
    inside = 1 - ((y - centre) / height) ** 2
    return width * math.sqrt(inside) if inside > 0 else 0


@functools.cache
def _yuv(colour: Colour) -> Colour:
    red, green, blue = colour
    return (
        round(0.299 * red + 0.587 * green + 0.114 * blue),
        round(128 - 0.169 * red - 0.331 * green + 0.5 * blue),
        round(128 + 0.5 * red - 0.419 * green - 0.081 * blue),
    )
