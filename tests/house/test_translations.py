"""Every sentence of the interface exists in Russian, Kazakh and English, with the plural forms of each language."""

import ast
import re
from functools import cache
from pathlib import Path

import jinja2
import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from tests.house.tree import ROOT, dotted, source, tree, under

LOCALE = ROOT / "forum" / "locale"
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
PLURALS = {"ru": 3, "kk": 2, "en": 2}
CYRILLIC = re.compile(r"[А-Яа-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ]{2,}")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
MARKERS = {"_", "N_", "gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext", "lazy_ngettext"}

# template or module -> why its Cyrillic stands unmarked
OWN_NAMES = {"Қазақша", "Русский"}
UNMARKED = {
    "templates/site/styleguide.html": "samples of the parts, shown in demo mode to those who build pages",
    "forum/web/site/specimens.py": "what those samples are filled with",
    "forum/accounts/operations/usernames.py": "letters and endings of names, never shown",
    "forum/accounts/policy.py": "rows of keys and passwords everybody knows; the sentences beside them are marked",
}


@cache
def messages() -> dict[str, str | None]:
    """Map every marked msgid to its plural msgid, or to None; both as the sources spell them."""
    with (LOCALE / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found: dict[str, str | None] = {}
    for folder in ("forum", "templates"):
        extracted = extract_from_dir(ROOT / folder, methods, options, KEYWORDS, directory_filter=is_searched)
        for _file, _line, message, _comments, _context in extracted:
            singular, plural = message if isinstance(message, tuple) else (message, None)
            found[singular] = plural or found.get(singular)
    return found


def is_searched(folder: str | Path) -> bool:
    """Tell whether marked strings may stand in a folder: unlike Babel's own rule, `templates/_parts` counts."""
    return not Path(folder).name.startswith((".", "__"))


def catalog(language: str) -> dict[str, polib.POEntry]:
    """Return the entries of a language by msgid."""
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    return {entry.msgid: entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def test_there_is_something_to_translate():
    assert len(messages()) > 20


@pytest.mark.parametrize("language", ["kk", "en"])
def test_every_sentence_is_translated(language):
    entries = catalog(language)
    missing = [
        msgid
        for msgid in messages()
        if msgid not in entries or not (entries[msgid].msgstr or any(entries[msgid].msgstr_plural.values()))
    ]
    assert not missing


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_plural_has_all_forms(language):
    entries = catalog(language)
    plurals = [msgid for msgid, plural in messages().items() if plural]
    short = [
        msgid
        for msgid in plurals
        if msgid not in entries
        or len([form for form in entries[msgid].msgstr_plural.values() if form]) != PLURALS[language]
    ]
    assert not short


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_nothing_is_fuzzy_or_stale(language):
    entries = catalog(language)
    assert not [msgid for msgid, entry in entries.items() if entry.fuzzy]
    assert not entries.keys() - messages().keys()


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_placeholders_survive_translation(language):
    wrong = {}
    for msgid, entry in catalog(language).items():
        asked = {*PLACEHOLDER.findall(msgid), *PLACEHOLDER.findall(entry.msgid_plural)}
        for said in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            # «1 ответ» may be said in words, so a plural form may leave its number out; nothing may be added.
            given = {*PLACEHOLDER.findall(said)}
            if given - asked or (asked - given and not entry.msgid_plural):
                wrong[msgid] = said
            if re.search(r"%(?!\(\w+\)[sd]|%)", said) and PLACEHOLDER.search(said):
                wrong[msgid] = said
    assert not wrong


def test_english_and_kazakh_are_not_russian_copies():
    """A sentence of three words or more that reads the same was not translated."""
    copies = {
        (language, msgid)
        for language in ("kk", "en")
        for msgid, entry in catalog(language).items()
        if entry.msgstr == msgid and len(CYRILLIC.findall(msgid)) >= 3
    }
    assert not copies


@pytest.mark.parametrize("path", under("templates", suffix=".html") + under("templates", suffix=".txt"), ids=str)
def test_templates_speak_through_the_catalogs(path):
    if str(path) in UNMARKED:
        return
    environment = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.do"])
    inside, bare = False, []
    for line, kind, value in environment.lex(source(path)):
        if kind == "name" and value in {"trans", "endtrans"}:
            inside = value == "trans"
        if kind == "data" and not inside:
            bare += [f"{line}: {word}" for word in CYRILLIC.findall(value) if word not in OWN_NAMES]
    assert not bare


def test_web_and_domain_speak_through_the_catalogs():
    paths = [
        path
        for path in under("forum", suffix=".py")
        if path.is_relative_to("forum/web") or path.stem in {"policy", "errors"} or "operations" in str(path)
    ]
    assert not [place for path in paths if str(path) not in UNMARKED for place in unmarked(path)]


def unmarked(path) -> list[str]:
    """List the Russian or Kazakh sentences of a module that no marker holds and that are not docstrings."""
    marked: set[ast.AST] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in MARKERS:
            marked.update(ast.walk(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            marked.add(node.value)
    return [
        f"{path}:{node.lineno} {node.value[:60]}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in marked
        and any(word not in OWN_NAMES for word in CYRILLIC.findall(node.value))
        # A word in small letters is data (a row of keys, a common password), not something said to a person.
        and (" " in node.value or node.value == node.value.capitalize())
    ]
