"""Whatever is sent to whatever address by whomever: no error of ours, and nothing that takes long."""

import inspect
import io
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, run_wsgi_app

import config
from tests.access.rows import PEOPLE, ROWS
from tests.access.test_matrix import _address as address_of
from tests.access.test_matrix import prepared
from tests.evidence import files
from tests.web.reading import Page, SeenForm
from tests.world import Person, World

__all__ = ["prepared"]

NO_PAGES = {"static", "htmx_script", "units.paper", "office.circular_draft", "office.scheme_paper"}
LONGEST = 2.0
"""Seconds of computing, however busy the machine is."""

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(config.ROOT, "portal").rglob("*.py"))
ASKED = re.compile(r"request\.(?:args|form|values)\.get(?:list)?\(\s*\"(\w+)\"")
WORD = re.compile(r"\"([a-z_]{1,20})\"")
FIELD = re.compile(r"^    (\w+) = \w*Field\(", re.MULTILINE)
NAMES = sorted({*ASKED.findall(SOURCES), *FIELD.findall(SOURCES), "csrf_token[]", "__proto__", "单位", ""})

TEXTS = [
    "", " ", "0", "-1", "1", "2", "3.5", "1e309", "NaN", "Infinity",
    "true", "null", "None", "[]", "{}", "٣", "²", "１２",
    "9" * 19, "9" * 400, "-" + "9" * 30, str(2**31), str(2**63), "0x10", "1_000", "+1", "1,000",
    "2013-12-31", "2013-02-30", "0000-00-00", "9999-12-31",
    "10000-01-01", "2013-12-31T00:00", "十二月", "24:00",
    "\x00", "a\x00b", "\ud800", "x\udfff", "\ufeff", "\u202e反",
    "\u2028", "𠮷", "é" * 40, "e\u0301", "\r\nX-Evil: 1",
    "documents", "supervision", "doc-filing", "facts/1", "facts",
    "county", "accept", "adjust", "reject", "veto:1",
    "字" * 6000, "a" * 70_000, "%", "_", "%%", "\\", "'", '"', "' OR 1=1 --",
    "'; DROP TABLE facts; --", "*", "(", "[a",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}",
    "{% if %}", "${7*7}", "%(x)s", "%s", "{0}",
    "../../etc/passwd", "/etc/passwd", "//evil.example", "https://evil.example/",
    "/\\evil.example", "/\t/evil.example",
    "=1+1", "@SUM(1)", "javascript:alert(1)", "data:text/html,x",
    "a,b,c", "1|2", "1:2", "1/2", "::", "true\n", "\t",
]  # fmt: skip
PATHS = [
    b"0",
    b"-1",
    b"1",
    b"7",
    b"999999",
    b"9" * 12,
    b"9" * 300,
    b"x",
    b"%",
    b"%zz",
    b"\xff",
    b"\xed\xa0\x80",
    b"\x00",
]
PATHS += [
    b"..",
    b"../..",
    b"%2e%2e%2f",
    "字".encode(),
    b"a" * 5000,
    b"1.5",
    b"documents",
    b"county",
    b" ",
    b"'",
    b"<",
]
KINDS = [
    "text/plain",
    "application/json",
    "application/xml",
    "multipart/form-data",
    "",
    "x",
    "text/html; charset=utf-7",
]
HEADERS = {
    "HX-Request": ["true", "false", "字"],
    "HX-Target": ["rows", "facts", "facts-1", "a b", "\xff", ""],
    "HX-Current-URL": ["http://localhost/2013/unit/", "http://[", "x", "http://localhost/\xe5"],
    "HX-Boosted": ["true"],
    "HX-History-Restore-Request": ["true"],
    "HX-Trigger": ["x", "\xff"],
    "HX-Prompt": ["%E5%AD"],
    "Referer": ["http://localhost/2013/unit/", "http://[::1", "javascript:1", "\xe5\xad"],
    "If-None-Match": ["*", '"x"', 'W/"', '"' + "a" * 4000 + '"'],
    "If-Modified-Since": ["x", "Thu, 01 Jan 1970 00:00:00 GMT"],
    "Range": ["bytes=0-0", "bytes=5-1", "bytes=-", "x", "bytes=99999999999999999999-"],
    "Accept-Language": ["en", "xx-YY;q=x", "字", "*", ",,,;"],
    "Accept": ["application/json", "*/*", "x"],
    "X-Forwarded-For": ["1.2.3.4", "x" * 300],
    "X-HTTP-Method-Override": ["DELETE"],
    "Host": ["evil.example", "localhost:99999", "字"],
    "Cookie": ["kaoping=x", "kaoping=" + "a" * 4000, "kaoping=.eJw.x.y", ";;=;"],
    "Content-Length": ["0", "5"],
    "Transfer-Encoding": ["chunked"],
}  # fmt: skip


def _files() -> list[tuple[bytes, str]]:
    return [
        (b"", ""),
        (b"", "empty.pdf"),
        (b"\x00" * 100, "\x00.xlsx"),
        (files.pdf(), "证明.pdf"),
        (files.excel(), "台账.xlsx"),
        (files.picture(), "../../x.png"),
        (files.word(), "a" * 400),
        (b"PK\x03\x04" + bytes(40), "x.xlsx"),
    ]


def _asked_by(view: Callable[..., object]) -> list[str]:
    """The words in the module of a view: whatever it asks of a request is among them."""
    place = inspect.getsourcefile(inspect.unwrap(view))
    return sorted(set(WORD.findall(Path(place).read_text(encoding="utf-8")))) if place else []


@dataclass
class Sending:
    """One request, as it can be shown and sent once more."""

    who: str
    method: str
    path: str
    query: str = ""
    how: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        address = f"{self.who} {self.method} {self.path[:200]}?{self.query[:300]}"
        return f"{address} {str(self.how)[:600]} {self.headers}"


class Chance:
    """Requests drawn by chance: half of what they carry fits the address, half does not."""

    def __init__(self, world: World, parts: dict[str, object], seed: int) -> None:
        self.random, self.parts = random.Random(seed), parts
        self.rules = sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule)
        self.files = _files()
        views = world.app.view_functions
        self.names = {endpoint: _asked_by(view) or NAMES for endpoint, view in views.items()}

    def sending(self, people: Mapping[str, Person], forms: Mapping[str, list[SeenForm]]) -> Sending:
        who = self.random.choice(list(PEOPLE))
        token = people[who].token
        if forms[who] and self.random.random() < 0.4:
            made = self._form(who, self.random.choice(forms[who]), token)
        else:
            made = self._anything(who, token)
        for name in self.random.sample(list(HEADERS), self.random.choice([0, 0, 0, 1, 1, 2, 4])):
            made.headers[name] = self.random.choice(HEADERS[name])
        return made

    def _form(self, who: str, form: SeenForm, token: str) -> Sending:
        """A form that stands on the person's own page, with something in it that nobody would type."""
        fields = [(name, token if name == "csrf_token" else value) for name, value in form.fields]
        for place in self.random.sample(
            range(len(fields)), min(len(fields), self.random.choice([0, 1, 1, 2, 5]))
        ):
            if fields[place][0] != "csrf_token":
                fields[place] = (fields[place][0], self._text())
        if self.random.random() < 0.2:
            fields += self._pairs()
        if form.files:
            return Sending(who, "POST", form.action, how=self._multipart(fields, form.files))
        text = "&".join(f"{self._encoded(name)}={self._encoded(value)}" for name, value in fields)
        if form.method == "GET":
            return Sending(who, "GET", form.action, text)
        kind = "application/x-www-form-urlencoded"
        return Sending(who, "POST", form.action, how={"data": text.encode(), "content_type": kind})

    def _anything(self, who: str, token: str) -> Sending:
        own = [rule for rule in self.rules if ROWS[rule.endpoint][who] == "Y"]
        rule = self.random.choice(own if self.random.random() < 0.7 else self.rules)
        methods = [*sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})] * 8
        method = self.random.choice([*methods, "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
        made = Sending(who, method, self._path(rule))
        if self.random.random() < 0.5:
            pairs = self._pairs(self.names[rule.endpoint])
            made.query = "&".join(f"{self._encoded(name)}={self._encoded(text)}" for name, text in pairs)
        if method in ("POST", "PUT", "PATCH"):
            made.how = self._body(token)
        return made

    def _path(self, rule: Rule) -> str:
        def part(found: re.Match[str]) -> str:
            name = found.group(1).rpartition(":")[2]
            if self.random.random() < 0.9 and name in self.parts:
                return str(self.parts[name])
            return quote_from_bytes(self.random.choice(PATHS), safe="")

        return re.sub(r"<([^>]+)>", part, rule.rule)

    def _pairs(self, names: Sequence[str] = NAMES) -> list[tuple[str, str]]:
        """Names and what they are to be: from all names that the portal asks for, or an address's own."""
        count = self.random.choice([0, 1, 2, 4, 9, 30])
        drawn = [self.random.choice(names if self.random.random() < 0.8 else NAMES) for _ in range(count)]
        return [(name, self._text()) for name in drawn]

    def _text(self) -> str:
        if self.random.random() < 0.2:
            return str(self.random.choice(list(self.parts.values())))
        text = self.random.choice(TEXTS)
        return text + self.random.choice(TEXTS) if self.random.random() < 0.1 else text

    @staticmethod
    def _encoded(text: str) -> str:
        return quote_from_bytes(text.encode("utf-8", "surrogatepass"))

    def _body(self, token: str) -> dict[str, Any]:
        pairs = self._pairs()
        if self.random.random() < 0.9:
            pairs.append(("csrf_token", token))
        if self.random.random() < 0.3:
            pairs.append(("version", str(self.random.choice([0, 1, 2, 3, 4]))))
        kind = self.random.random()
        if kind < 0.6:
            text = "&".join(f"{self._encoded(name)}={self._encoded(value)}" for name, value in pairs)
            return {"data": text.encode(), "content_type": "application/x-www-form-urlencoded"}
        if kind < 0.85:
            return self._multipart(pairs)
        noise = self.random.randbytes(self.random.choice([0, 1, 100, 5000]))
        return {"data": noise, "content_type": self.random.choice(KINDS)}

    def _multipart(self, pairs: list[tuple[str, str]], places: Sequence[str] = ()) -> dict[str, Any]:
        body = b""
        for name, value in pairs:
            body += b'--x\r\nContent-Disposition: form-data; name="' + name.encode("utf-8", "replace")
            body += b'"\r\n\r\n' + value.encode("utf-8", "surrogatepass") + b"\r\n"
        for _ in range(self.random.choice([0, 1, 1, 3])):
            content, called = self.random.choice(self.files)
            place = self.random.choice(places or ["file", "file", "scan", *NAMES[:3]])
            body += f'--x\r\nContent-Disposition: form-data; name="{place}"; filename="{called}"\r\n'.encode()
            body += b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n"
        ending = self.random.choice([b"--x--\r\n", b"--x--", b"--x", b"", b"--y--"])
        return {"data": body + ending, "content_type": "multipart/form-data; boundary=x"}


def _send(person: Person, made: Sending) -> int:
    """Past the test client, which would itself stumble over some of it."""
    application = person.client.application
    builder = EnvironBuilder(path="/", method=made.method, input_stream=io.BytesIO(made.how.get("data", b"")))
    environ = builder.get_environ()
    environ["PATH_INFO"] = unquote_to_bytes(made.path).decode("latin-1")
    environ["QUERY_STRING"] = made.query
    if made.how:
        environ["CONTENT_TYPE"] = made.how["content_type"]
        environ["CONTENT_LENGTH"] = str(len(made.how["data"]))
    cookie = person.client.get_cookie(application.config["SESSION_COOKIE_NAME"])
    environ["HTTP_COOKIE"] = f"{cookie.key}={cookie.value}" if cookie else ""
    for name, value in made.headers.items():
        plain = name in ("Content-Length", "Content-Type")
        key = name.upper().replace("-", "_")
        environ[key if plain else f"HTTP_{key}"] = value.encode("utf-8").decode("latin-1")
    _body, status, _headers = run_wsgi_app(application, environ, buffered=True)
    return int(status.split()[0])


def _own_forms(
    world: World, parts: dict[str, object], who: str, person: Person, endpoints: Collection[str]
) -> list[SeenForm]:
    """Every form on those pages that the person can open."""
    found: dict[tuple[str, tuple[str, ...]], SeenForm] = {}
    for endpoint in endpoints:
        row = ROWS[endpoint]
        rule = next(iter(world.app.url_map.iter_rules(endpoint)))
        if row[who] != "Y" or "GET" not in (rule.methods or set()) or endpoint in NO_PAGES:
            continue
        path = address_of(world, endpoint, parts)
        answer = person.get(path)
        for form in Page(path, answer.text if answer.mimetype == "text/html" else "").forms:
            if "/sign-out" not in form.action and "/sign-in" not in form.action:
                found[form.action, tuple(name for name, _ in form.fields)] = form
    return list(found.values())


def _faults(
    world: World, parts: dict[str, object], seed: int, times: int, pages: int
) -> tuple[list[str], Counter[int]]:
    """What went wrong, and how often each answer came."""
    chance, found, met = Chance(world, parts, seed), [], Counter[int]()
    people = {who: Person(world.app.test_client(), login) for who, login in PEOPLE.items()}
    drawn = chance.random.sample(sorted(ROWS), min(pages, len(ROWS)))
    forms = {who: _own_forms(world, parts, who, person, drawn) for who, person in people.items()}
    for _ in range(times):
        draft = chance.sending(people, forms)
        began = time.thread_time()
        try:
            status = _send(people[draft.who], draft)
        except Exception as error:  # the application's own, let through in tests: it would be a 500
            found.append(f"{type(error).__name__}: {str(error)[:300]} ← {_place(error)}\n   {draft}")
            continue
        taken = time.thread_time() - began
        met[status] += 1
        if status >= 500 or taken > LONGEST:
            found.append(f"{status} after {taken:.1f} s\n   {draft}")
        if status == 303 and "sign" in draft.path:  # may have been signed out: at the desk again
            people[draft.who] = Person(world.app.test_client(), PEOPLE[draft.who])
    return found, met


def _place(error: BaseException) -> str:
    places, trace = [], error.__traceback__
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(places[-7:]))


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # of a body that breaks off half-way
@pytest.mark.parametrize("seed", range(2))
def test_no_request_whatever_it_carries_meets_an_error_of_ours(
    prepared: tuple[World, dict[str, object]], seed: int, count: Callable[[int, int], int]
) -> None:
    world, parts = prepared
    times = count(150, 5_000)
    faults, met = _faults(world, parts, seed, times, count(25, 1_000))
    assert met[200] + met[303] + met[422] > times / 3, f"most were turned away at the door: {met}"
    assert faults == [], f"{len(faults)} faults:\n" + "\n".join(faults[:12])
