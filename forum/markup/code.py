"""Colours of code: a few kinds of words, told apart by Pygments, for the languages schools teach."""

from __future__ import annotations

import html
import re
from itertools import groupby

LONGEST = 12_000
LANGUAGES = {
    "bash": "bash", "sh": "bash", "c": "c", "cpp": "cpp", "c++": "cpp", "csharp": "csharp", "c#": "csharp",
    "cs": "csharp", "css": "css", "go": "go", "html": "html", "java": "java", "javascript": "javascript",
    "js": "javascript", "json": "json", "kotlin": "kotlin", "lua": "lua", "pascal": "pascal", "delphi": "pascal",
    "php": "html+php", "py": "python", "python": "python", "r": "r", "ruby": "ruby", "rust": "rust", "sql": "sql",
    "swift": "swift", "tex": "latex", "latex": "latex", "typescript": "typescript", "ts": "typescript", "xml": "xml",
    "yaml": "yaml",
}  # fmt: skip
# From the most particular to the most general: the first that holds names the colour.
KINDS = (
    ("Comment", "c"), ("Literal.String", "s"), ("Literal.Number", "m"), ("Keyword", "k"), ("Operator.Word", "k"),
    ("Name.Function", "f"), ("Name.Class", "f"), ("Name.Builtin", "f"), ("Name.Tag", "k"), ("Name.Attribute", "f"),
    ("Name.Decorator", "f"),
)  # fmt: skip
_BLOCK = re.compile(r'<pre><code class="language-([a-z0-9+#-]{1,20})">([^<]*)</code></pre>')


def holds(page: str) -> bool:
    """Say whether a cleaned page holds code of a named language."""
    return '<code class="language-' in page


def colour(page: str) -> str:
    """Mark the words of every block of code in a cleaned page; code of a language unknown here stays plain."""
    return _BLOCK.sub(_coloured, page)


def _coloured(match: re.Match[str]) -> str:
    source = html.unescape(match[2])
    name = LANGUAGES.get(match[1])
    if name is None or len(source) > LONGEST:
        return match[0]
    # Loaded only where somebody shows code: its lexers are many.
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415

    tokens = get_lexer_by_name(name, stripnl=False, ensurenl=False).get_tokens(source)
    marked = []
    for kind, group in groupby(((_kind(str(token)), text) for token, text in tokens), key=lambda one: one[0]):
        text = html.escape("".join(part for _, part in group), quote=False)
        marked.append(f'<span class="hl-{kind}">{text}</span>' if kind else text)
    return f'<pre><code class="language-{match[1]}">{"".join(marked)}</code></pre>'


def _kind(token: str) -> str:
    name = token.removeprefix("Token.")
    return next((short for begins, short in KINDS if name.startswith(begins)), "")
