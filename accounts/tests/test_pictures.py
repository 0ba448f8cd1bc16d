"""A person's picture: made anew from whatever was sent, and shown to those who see the name."""

from __future__ import annotations

import contextlib
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from accounts import contacts, drawing, pictures
from accounts.models import Picture, User
from accounts.tests.conftest import Heard, SignIn, make_user

RED, BLUE = (200, 30, 40), (20, 60, 200)
UPLOAD = "/accounts/profile/picture/"


def photo(kind: str = "JPEG", size: tuple[int, int] = (400, 300), **how: Any) -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    written = BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def drawn(file: bytes) -> bytes:
    return drawing.drawn(BytesIO(file), len(file))


def seen(image: bytes, x: int, y: int) -> str:
    with Image.open(BytesIO(image)) as opened:
        red, _, blue = opened.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def chunks(webp: bytes) -> list[bytes]:
    """The names of a RIFF file's parts (RFC 9649, 2.3)."""
    assert webp[:4] == b"RIFF"
    names, at = [], 12
    while at < len(webp):
        names.append(webp[at : at + 4])
        at += 8 + (int.from_bytes(webp[at + 4 : at + 8], "little") + 1) // 2 * 2
    return names


def upload(client: Client, file: bytes, name: str = "me.jpg") -> Any:
    return client.post(UPLOAD, {"picture": SimpleUploadedFile(name, file)}, follow=True)


def wear(person: User, file: bytes | None = None) -> str:
    """The address of the picture that the person has now."""
    file = file or photo()
    pictures.put(person, BytesIO(file), len(file))
    return person.picture_path


class TestDrawing:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
    def test_it_is_a_small_square(self, kind: str) -> None:
        image = drawn(photo(kind))
        with Image.open(BytesIO(image)) as opened:
            assert (opened.format, opened.size) == ("WEBP", (256, 256))
        assert len(image) < 20_000
        assert (seen(image, 40, 128), seen(image, 215, 128)) == ("red", "blue")

    def test_nothing_but_the_look_survives(self) -> None:
        exif = Image.Exif()
        exif[0x010E] = "a secret place"
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
        image = drawn(
            photo(exif=exif, comment=b"a secret place", icc_profile=b"a secret place") + b"<?php ?>"
        )
        assert chunks(image) == [b"VP8 "]
        assert b"secret" not in image
        assert b"php" not in image

    def test_it_is_turned_as_it_was_taken(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was held upright: the left side is the top
        image = drawn(photo(exif=exif))
        assert (seen(image, 128, 40), seen(image, 128, 215)) == ("red", "blue")

    def test_of_what_moves_it_is_the_first_frame(self) -> None:
        frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
        for kind in ("WEBP", "PNG"):
            written = BytesIO()
            frames[0].save(written, kind, save_all=True, append_images=frames[1:])
            image = drawn(written.getvalue())
            assert seen(image, 128, 128) == "red"
            assert chunks(image) == [b"VP8 "]

    def test_what_is_transparent_becomes_white(self) -> None:
        written = BytesIO()
        Image.new("RGBA", (50, 80), (0, 0, 0, 0)).save(written, "PNG")
        with Image.open(BytesIO(drawn(written.getvalue()))) as opened:
            assert min(opened.convert("RGB").getpixel((10, 10))) > 250  # type: ignore[arg-type]

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
    def test_every_way_to_keep_colours_is_known(self, mode: str) -> None:
        written = BytesIO()
        Image.new(mode, (30, 30)).save(written, "JPEG" if mode == "CMYK" else "PNG")
        assert chunks(drawn(written.getvalue())) == [b"VP8 "]

    def test_a_file_that_is_too_large_is_not_even_opened(self) -> None:
        with pytest.raises(drawing.NoPicture, match="larger than 8 MB"):
            drawing.drawn(BytesIO(photo()), drawing.MOST_BYTES + 1)
        assert drawing.MOST_BYTES == 8 * 1024 * 1024

    @pytest.mark.parametrize("side", [6_000, 60_000])
    def test_a_bomb_is_not_decoded(self, side: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """A PNG's header says how large it becomes; this one has nothing behind it."""
        png = bytearray(photo("PNG", (16, 16)))
        png[16:24] = struct.pack(">II", side, side)
        png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
        monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("it was decoded"))
        with pytest.raises(drawing.NoPicture, match="too many pixels"):
            drawn(bytes(png))

    @pytest.mark.parametrize(
        "file", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\0" * 999]
    )
    def test_other_files_are_no_pictures(self, file: bytes) -> None:
        with pytest.raises(drawing.NoPicture, match="no JPEG, PNG or WebP"):
            drawn(file)

    @pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
    def test_other_kinds_of_pictures_are_not_decoded(self, kind: str) -> None:
        with pytest.raises(drawing.NoPicture, match="no JPEG, PNG or WebP"):
            drawn(photo(kind, (32, 32)))

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_half_a_picture_is_said_to_be_broken(self, kind: str) -> None:
        with pytest.raises(drawing.NoPicture, match="damaged"):
            drawn(photo(kind)[:-300])

    @settings(max_examples=150, deadline=None)
    @given(
        kind=st.sampled_from(["JPEG", "PNG", "WEBP", "MPO"]),
        holes=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=8),
    )
    def test_a_damaged_file_is_a_picture_or_refused(
        self, kind: str, holes: list[tuple[float, bytes]]
    ) -> None:
        exif = Image.Exif()
        exif[0x0112] = 8
        file = bytearray(photo(kind, (40, 30), exif=exif))
        for place, patch in holes:
            at = int(place * len(file))
            file[at : at + len(patch)] = patch
        with contextlib.suppress(drawing.NoPicture):
            assert chunks(drawn(bytes(file))) == [b"VP8 "]


@pytest.mark.django_db
class TestProfile:
    def test_contacts_are_told_and_see_it(
        self, friends: tuple[User, User], signed_in: SignIn, heard: Heard
    ) -> None:
        alice, bob = friends
        response = upload(signed_in(bob), photo())
        bob.refresh_from_db()

        assert "Your contacts see your new picture." in response.content.decode()
        assert f'src="{bob.picture_path}"' in response.content.decode()
        assert heard == [("contacts_changed", {"users": {alice.pk}})]
        assert contacts.listing(alice)["contacts"] == [
            {"username": "Bob", "name": "Bob", "picture": bob.picture_path}
        ]
        served = signed_in(alice).get(bob.picture_path)
        assert served.content == drawn(photo())
        assert served["Content-Type"] == "image/webp"
        assert served["Cache-Control"] == "private, max-age=31536000, immutable"
        assert served["X-Content-Type-Options"] == "nosniff"

    def test_another_picture_has_another_address(self, alice: User, signed_in: SignIn) -> None:
        first, second = wear(alice), wear(alice, photo(size=(300, 400)))
        client = signed_in(alice)
        assert first != second
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200

    def test_it_can_be_removed(self, friends: tuple[User, User], signed_in: SignIn, heard: Heard) -> None:
        alice, bob = friends
        address = wear(bob)
        heard.clear()
        response = signed_in(bob).post(f"{UPLOAD}remove/", follow=True)

        assert "Your picture is removed." in response.content.decode()
        assert heard == [("contacts_changed", {"users": {alice.pk}})]
        assert signed_in(alice).get(address).status_code == 404
        assert not Picture.objects.exists()
        assert "picture" not in contacts.listing(alice)["contacts"][0]

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (b"%PDF", "This file is no JPEG, PNG or WebP picture."),
            (photo()[:-300], "This picture is damaged or not whole."),
            (b"\0" * (drawing.MOST_BYTES + 1), "This picture is larger than 8 MB."),
        ],
    )
    def test_what_cannot_be_taken_is_said_and_changes_nothing(
        self, alice: User, signed_in: SignIn, heard: Heard, file: bytes, words: str
    ) -> None:
        address = wear(alice)
        heard.clear()
        client = signed_in(alice)

        assert words in upload(client, file).content.decode()
        assert client.get(address).status_code == 200
        assert heard == []

    def test_no_file_is_said(self, alice: User, signed_in: SignIn) -> None:
        assert "Choose a picture first." in signed_in(alice).post(UPLOAD).content.decode()

    def test_pictures_come_at_a_bounded_rate(self, alice: User, signed_in: SignIn, settings: Any) -> None:
        settings.PICTURE_RATE = "1/h/user"
        client = signed_in(alice)
        upload(client, photo())
        assert "That were many pictures" in upload(client, photo()).content.decode()

    def test_it_goes_with_the_account(self, alice: User) -> None:
        wear(alice)
        alice.delete()
        assert not Picture.objects.exists()


@pytest.mark.django_db
class TestWhoSeesIt:
    def test_nobody_who_is_signed_out(self, alice: User) -> None:
        assert Client().get(wear(alice)).status_code == 404

    def test_no_stranger(self, friends: tuple[User, User], charlie: User, signed_in: SignIn) -> None:
        """The same answer as for somebody who does not exist."""
        _, bob = friends
        client = signed_in(charlie)
        address = wear(bob)
        assert client.get(address).status_code == 404
        assert client.get(address.replace("Bob", "nobody")).status_code == 404

    def test_who_is_asked_sees_the_asker_and_not_the_reverse(
        self, alice: User, bob: User, signed_in: SignIn
    ) -> None:
        contacts.ask(alice, "bob")
        assert signed_in(bob).get(wear(alice)).status_code == 200
        assert signed_in(alice).get(wear(bob)).status_code == 404
        assert contacts.listing(bob)["incoming"][0].get("picture") == alice.picture_path
        assert contacts.listing(alice)["outgoing"] == [{"username": "bob"}]

    def test_a_block_is_not_to_be_seen_by_it(self, friends: tuple[User, User], signed_in: SignIn) -> None:
        """Whom Bob blocked goes on seeing his name, and with it his picture, a new one too."""
        alice, bob = friends
        contacts.block(bob, "alice")
        assert signed_in(alice).get(wear(bob)).status_code == 200
        assert contacts.listing(alice)["contacts"][0].get("picture") == bob.picture_path
        assert signed_in(bob).get(wear(alice)).status_code == 200, "among those he blocked"

    def test_a_blocked_asker_is_not_shown_to_have_asked(
        self, alice: User, bob: User, signed_in: SignIn
    ) -> None:
        contacts.ask(alice, "bob")
        contacts.block(bob, "alice")
        contacts.unblock(bob, "alice")
        contacts.withdraw(alice, "bob")
        assert signed_in(bob).get(wear(alice)).status_code == 404

    def test_who_was_removed_sees_it_no_more(self, friends: tuple[User, User], signed_in: SignIn) -> None:
        alice, bob = friends
        address = wear(bob)
        contacts.remove(bob, "alice")
        assert signed_in(alice).get(address).status_code == 404

    def test_whoever_runs_the_site_does_and_may_remove_it(
        self, alice: User, operator: User, signed_in: SignIn
    ) -> None:
        address = wear(alice)
        client = signed_in(operator)
        page = client.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
        assert f'<img src="{address}"' in page
        assert client.get(address).status_code == 200
        act = {"action": "remove_picture", "_selected_action": [alice.pk]}
        response = client.post("/admin/accounts/user/", act, follow=True)
        assert "1 picture removed." in response.content.decode()
        assert not Picture.objects.exists()
        assert User.objects.get(pk=alice.pk).picture == ""

    def test_an_operator_without_that_power_is_a_stranger(self, alice: User, signed_in: SignIn) -> None:
        assert signed_in(make_user("clerk", is_staff=True)).get(wear(alice)).status_code == 404
