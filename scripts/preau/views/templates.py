"""Templates: Jinja, made quick at what every value of every page asks of it, and the words and drawings they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup, escape

from preau.views.compiled import Compiled

Printer = Callable[[Any], str]
"""Turns a value into what stands in a page: escaped, typeset, unless it is markup already."""
_CONSTANT = re.compile(r'\{\{-?\s*(_|icon)\("([^"\\{}]*)"\)\s*\}\}')
REMEMBERED = 4096
"""How many printed values are kept at hand: the words of vocabularies, the names of places and people come often."""


def printer(typeset: Callable[[str], str] = str) -> Printer:
    """What prints values; plain texts go through `typeset`, markup was typeset when it was made."""

    @lru_cache(maxsize=REMEMBERED)
    def text(value: str) -> str:
        return str(escape(typeset(value)))

    def printed(value: Any) -> str:
        kind = type(value)
        if kind is str:
            return text(value)
        return value if kind is Markup else str(escape(value))

    return printed


class _Writer(CodeGenerator):
    """Compiles a printed value to one call of `printed`, which remembers, where Jinja would make two and forget."""

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A block gathers what it prints and hands it over once, where Jinja's would hand over each piece."""
        if frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - Jinja's
        """A call as it is: none of the functions that our templates are given asks for the context."""
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")


class _Context(Context):
    """The calls that remain, of the extensions: none of their functions asks for the context either."""

    def call(self, function: Any, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any) -> Any:
        return function(*args, **named)


class Remember(Extension):
    """`{% remember a, b %}…{% endremember %}`: drawn once for each (a, b), on pages at the same depth.

    What stands between the two may depend on nothing else that changes from one page to the next.
    """

    tags = {"remember"}  # noqa: RUF012 - as Jinja declares it

    def parse(self, parser: Parser) -> nodes.Node:
        """The block as a call of `_drawn`, which draws what it holds when it is not yet known."""
        line = next(parser.stream).lineno
        own = (parser.filename, parser.free_identifier().name)  # two blocks may have the same key
        place, key = nodes.Const(own), parser.parse_tuple()
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_drawn", [place, key]), [], [], body).set_lineno(line)

    def _drawn(self, place: tuple[str, str], key: Any, caller: Callable[[], str]) -> str:
        templates: Templates = self.environment  # type: ignore[assignment]
        memory = templates.memory
        whole = (place, templates.base, key)
        found = memory.get(whole)
        if found is None:
            if len(memory) >= REMEMBERED:
                memory.clear()
            found = memory[whole] = caller()
        return found


class Templates(Environment):
    """The templates of a site, the movement's own before ours."""

    code_generator_class = _Writer
    context_class = _Context

    def __init__(
        self, folders: Iterable[Path], words: NullTranslations, printed: Printer,
        constants: Mapping[str, Callable[[str], str]],
    ) -> None:  # fmt: skip
        """`constants` are the functions `_` and `icon`, whose value is put into the template when it is compiled."""
        self.printed, self.constants = printed, constants
        self.base = "./"  # the way from the page being drawn up to the root of the site
        self.memory: dict[Any, str] = {}
        self._known: dict[str | Template | None, Template] = {}
        super().__init__(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
            extensions=["jinja2.ext.i18n", Remember], bytecode_cache=Compiled(Path(__file__)),
        )  # fmt: skip
        self.install_gettext_translations(words, newstyle=False)  # type: ignore[attr-defined]
        self.globals["_"] = words.gettext  # the extension's own would look the function up at each sentence
        self.filters["fill"] = _fill

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Sentences and drawings without variables are put into the template once, not looked up for each page."""
        return _CONSTANT.sub(self._constant, super().preprocess(source, name, filename))

    def _constant(self, found: re.Match[str]) -> str:
        made = str(self.constants[found.group(1)](found.group(2)))
        return found.group() if "{" in made or found.group().startswith("{{-") else made

    def get_template(self, name: str | Template, *ways: Any, **named: Any) -> Template:
        """As Jinja's, which would look at each call whether the file has changed: none does during a build."""
        found = self._known.get(name)
        if found is None:
            found = super().get_template(name, *ways, **named)
            self._known[found.name] = found
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows: one dict for all, which is copied quicker than Jinja's chain of them."""
        return super().make_globals(d) if d else self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja's, but quick: a dict of ours is asked for its key first, any other value for its attribute."""
        try:
            return obj[attribute] if type(obj) is dict else getattr(obj, attribute)
        except (AttributeError, KeyError):
            return super().getattr(obj, attribute)


def _fill(text: str, **values: Any) -> Any:
    """Put values at their {names} in a sentence, escaped unless they are markup already."""
    return (
        Markup(text).format(**values)
        if any(isinstance(value, Markup) for value in values.values())
        else text.format(**values)
    )
