"""A browser as far as the console needs one: cookies, redirects, and forms filled in and sent as they stand."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient

from villagedesk.central.app import create_app
from villagedesk.central.deps import Central
from villagedesk.central.staff import add_staff

NAME, PASSWORD = "陈科", "correct horse battery"


@dataclass
class HtmlForm:
    """A form on a page: where it goes, its inputs as they stand, and its buttons."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, text
    boxes: list[tuple[str, str]] = field(default_factory=list)
    # Where a button sends the form that has an address of its own, by its text.
    targets: dict[str, str] = field(default_factory=dict)
    file_inputs: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self._area = self._select = ""
        self._button: tuple[str, str] | None = None
        self._target = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(HtmlForm(have.get("action", ""), have.get("method", "get")))
        if not self.forms:
            return
        form, name = self.forms[-1], have.get("name", "")
        if tag == "input" and have.get("type") == "checkbox":
            form.boxes.append((name, have.get("value", "on")))
            if "checked" in have:
                form.values.setdefault(name, []).append(have.get("value", "on"))
        elif tag == "input" and name:
            form.values[name] = [have.get("value", "")]
            if have.get("type") == "file":
                form.file_inputs.append(name)
        elif tag == "textarea":
            self._area, form.values[name] = name, [""]
        elif tag == "select":
            self._select, form.values[name] = name, [""]
        elif tag == "option" and "selected" in have:
            form.values[self._select] = [have.get("value", "")]
        elif tag == "button":
            self._button, self._target = (name, have.get("value", "")), have.get("formaction", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] = [data]
        if self._button is not None:
            self.forms[-1].buttons.append((*self._button, data.strip()))
            self.forms[-1].targets[data.strip()] = self._target
            self._button = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


class Browser:
    """Somebody at the console."""

    def __init__(self, central: Central, language: str = "en") -> None:
        self.central = central
        self.client = TestClient(create_app(central.config, central), base_url="http://testserver")
        self.client.cookies.set("vd_language", language)
        self.status, self.path, self.text = 0, "", ""

    def sign_in(self, name: str = NAME, password: str = PASSWORD) -> "Browser":
        """Sign in, being added to the staff before if need be."""
        with self.central.database.write() as connection:
            from villagedesk.central.staff import all_staff

            if name not in {one.name for one in all_staff(connection)}:
                add_staff(connection, name, password)
        self.open("/sign-in")
        return self.send("Sign in", name=name, password=password)

    def open(self, path: str) -> "Browser":
        """Go to an address."""
        return self._came(self.client.get(path))

    def forms(self) -> list[HtmlForm]:
        """The forms on this page."""
        parser = _Forms()
        parser.feed(self.text)
        return parser.forms

    def send(self, button: str, *, ticked: tuple[str, ...] = (), **typed: str) -> "Browser":
        """Type into the form with this button and press it."""
        form, pressed = next((f, b) for f in self.forms() for b in f.buttons if b[2] == button)
        data: dict[str, Any] = {name: list(values) for name, values in form.values.items()}
        for name, text in typed.items():
            assert name in data, f"no input {name} in {sorted(data)}"
            data[name] = [text]
        for box, value in form.boxes:
            if value in ticked:
                data.setdefault(box, []).append(value)
        if pressed[0]:
            data[pressed[0]] = [pressed[1]]
        target = form.targets[button] or form.action or self.path
        if form.method == "get":
            return self._came(self.client.get(target, params=data))
        return self._came(self.client.post(target, data=data, headers={"origin": "http://testserver"}))

    def upload(self, path: str, *files: tuple[str, bytes], **typed: str | list[str]) -> int:
        """Choose files and type into the last form that goes there; returns the status of the answer.

        Its parts go in the order in which they stand on the page, as a browser sends them.
        """
        form = next(one for one in reversed(self.forms()) if one.file_inputs and (one.action or self.path) == path)
        (chosen,) = form.file_inputs
        kind = "application/octet-stream"
        parts: list[tuple[str, tuple[Any, ...]]] = []
        for name, values in (form.values | typed).items():
            if name == chosen:
                parts += [(name, (file, data, kind)) for file, data in files or [("", b"")]]
            else:
                parts += [(name, (None, value)) for value in ([values] if isinstance(values, str) else values)]
        self._came(self.client.post(path, files=parts, headers={"origin": "http://testserver"}))
        return self.status

    def shows(self, text: str) -> bool:
        """Whether this can be read on the page."""
        return text in unescape(re.sub(r"<[^>]+>", "", self.text)).replace("\u00a0", " ")

    def _came(self, response: Any) -> "Browser":
        self.status, self.path, self.text = response.status_code, response.url.path, response.text
        self.headers = response.headers
        return self
