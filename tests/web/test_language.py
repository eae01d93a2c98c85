"""Every Chinese word that people see is marked for translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import config
from portal.trailwords import ACTIONS
from portal.workflow import ObjectionAction, PublicationAction, VetoAction

ROOT = Path(config.ROOT)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MARKERS = {
    "_", "_l", "_n", "gettext", "lazy_gettext", "ngettext",
    "Refused", "Invalid", "NotFound", "Forbidden", "Conflict", "AlreadyDone", "Sentence",
}  # fmt: skip
# What is Chinese by nature: schemes and their explanations carry both languages themselves, official
# documents are Chinese, the demo's story is data, commands speak both languages in one line, a notice is read
# as it is printed.
OTHERWISE = (
    "scoring/",
    "documents/",
    "demo/",
    "sheets/words.py",
    "account_cli.py",
    "audit_cli.py",
    "sheets/scores.py",
    "cli.py",
    "scheme_cli.py",
    "result_cli.py",
    "document_cli.py",
    "doctor.py",
    "doctor_cli.py",
    "commandwords.py",
    "queries/chain.py",
    "queries/recomputing.py",
    "queries/resultfile.py",
    "office/calendar_text.py",
)
CLAUSE = re.compile(r"[一二三四五]\([一二三四五六七]\)\d?")
AS_IT_IS = {
    "年", "月", "日",  # how people type a date
    r"(\s*年度)",  # how a scheme names its year
    "第", "〕第", "号",  # how people type a document number
    r"^[^\s〔〕0-9第]+〔\d{4}〕[1-9]\d*号$",  # the form of a 发文字号
    "各县、市、区人民政府，市政府各部门：",  # what stands in the circular, which is Chinese
    "甲乙丙丁戊己庚辛壬癸",  # the series of numbers under which units without names are graded
    "泄密", "见纸质档案",  # a ground by its title, and all that is written of it
    "市", "县区市", "办公室", "人民政府",  # parts of a unit's name, looked for in texts
    "是", "否", "有", "无", "表", "必填",  # a stranger's table
    "、，,;；\\n", "[、，,;；\\n]+",
}  # fmt: skip
"""Chinese that is read or printed as it is, in whatever language the page is."""

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = [
    path
    for path in sorted((ROOT / "portal").rglob("*.py"))
    if not path.relative_to(ROOT / "portal").as_posix().startswith(OTHERWISE)
]


def _needs_mark(text: str) -> bool:
    return bool(CHINESE.search(text)) and not CLAUSE.fullmatch(text) and text not in AS_IT_IS


def _unmarked_in_template(node: nodes.Node, marked: bool = False) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        marked = marked or node.node.name in MARKERS
    if isinstance(node, nodes.TemplateData) and _needs_mark(node.data.strip()):
        yield node.lineno, node.data.strip()
    if (
        isinstance(node, nodes.Const)
        and isinstance(node.value, str)
        and not marked
        and _needs_mark(node.value)
    ):
        yield node.lineno, node.value
    for child in node.iter_child_nodes():
        yield from _unmarked_in_template(child, marked)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_marks_every_chinese_word(path: Path) -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = environment.parse(path.read_text())
    assert list(_unmarked_in_template(tree)) == []


def _docstrings(tree: ast.AST) -> set[ast.Constant]:
    found = set()
    for node in ast.walk(tree):
        for statement in getattr(node, "body", []) if isinstance(getattr(node, "body", []), list) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(statement.value)
    return found


def _unmarked_in_module(
    node: ast.AST, skipped: set[ast.Constant], marked: bool = False
) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        marked = marked or name in MARKERS
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
        unmarked = not marked and _needs_mark(node.value)
        yield from [(node.lineno, node.value)] * unmarked
    for child in ast.iter_child_nodes(node):
        yield from _unmarked_in_module(child, skipped, marked)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT / "portal").as_posix())
def test_a_module_marks_every_chinese_word_that_people_see(path: Path) -> None:
    tree = ast.parse(path.read_text())
    found = list(_unmarked_in_module(tree, _docstrings(tree)))
    if path.name == "errors.py":
        found = [one for one in found if one[1] not in _defaults(tree)]
    assert found == []


def _defaults(tree: ast.AST) -> set[str]:
    """Default messages of the exceptions: marked by standing in errors.py, extracted with it."""
    return {
        default.value
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for default in node.args.defaults
        if isinstance(default, ast.Constant) and isinstance(default.value, str)
    }


def test_every_action_of_the_trail_has_its_chinese_name() -> None:
    wanted = set()
    for path in (ROOT / "portal" / "services").glob("*.py"):
        wanted |= set(re.findall(r'work\.audit\(\s*"([a-z_]+)"', path.read_text()))
    for suffix, actions in (
        ("veto", VetoAction),
        ("objection", ObjectionAction),
        ("publication", PublicationAction),
    ):
        wanted |= {f"{action.value}_{suffix}" for action in actions} - {"propose_withdrawal_veto"}
    assert wanted - set(ACTIONS) == set()
