"""From a scheme file to a scheme: refused whole with every fault at once, or taken as it is."""

import hashlib
import tomllib
from decimal import Decimal
from importlib import resources

from portal.scoring.faults import Faults, SchemeError
from portal.scoring.reading import read_scheme
from portal.scoring.scheme import Scheme


def shipped(name: str) -> str:
    """The text of a scheme that comes with the portal, such as `dazhou-2012`; KeyError if there is none."""
    file = resources.files("portal.scoring").joinpath("schemes", f"{name}.toml")
    if not file.is_file():
        raise KeyError(name)
    return file.read_text(encoding="utf-8")


def load_scheme(toml_text: str) -> Scheme:
    """The scheme in a TOML text. Raises SchemeError with all faults, each with its place."""
    faults = Faults()
    try:
        data = tomllib.loads(toml_text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        faults.add("文件", f"不是有效的 TOML:{error}", f"is not valid TOML: {error}")
        raise SchemeError(faults.found) from error
    scheme = read_scheme(data, faults, hashlib.sha256(toml_text.encode()).hexdigest())
    if scheme is None or faults.found:
        raise SchemeError(faults.found)
    return scheme
