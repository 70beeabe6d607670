"""Photos at capture: judged by their content, turned, shrunk, and without the place they were taken at."""

import resource
import zlib

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter

from villagedesk.desktop import photos
from villagedesk.errors import AppError


def picture(width=3000, height=2000, *, noise=False):
    """Left half red, right half green; with noise it is as hard to compress as leaves."""
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("red"))
    painter = QPainter(made)
    painter.fillRect(width // 2, 0, width // 2, height, QColor("green"))
    painter.end()
    if noise:
        state, bits = 1, made.bits()
        block = bytearray()
        for _ in range(4096):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            block += state.to_bytes(4, "little")
        bits[:] = (bytes(block) * (len(bits) // len(block) + 1))[: len(bits)]
    return made


def as_file(image, kind="JPEG", **texts):
    for key, text in texts.items():
        image.setText(key, text)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind, 90)
    return bytes(buffer.data().data())


def exif(orientation):
    """An APP1 segment that says how the camera was held and where it was (a GPS block)."""
    entries = [
        (0x0112, 3, 1, orientation.to_bytes(2, "little") + b"\0\0"),
        (0x8825, 4, 1, (38).to_bytes(4, "little")),
    ]
    main = len(entries).to_bytes(2, "little") + b"".join(
        tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + count.to_bytes(4, "little") + value
        for tag, kind, count, value in entries
    )
    gps = (1).to_bytes(2, "little") + b"\x01\x00\x02\x00\x02\x00\x00\x00N\x00\x00\x00" + bytes(4) + b"GPSGPSGPS"
    tiff = b"II*\0" + (8).to_bytes(4, "little") + main + bytes(4) + gps
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def turned_jpeg(orientation):
    plain = as_file(picture(600, 400))
    return plain[:2] + exif(orientation) + plain[2:]


def colour_at(data, x, y):
    colour = QImage.fromData(data).pixelColor(x, y)
    return "red" if colour.red() > colour.green() else "green"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
def test_every_kind_becomes_a_small_jpeg(kind):
    made = photos.shrink(as_file(picture(), kind))
    assert made.startswith(b"\xff\xd8\xff")
    assert len(made) <= photos.MOST_BYTES
    image = QImage.fromData(made)
    assert (image.width(), image.height()) == (1280, 853)
    assert (colour_at(made, 10, 10), colour_at(made, 1270, 10)) == ("red", "green")


def test_a_small_picture_is_not_blown_up():
    image = QImage.fromData(photos.shrink(as_file(picture(300, 200))))
    assert (image.width(), image.height()) == (300, 200)


def test_a_picture_full_of_detail_still_fits():
    made = photos.shrink(as_file(picture(2400, 2400, noise=True)))
    assert len(made) <= photos.MOST_BYTES


def test_the_camera_was_held_upright():
    data = turned_jpeg(6)  # rotate 90 degrees clockwise: what was left is now above
    image = QImage.fromData(photos.shrink(data))
    assert (image.width(), image.height()) == (400, 600)
    made = photos.shrink(data)
    assert (colour_at(made, 200, 50), colour_at(made, 200, 550)) == ("red", "green")


def test_place_and_texts_are_gone():
    assert b"GPS" in turned_jpeg(1)
    assert b"Exif" not in photos.shrink(turned_jpeg(1))
    assert b"GPS" not in photos.shrink(turned_jpeg(1))
    noted = as_file(picture(600, 400), "PNG", Description="taken at the house of a witness", Author="x")
    made = photos.shrink(noted)
    assert b"witness" not in made
    assert QImage.fromData(made).textKeys() == []


def test_what_is_clear_becomes_white():
    clear = QImage(100, 100, QImage.Format.Format_ARGB32)
    clear.fill(0)
    assert QImage.fromData(photos.shrink(as_file(clear, "PNG"))).pixelColor(50, 50).lightness() > 250


def huge_png():
    """A valid start of a PNG that claims 60,000 x 60,000 pixels."""
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    start = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    return start + (1000).to_bytes(4, "big") + b"IDAT" + zlib.compress(bytes(1000))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_not_a_photo"),
        (b"%PDF-1.7 a document called photo.jpg", "photo_not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_not_a_photo"),
        (b"GIF89a\x01\x00\x01\x00", "photo_not_a_photo"),
        (b"\xff\xd8\xff but nothing more", "photo_damaged"),
        (b"BM", "photo_damaged"),
        (as_file(picture(600, 400), "PNG")[:-500], "photo_damaged"),
        (as_file(picture(600, 400))[:-1500], "photo_damaged"),
        (turned_jpeg(1)[:900], "photo_damaged"),
        (huge_png(), "photo_too_many_pixels"),
    ],
)
def test_what_is_no_photo_is_refused_by_its_content(data, code, tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    with pytest.raises(AppError) as caught:
        photos.shrink(path)
    assert caught.value.code == code


def test_a_film_behind_the_photo_does_not_matter():
    assert photos.shrink(as_file(picture(600, 400)) + b"....ftypmp4 \xff\xda\xff\xda" * 1000)


def test_a_folder_and_a_film_are_refused(tmp_path):
    with pytest.raises(AppError) as caught:
        photos.shrink(tmp_path)
    assert caught.value.code == "photo_not_a_photo"
    film = tmp_path / "film.jpg"
    with film.open("wb") as file:
        file.truncate(photos.MOST_FILE_BYTES + 1)
    with pytest.raises(AppError) as caught:
        photos.shrink(film)
    assert caught.value.code == "file_too_large"


def test_forty_megapixels_become_a_small_photo_at_once_and_a_fake_is_refused():
    large = QImage(7304, 5478, QImage.Format.Format_Grayscale8)
    large.fill(128)
    data = as_file(large)
    del large
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = photos.shrink(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000, "KB: not all pixels are opened"
    assert len(made) <= photos.MOST_BYTES
    small = QImage.fromData(made)
    assert max(small.width(), small.height()) == photos.LONGEST_SIDE
    with pytest.raises(AppError) as caught:
        photos.shrink(b"\xff\xd8\xff" + bytes(1000))
    assert caught.value.code == "photo_damaged"
