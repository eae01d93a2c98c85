"""From a scheme file to a scheme: refused whole with every fault at once, or taken as it is."""

import hashlib
import re
import tomllib
from decimal import Decimal
from importlib import resources

from portal.scoring.faults import Faults, SchemeError
from portal.scoring.reading import read_scheme
from portal.scoring.scheme import Scheme
from portal.scoring.text import Text


def shipped(name: str) -> str:
    """The text of a scheme that comes with the portal, such as `dazhou-2012`; KeyError if there is none."""
    file = resources.files("portal.scoring").joinpath("schemes", f"{name}.toml")
    if not file.is_file():
        raise KeyError(name)
    return file.read_text(encoding="utf-8")


# What the parser says, by its beginning, in the words of somebody who edits the file.
_TOML = {
    "Invalid statement": "这一行不是“键 = 值”，也不是 [表]",
    "Expected '=' after a key": "键后面应为等号 =",
    "Invalid value": "等号后面的值写法不对（文字要加引号）",
    "Unclosed array": "方括号 ] 没有写全，或缺少逗号",
    "Unclosed inline table": "花括号 } 没有写全，或缺少逗号",
    "Unterminated string": "引号没有写全",
    "Illegal character": "文字里有不允许的字符（换行?引号没有写全）",
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare": "同一张表写了两次",
    "Duplicate inline table key": "同一个键写了两次",
    "Expected newline or end of document": "这一行后面多了内容，应另起一行",
    "Expected ']": "表名的方括号 ] 没有写全",
    "Invalid initial character for a key part": "键名写法不对，或多了一个逗号",
    "Trailing comma": "花括号里最后一项后面不能有逗号",
    "Unescaped '\\'": "文字里的反斜杠应写两个",
}
_TOML_PLACE = re.compile(r"^(.*?)\s*\(at line (\d+), column (\d+)\)$", re.S)


def _toml_fault(said: str) -> tuple[Text, Text]:
    """Where the file is no TOML, and what is wrong there."""
    found = _TOML_PLACE.match(said)
    where = Text("文件末尾", "end of file")
    if found:
        said = found[1]
        where = Text(f"第 {found[2]} 行第 {found[3]} 个字符", f"line {found[2]}, column {found[3]}")
    else:
        said = said.removesuffix(" (at end of document)")
    known = next((zh for begin, zh in _TOML.items() if said.startswith(begin)), said)
    return where, Text(known, said)


def load_scheme(toml_text: str) -> Scheme:
    """The scheme in a TOML text. Raises SchemeError with all faults, each with its place."""
    faults = Faults()
    try:
        data = tomllib.loads(toml_text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        where, what = _toml_fault(str(error))
        faults.add("TOML", f"{where.zh}写法有误：{what.zh}", f"{where.en}: {what.en}")
        raise SchemeError(faults.found) from error
    scheme = read_scheme(data, faults, hashlib.sha256(toml_text.encode()).hexdigest())
    if scheme is None or faults.found:
        raise SchemeError(faults.found)
    return scheme
