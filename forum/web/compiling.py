"""Templates compiled once a language: what is said the same on every page is translated then, not at each reading."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, cast

from flask import has_request_context
from flask.templating import Environment
from flask_babel import force_locale, get_locale, gettext
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer


class _Template(Template):
    """A template whose module is made once: all pages share one set of globals, so Jinja need not compare them."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 - Jinja's call
        if self._module is None:
            self._module = self.make_module()
        return self._module


class LanguageEnvironment(Environment):
    """A Jinja environment that hands each request on to the one of its language."""

    language: str | None = None
    template_class = _Template

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._languages: dict[str, LanguageEnvironment] = {}

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002 - Jinja's
        if self.language is None and has_request_context():
            return self._of(str(get_locale()))._load_template(name, globals)  # noqa: SLF001 - one of our own
        return super()._load_template(name, globals)

    def _of(self, language: str) -> LanguageEnvironment:
        if language not in self._languages:
            one = self.overlay()
            one.language = language
            self._languages[language] = one
        return self._languages[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language is None:
            return tree
        with force_locale(self.language):
            _Fold(self).visit(tree)
        return tree


class _Fold(NodeTransformer):
    """Put in the place of `_("…")` and `asset("…")` with nothing variable in them what they will always say.

    Parts know nothing of the page, so one module of each serves all pages, however it is imported.
    """

    def __init__(self, environment: Environment) -> None:
        self._asset = cast("Callable[[str], str]", environment.globals["asset"])

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:  # noqa: N802 - Jinja's name
        if isinstance(node.template, nodes.Const) and str(node.template.value).startswith("_parts/"):
            node.with_context = False
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        if len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        said = node.args[0].value
        if node.node.name == "_":
            return nodes.TemplateData(gettext(said) % {}, lineno=node.lineno)
        if node.node.name == "asset":
            return nodes.Const(self._asset(said), lineno=node.lineno)
        return node
