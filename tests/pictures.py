"""Small pictures for tests, drawn here, in every form there is."""

from __future__ import annotations

import io
import random
import struct
import zlib

from PIL import Image, ImageCms, ImageDraw

SECRET = b"Somebody at 52.5200 N"
"""What must not be in anything that goes out."""

ORIENTATION, GPS = 0x0112, 0x8825


def jpeg(width: int = 8, height: int = 6) -> bytes:
    """A grey JPEG of that size."""
    return coded(Image.new("RGB", (width, height), "grey"), "JPEG")


def coded(image: Image.Image, form: str, **options: object) -> bytes:
    """The file of an image. A TIFF gets the tags of ``exif`` among its own, as its cameras write them."""
    out = io.BytesIO()
    if form == "TIFF" and isinstance(tags := options.pop("exif", None), bytes):
        options["tiffinfo"] = {ORIENTATION: read_exif(tags)[ORIENTATION], 0x013B: SECRET.decode()}
    image.save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """The picture of a file, decoded."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def drawing(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Even surfaces and lines; every corner has a colour of its own, so that turning it can be seen."""
    image = Image.new("RGB", (width, height), "white")
    if min(width, height) < 2:
        return image.convert(mode)
    draw = ImageDraw.Draw(image)
    right, below = width // 2, height // 2
    draw.rectangle((0, 0, right - 1, below - 1), fill=(200, 0, 0))
    draw.rectangle((right, 0, width, below - 1), fill=(0, 160, 0))
    draw.rectangle((0, below, right - 1, height), fill=(0, 0, 220))
    draw.line((0, below, width, below), fill="black")
    return image.convert(mode)


def corners(image: Image.Image) -> list[str]:
    """Which colours :func:`drawing` has in its quarters now: clockwise from the upper left; R, G, B, W."""
    whole = image.convert("RGB")
    width, height = whole.size
    found = []
    for x, y in ((1, 1), (3, 1), (3, 3), (1, 3)):
        red, green, blue = whole.getpixel((x * width // 4, y * height // 4))  # type: ignore[misc]
        found.append("W" if min(red, green, blue) > 180 else "RGB"[(red, green, blue).index(max(red, green, blue))])
    return found


def photograph(width: int = 640, height: int = 480, seed: int = 1) -> Image.Image:
    """Soft colours with grain, as a camera sees them: large as PNG, small as JPEG."""
    source = random.Random(seed)
    coarse = Image.frombytes("RGB", (12, 9), source.randbytes(12 * 9 * 3)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    grain = Image.frombytes("RGB", (width, height), source.randbytes(width * height * 3))
    return Image.blend(coarse, grain, 0.03)


def exif(orientation: int = 1) -> bytes:
    """Exif with an orientation, a place on earth and a name."""
    made = Image.Exif()
    made[ORIENTATION], made[0x013B] = orientation, SECRET.decode()
    made[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 29: SECRET.decode()}
    return made.tobytes()


def read_exif(content: bytes) -> Image.Exif:
    """The tags of it."""
    found = Image.Exif()
    found.load(content)
    return found


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def with_segments(content: bytes, *segments: bytes) -> bytes:
    """A JPEG with segments behind its first one."""
    end = 4 + int.from_bytes(content[4:6])
    return content[:end] + b"".join(segments) + content[end:]


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunks(content: bytes, *chunks: bytes) -> bytes:
    """A PNG with chunks behind its header."""
    return content[:33] + b"".join(chunks) + content[33:]


def png_file(width: int, height: int, depth: int, colour: int, rows: bytes, *between: bytes) -> bytes:
    """A PNG from its parts; ``between`` are chunks in front of the pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(between) + pixels + chunk(b"IEND", b"")


def empty_png(width: int, height: int) -> bytes:
    """A black picture of one bit a pixel: a few kilobytes, however large it says it is."""
    return png_file(width, height, 1, 0, bytes(((width + 7) // 8 + 1) * height))


def srgb_profile() -> bytes:
    """The colours of everybody."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """A profile whose red is green and whose green is red: sRGB with the names of two tags exchanged."""
    profile = srgb_profile()
    count = int.from_bytes(profile[128:132])
    table = {profile[132 + 12 * n : 136 + 12 * n]: 132 + 12 * n for n in range(count)}
    red, green = table[b"rXYZ"], table[b"gXYZ"]
    made = bytearray(profile)
    made[red : red + 4], made[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(made)
