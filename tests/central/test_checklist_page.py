"""The checklist of a room in a real browser: filled with the line cut, kept through an empty battery, sent once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.browser import NAME, PASSWORD
from tests.central.line import DEAF, DOWN, UP, Line
from tests.central.real_browser import RealBrowser
from tests.central.setting_up import approved
from villagedesk.central import setting_up, staff, tables
from villagedesk.central.deps import Central
from villagedesk.central.found import Found, rows
from villagedesk.central.serve import Server

pytestmark = pytest.mark.parametrize("central", ["sqlite"], indirect=True)

NOTICE = "document.getElementById('line').textContent"
TAKE_PHOTO = """(() => {
  const canvas = document.createElement("canvas");
  canvas.width = 2400; canvas.height = 1800;
  const pen = canvas.getContext("2d");
  for (let n = 0; n < 60; n += 1) { pen.fillStyle = `hsl(${n * 6} 80% 50%)`; pen.fillRect(n * 40, 0, 40, 1800); }
  canvas.toBlob((blob) => {
    const chosen = new DataTransfer();
    chosen.items.add(new File([blob], "IMG_0001.jpg", { type: "image/jpeg" }));
    const form = document.querySelector("#ITEM form");
    form.photo.files = chosen.files;
    form.photo.dispatchEvent(new Event("change", { bubbles: true }));
  }, "image/jpeg");
})(); 0"""


class Inspector:
    """Somebody from the county with a telephone at a village; ``line`` is his line."""

    def __init__(self, central: Central, line: Line, folder: Path) -> None:
        self.central, self.line, self._folder = central, line, folder
        self.setup, self.centre = approved(central)
        with central.database.write() as connection:
            staff.add_staff(connection, NAME, PASSWORD)
        self.page = f"{line.url}/centres/files/{self.setup}/acceptance"
        self.phone = RealBrowser(folder)

    def sign_in(self) -> None:
        self.phone.open(f"{self.line.url}/sign-in?lang=en")
        self.phone.js(
            f"const f = document.forms[0]; f.elements.name.value = {NAME!r}; f.elements.password.value = {PASSWORD!r};"
            "f.submit(); 0"
        )
        self.phone.wait_for("location.pathname === '/centres' && document.readyState === 'complete'")

    def sign_in_at_the_office(self) -> None:
        """Some time before: a browser writes its cookies down only after half a minute, or when it is closed."""
        self.sign_in()
        self.phone.close()
        self.phone = RealBrowser(self._folder)

    def open(self) -> None:
        """Open the checklist, and wait until the telephone has put it by."""
        assert self.phone.open(self.page)
        self.phone.wait_for("navigator.serviceWorker.controller !== null")
        kept = "caches.match(location.pathname, {ignoreSearch: true}).then((page) => Boolean(page))"
        within_2s = range(40)
        assert any(self.phone.settle(kept) or self.pause() for _ in within_2s), "not kept for when there is no line"

    def pause(self) -> bool:
        """A moment of the telephone's own; False."""
        return not self.phone.settle("new Promise((done) => setTimeout(() => done(1), 50))")

    def answer(self, item: str, answer: str, remark: str = "") -> None:
        form = f"document.querySelector('#{item} form')"
        if answer:
            self.phone.js(f"{form}.querySelector('input[value={answer}]').click(); 0")
        self.phone.js(f"{form}.remark.value = {remark!r}; {form}.requestSubmit(); 0")
        self.phone.wait_for(f"document.querySelector('#{item} .told').textContent.includes('this phone')")

    def photo(self, item: str) -> None:
        self.phone.js(TAKE_PHOTO.replace("ITEM", item))
        self.phone.wait_for(self.seen(item))

    def seen(self, item: str) -> str:
        """Whether the photo of a point can be seen on the page, from what the telephone keeps."""
        return (
            f"(() => {{ const img = document.querySelector('#{item} .shot img');"
            " return Boolean(img) && img.src.startsWith('blob:') && img.naturalWidth > 0; })()"
        )

    def battery_empty(self) -> None:
        """Killed, and on again."""
        self.phone.kill()
        self.phone = RealBrowser(self._folder)

    def line_is_back(self, state: str = UP) -> None:
        """What a browser notices by itself when its network changes."""
        self.line.set(state)
        self.phone.js("window.dispatchEvent(new Event('online')); 0")

    def kept(self) -> list[str]:
        """The points that lie on the telephone."""
        found = self.phone.settle("all().then((kept) => kept.map((one) => one.item))")
        return sorted(str(item) for item in found)

    def answers(self) -> dict[str, Found]:
        """What central has, each point once."""
        with self.central.database.read() as connection:
            found = rows(connection, "acceptance_item", centre=self.centre)
        assert len({one.text("item") for one in found}) == len(found), "a point stands twice"
        return {one.text("item"): one for one in found}

    def events(self) -> int:
        with self.central.database.read() as connection:
            return int(
                connection.exec_driver_sql(
                    "SELECT count(*) FROM event WHERE scope = 'centre:' || ?", (self.centre,)
                ).scalar_one()
            )


@pytest.fixture
def inspector(central: Central, server: Server, tmp_path: Path) -> Iterator[Inspector]:
    line = Line(int(server.url.rpartition(":")[2]))
    found = Inspector(central, line, tmp_path / "phone")
    yield found
    found.phone.close()
    line.close()


def test_a_room_is_looked_at_without_a_line_and_the_county_has_it_once(inspector: Inspector) -> None:
    inspector.sign_in_at_the_office()
    inspector.open()
    inspector.line.set(DOWN)
    inspector.answer("fire", "yes", "two of them")
    inspector.photo("fire")
    inspector.answer("power", "yes")
    inspector.answer("scale", "", "nobody had the key")
    inspector.phone.wait_for(f"{NOTICE}.startsWith('No line: 2 points wait on this phone')")
    assert inspector.answers() == {}

    inspector.battery_empty()
    assert inspector.phone.open(inspector.page), "it opens again without a line"
    inspector.phone.wait_for(f"{NOTICE}.startsWith('No line: 2 points wait on this phone')")
    inspector.phone.wait_for(inspector.seen("fire"))
    assert inspector.phone.js("document.querySelector('#fire form').remark.value") == "two of them"
    assert inspector.phone.js("document.querySelector('#power input:checked').value") == "yes"
    assert inspector.phone.js("document.querySelector('#scale form').remark.value") == "nobody had the key"
    assert inspector.phone.js("getComputedStyle(document.querySelector('.card')).borderRadius") == "14px", "the style"
    assert inspector.kept() == ["fire", "power", "scale"]

    # The county has it, and the telephone does not know: it keeps everything, and sends it again.
    inspector.line_is_back(DEAF)
    for _ in range(400):
        if inspector.answers():
            break
        inspector.pause()
    assert inspector.answers()
    assert inspector.kept() == ["fire", "power", "scale"]
    inspector.phone.wait_for("!sending")
    inspector.line_is_back()
    inspector.phone.wait_for(f"!sending && {NOTICE}.startsWith('What you type is kept')")
    assert inspector.kept() == ["scale"], "what has no answer yet stays here"
    found = inspector.answers()
    assert sorted(found) == ["fire", "power"]
    assert found["fire"].text("remark") == "two of them"
    check_photo(inspector, found["fire"].text("photo"))

    # Everything is there: neither the next look nor the next line sends anything.
    before = inspector.events()
    inspector.open()
    inspector.line_is_back()
    inspector.phone.wait_for(f"!sending && {NOTICE}.startsWith('What you type is kept')")
    assert (inspector.events(), inspector.kept()) == (before, ["scale"])
    assert inspector.phone.wait_for("document.querySelector('#fire .shot img').naturalWidth") == 1600


def check_photo(inspector: Inspector, name: str) -> None:
    """One photo, shrunk, is at central."""
    data = inspector.central.files.get(name)
    assert data.startswith(b"\xff\xd8\xff")
    with inspector.central.database.read() as connection:
        blobs = connection.execute(tables.blob.select().where(tables.blob.c.centre == inspector.centre)).all()
    assert [one.sha256 for one in blobs] == [name]
    assert len(data) < 400_000


def test_what_the_county_refuses_stays_on_the_phone_with_the_reason(inspector: Inspector) -> None:
    inspector.sign_in()
    inspector.open()
    inspector.line.set(DOWN)
    inspector.answer("fire", "no")
    inspector.answer("power", "yes")
    inspector.line_is_back()
    inspector.phone.wait_for("document.querySelector('#fire .told').textContent.includes('Please fill this in')")
    inspector.phone.wait_for("document.querySelector('#power .told').textContent.startsWith('saved')")
    assert inspector.kept() == ["fire"]
    assert sorted(inspector.answers()) == ["power"]
    inspector.phone.js(
        "const f = document.querySelector('#fire form'); f.remark.value = 'out of date'; f.requestSubmit(); 0"
    )
    inspector.phone.wait_for("document.querySelector('#fire .told').textContent.startsWith('saved')")
    assert inspector.kept() == []
    assert inspector.answers()["fire"].text("remark") == "out of date"


def test_who_is_signed_out_meanwhile_keeps_what_he_typed(inspector: Inspector) -> None:
    inspector.sign_in()
    inspector.open()
    inspector.line.set(DOWN)
    inspector.answer("fire", "yes")
    with inspector.central.database.write() as connection:
        connection.execute(tables.session.delete())
    inspector.line_is_back()
    inspector.phone.wait_for(f"{NOTICE}.startsWith('You are signed out')")
    assert inspector.kept() == ["fire"]
    assert inspector.answers() == {}
    inspector.sign_in()
    inspector.open()
    inspector.phone.wait_for("document.querySelector('#fire .told').textContent.startsWith('saved')")
    assert inspector.kept() == []
    assert sorted(inspector.answers()) == ["fire"]
    with inspector.central.database.read() as connection:
        assert setting_up.setup_file(connection, inspector.setup).answered == 1
