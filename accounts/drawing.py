"""A person's picture made from the file they chose: small, square, and nothing of the file left but its look.

What is sent may be anything: the wrong kind of file, half of one, one made to fill the memory, a picture with
the place it was taken in its metadata. So the file is only ever decoded, by Pillow and as one of three kinds,
and what is kept is drawn anew.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

SIDE = 256  # pixels: twice the largest size a page shows it at, nearly
QUALITY = 82  # of WebP: 5 to 12 kB
MOST_BYTES = 8 * 1024 * 1024  # a phone's photo has 3 to 6 MB
MOST_PIXELS = 32_000_000  # 128 MB once decoded; held against the header, before anything is decoded
KINDS = ("JPEG", "PNG", "WEBP")
GROUND = (255, 255, 255)  # behind what is transparent

TOO_LARGE = _("This picture is larger than 8 MB. Choose a smaller one.")
TOO_MANY_PIXELS = _("This picture has too many pixels. Make it smaller, or choose another one.")
NO_PICTURE = _("This file is no JPEG, PNG or WebP picture. Choose another one.")
BROKEN = _("This picture is damaged or not whole. Choose another one.")

# EXIF's *Orientation* (CIPA DC-008, 4.6.5): how the picture is to be turned before it is looked at.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's decoders raise at files that are not what they say. UnidentifiedImageError is an OSError.
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, AttributeError),
    *(OverflowError, struct.error, zlib.error),
)


class NoPicture(Exception):
    """The file cannot become somebody's picture; the message is for the person who chose it."""


def drawn(file: IO[bytes], size: int) -> bytes:
    """A square WebP of SIDE pixels with the middle of the picture; `size` is the file's, in bytes.

    Of a picture that moves it is the first frame. The same file always becomes the same bytes.
    Raises NoPicture.
    """
    if size > MOST_BYTES:
        raise NoPicture(str(TOO_LARGE))
    try:
        with Image.open(file, formats=KINDS) as image:
            return _webp(_square(_decoded(image)))
    except Image.DecompressionBombError:
        raise NoPicture(str(TOO_MANY_PIXELS)) from None
    except UnidentifiedImageError:
        raise NoPicture(str(NO_PICTURE)) from None
    except UNREADABLE:
        raise NoPicture(str(BROKEN)) from None


def _decoded(image: Image.Image) -> Image.Image:
    if image.width * image.height > MOST_PIXELS:
        raise NoPicture(str(TOO_MANY_PIXELS))
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is decoded no larger than is needed
    image.load()
    return image


def _square(image: Image.Image) -> Image.Image:
    turn = TURNS.get(_orientation(image))
    flat = Image.new("RGB", (SIDE, SIDE), GROUND)  # a new one: nothing else of the old one comes along
    fitted = ImageOps.fit(image.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    flat.paste(fitted, mask=fitted.getchannel("A"))
    return flat.transpose(turn) if turn is not None else flat


def _orientation(image: Image.Image) -> Any:
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except UNREADABLE:  # damaged metadata beside a good picture
        return None


def _webp(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "WEBP", quality=QUALITY, method=6)
    return written.getvalue()
