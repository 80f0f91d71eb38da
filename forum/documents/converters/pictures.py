"""Pictures re-encoded from their pixels, so that no metadata, script or bomb travels with them."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000
SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


class NotAPicture(Exception):
    """The bytes are no picture that can be shown: broken, too large, or of a kind browsers do not know."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Clean bytes with their size in pixels; `extension` is jpg or png."""

    data: bytes
    width: int
    height: int
    extension: str


def reencode(data: bytes, *, side: int = SIDE) -> Picture:
    """Turn upright, shrink to `side` pixels and write anew; raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _reencode(data, side)
    except NotAPicture:
        raise
    except Exception as error:
        raise NotAPicture from error


def _reencode(data: bytes, side: int) -> Picture:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise NotAPicture
        opened.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    see_through = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    flat = upright.convert("RGBA" if see_through else "RGB")
    clean = Image.new(flat.mode, flat.size)
    clean.paste(flat)
    if see_through or _is_drawing(clean):
        return _write(clean, "png")
    return _write(clean, "jpg")


def _is_drawing(image: Image.Image) -> bool:
    """Tell a diagram of few colours (PNG keeps it sharp and small) from a photograph."""
    sample = image.resize((64, 64), Image.Resampling.NEAREST)
    return sample.getcolors(maxcolors=64) is not None


def _write(image: Image.Image, extension: str) -> Picture:
    out = io.BytesIO()
    if extension == "png":
        image.save(out, "PNG", optimize=False, compress_level=6)
    else:
        image.save(out, "JPEG", quality=82, progressive=True)
    return Picture(data=out.getvalue(), width=image.width, height=image.height, extension=extension)


def fingerprint(data: bytes) -> str:
    """Return a short name of these bytes by which a picture is found again in the next version."""
    return hashlib.sha256(data).hexdigest()[:16]
