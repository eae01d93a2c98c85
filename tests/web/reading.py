"""What a browser reads in a page: its forms with their fields, and its links."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

Attributes = list[tuple[str, str | None]]


@dataclass
class SeenForm:
    """A form: where it is sent, its fields as they are filled in now, those that are written in."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """A page's forms and links."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[SeenForm] = []
        self.links: list[str] = []
        self._select = self._area = ""
        self._written: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and found.get("href", "").startswith("/"):
            self.links.append(found["href"])
        if tag == "form":
            method = found.get("method", "get").upper()
            self.forms.append(SeenForm(urlsplit(found.get("action") or self.path).path, method))
        elif self.forms:
            self._field(tag, found, self.forms[-1])

    def _field(self, tag: str, found: dict[str, str], form: SeenForm) -> None:
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in found or found.get("value")):
            self._choose(form, found)
        elif tag == "textarea":
            self._area, self._written = name, []
        elif tag in ("input", "button") and name:
            if kind == "file":
                form.files.append(name)
            elif kind not in ("checkbox", "radio") or "checked" in found:
                form.fields.append((name, found.get("value", "on" if kind == "checkbox" else "")))
                form.typed += [name] if tag == "input" and kind in ("text", "search", "number") else []

    def _choose(self, form: SeenForm, found: dict[str, str]) -> None:
        others = [one for one in form.fields if one[0] != self._select]
        if "selected" in found or len(others) == len(form.fields):
            form.fields[:] = [*others, (self._select, found.get("value", ""))]

    def handle_data(self, data: str) -> None:
        if self._area:
            self._written.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._area and self.forms:
            self.forms[-1].fields.append((self._area, "".join(self._written)))
            self.forms[-1].typed.append(self._area)
            self._area = ""
