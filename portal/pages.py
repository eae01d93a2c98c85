"""The templates: what is the same in every request is settled when a template is compiled.

Pages hold hundreds of words of ours, and nearly every page is in the language that they are written in. So
`_('…')` with nothing to fill in becomes plain text of the template there; in another language the same
templates look each word up as they are drawn.
"""

from types import CodeType
from typing import Any

from flask import current_app
from flask.templating import Environment
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from jinja2_fragments import render_block

from portal.language import in_source_language

_compiled: dict[tuple[Any, ...], CodeType] = {}


class _Settled(NodeTransformer):
    """A template in which our own words stand as they are read."""

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - the visitor's own way of naming
        found = self.generic_visit(call)
        said = isinstance(call.node, nodes.Name) and call.node.name == "_" and len(call.args) == 1
        if not said or call.kwargs or call.dyn_args or call.dyn_kwargs:
            return found
        message = call.args[0]
        if not isinstance(message, nodes.Const) or not isinstance(message.value, str):
            return found
        return nodes.TemplateData(message.value % {}, lineno=call.lineno)


class Pages(Environment):
    """Flask's environment, which settles the words of the source language."""

    settles = True

    def compile(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Compile a template, the same text once per process: tests make hundreds of applications."""
        if not isinstance(source, str) or kwargs:
            return super().compile(source, *args, **kwargs)
        text = (self.settles, source, *args)
        if text not in _compiled:
            tree = self.parse(source, *args[:2])
            _compiled[text] = super().compile(_Settled().visit(tree) if self.settles else tree, *args)
        return _compiled[text]

    def in_other_languages(self) -> "Pages":
        """The same templates, each word looked up as it is drawn."""
        other = self.overlay()
        other.settles = False
        other.globals = {**self.globals, "ui": other.get_template("components/ui.html").module}
        return other


def drawn(template: str, block: str, context: dict[str, Any]) -> str:
    """A page as text, or just its block, in the reader's language."""
    pages = _of_the_reader()
    current_app.update_template_context(context)
    if block:
        return render_block(pages, template, block, **context)
    return pages.get_template(template).render(context)


def _of_the_reader() -> Environment:
    here = current_app.jinja_env
    if in_source_language() or not isinstance(here, Pages):
        return here
    if "pages" not in current_app.extensions:
        current_app.extensions["pages"] = here.in_other_languages()
    found: Pages = current_app.extensions["pages"]
    return found
