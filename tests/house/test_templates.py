"""Templates hold no style, script or trusted HTML of their own: the strict CSP and the one door stay true."""

import re

import pytest

from tests.house.tree import markup, under

# Made safe by forum.markup when it was written, and stored so.
COOKED = re.compile(r"\w+(\.\w+)*\.cooked\Z")

# (template, expression before |safe) -> why it may be trusted
SAFE = {
    ("templates/lessons/_comments.html", "one.cooked"): "a post, cooked by forum.markup when it was written",
    ("templates/lessons/_comments.html", "one.answer.cooked"): "a post, cooked by forum.markup when it was written",
    ("templates/topics/_preview.html", "html"): "cooked by forum.markup for this one look",
    ("templates/topics/_stream.html", "slot"): "a comment of our own between posts, replaced by the reader's layer",
    ("templates/topics/show.html", "stream_html"): "the stream of posts, rendered by _stream.html",
}

SAFE_FILTER = re.compile(r"([\w.\[\]'\"()]+)\s*\|\s*safe\b")
AUTOESCAPE = re.compile(r"{%-?\s*autoescape\b")
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE | re.DOTALL)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)
# Data for a script, never run by a browser.
DATA_SCRIPT = re.compile(r"type=\"application/(?:ld\+)?json\"")
FOREIGN = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)
SCRIPT_URL = re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE)

PAGES = [path for path in under("templates", suffix=".html") if not path.is_relative_to("templates/email")]
LETTERS = under("templates/email", suffix=".html")


def places(pattern: re.Pattern[str], text: str) -> list[str]:
    """List `line: text` of every match."""
    return [f"{text.count(chr(10), 0, match.start()) + 1}: {match[0][:80]}" for match in pattern.finditer(text)]


@pytest.mark.parametrize("path", [*PAGES, *LETTERS], ids=str)
def test_safe_is_explained(path):
    text = markup(path)
    taken = {(str(path), match[1]) for match in SAFE_FILTER.finditer(text) if not COOKED.match(match[1])}
    assert taken <= SAFE.keys()
    assert not places(AUTOESCAPE, text)


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_no_inline_style_handler_or_script(path):
    text = markup(path)
    assert not places(INLINE_STYLE, text)
    assert not places(INLINE_HANDLER, text)
    assert not places(SCRIPT_URL, text)
    inline = [body for attributes, body in SCRIPT.findall(text) if body.strip() and not DATA_SCRIPT.search(attributes)]
    assert not inline


# Mail programs drop style sheets, so letters keep their style on the tag; scripts have no place there at all.
@pytest.mark.parametrize("path", LETTERS, ids=str)
def test_letters_hold_no_script_and_fetch_nothing(path):
    text = markup(path)
    assert not places(INLINE_HANDLER, text)
    assert "<script" not in text.lower()
    assert "<img" not in text.lower()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_nothing_comes_from_another_host(path):
    assert not places(FOREIGN, markup(path))


def test_every_explained_safe_is_still_there():
    there = {(str(path), match[1]) for path in [*PAGES, *LETTERS] for match in SAFE_FILTER.finditer(markup(path))}
    assert SAFE.keys() <= there


def test_every_post_form_carries_its_token():
    forms = re.compile(r"<form\b[^>]*method\s*=\s*[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)
    bare = [
        f"{path}:{place}"
        for path in PAGES
        for match in forms.finditer(markup(path))
        if not re.search(r"csrf", match[0])
        for place in places(re.compile(re.escape(match[0][:60])), markup(path))
    ]
    assert not bare
