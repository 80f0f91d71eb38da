"""Markdown through its one door: what people mean comes out, what attackers mean does not."""

import json
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from forum.errors import Invalid
from forum.markup import MAX_SOURCE, Quote, cook, plain, tidy

pytestmark = pytest.mark.anywhere


def people(names):
    return {name: "Омарова Айгүл Сериковна" for name in names if name == "aigul.omarova"}


def test_plain_words_become_paragraphs_and_lines():
    assert cook("Добрый день.\nВторая строка\n\nНовый абзац").html == (
        "<p>Добрый день.<br>\nВторая строка</p>\n<p>Новый абзац</p>"
    )


def test_headings_stand_under_those_of_the_page():
    page = cook("# Раздел\n\n###### Мелкий").html
    assert "<h3>Раздел</h3>" in page
    assert "<h4>Мелкий</h4>" in page, "a step at a time"
    assert "<h1" not in page


def test_a_table_can_be_scrolled():
    page = cook("| Этап | Мин |\n|---|---|\n| Начало | 7 |").html
    assert '<div class="table-scroll" tabindex="0"><table>' in page
    assert "<td>Начало</td>" in page


def test_a_known_name_is_shown_in_full_and_an_unknown_one_stays_text():
    cooked = cook("@aigul.omarova и @nobody, почта a@aigul.omarova", people=people)
    assert '<a class="mention" href="/u/aigul.omarova">@Омарова Айгүл Сериковна</a>' in cooked.html
    assert "@nobody" in cooked.html
    assert cooked.html.count("mention") == 1
    assert cooked.mentions == ("aigul.omarova",)


def test_a_name_in_code_is_not_a_mention():
    assert cook("`@aigul.omarova`", people=people).mentions == ()


def test_quotes_know_what_they_quote():
    cooked = cook("> **Айгүл** в [№ 3](/t/дроби/5/3):\n> слова\n\nСсылка [сюда](/t/дроби/5/4) цитатой не является.")
    assert cooked.quotes == (Quote(5, 3),)
    assert "<blockquote>" in cooked.html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\nscript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](javascript:123)",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](//evil.example)",
        "![x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        '[x](http://a.b "onmouseover=alert(1)")',
        "<a href='javascript:alert(1)'>x</a>",
        "```<script>\n</script>```",
        '| <img src=x onerror="alert(1)"> |\n|---|\n| <b onclick=1>x</b> |',
    ],
)
def test_nothing_that_runs_survives(source):
    seen = Seen()
    seen.feed(cook(source).html)
    assert not seen.tags & {"script", "svg", "img", "b", "style", "iframe"}
    assert {name for name, _ in seen.attributes} <= {"href", "rel", "class", "tabindex", "title"}
    for name, value in seen.attributes:
        assert name != "href" or value.startswith(("http://", "https://", "/t/")), value


class Seen(HTMLParser):
    """The elements and attributes a browser would make of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def test_outside_links_carry_their_marks_and_own_ones_do_not():
    page = cook("https://example.org и [тема](/t/дроби/5)").html
    assert 'rel="nofollow noopener ugc"' in page
    assert '<a href="/t/дроби/5">тема</a>' in page


def test_a_text_over_the_limit_is_refused_before_any_work():
    with pytest.raises(Invalid) as refusal:
        cook("я" * (MAX_SOURCE + 1))
    assert refusal.value.field == "body"


BOMBS = {
    "brackets": "[" * 8000,
    "pictures": "![" * 8000,
    "cdata": "<![CDATA[" * 3000,
    "lists": "\n".join("  " * depth + "- x" for depth in range(300)),
    "quotes": ">" * 3000 + " x",
    "stars": "*a " * 8000,
    "underscores": "_a_" * 8000,
    "ticks": "`" * 16000,
    "links": "[a](" * 6000,
    "references": "[a]: " * 6000,
    "cells": "|" * 16000,
    "names": "@a " * 8000,
    "tags": "<div>" * 4000,
    "less": "<" * 20000,
    "entities": "&" * 20000,
    "slashes": "\\" * 20000,
    "parentheses": "(" * 20000,
    "lines": "\n" * 30000,
    "titles": '[a](b "' * 3000,
    "fences": "```\n" * 6000,
    "setext": "a\n=\n" * 8000,
    "mixed": "[*_`" * 7000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_out_within_two_seconds(name):
    began = time.process_time(), time.monotonic()
    cooked = cook(BOMBS[name][:MAX_SOURCE], people=people)
    assert time.process_time() - began[0] < 2.0
    assert time.monotonic() - began[1] < 6.0, "the child is killed after 1.6 s; the rest is a busy machine"
    assert isinstance(cooked.html, str)


def test_a_heavy_child_that_nobody_can_kill_any_more_is_ended_by_its_own_clock():
    program = "from forum.markup import child; child()"
    source = json.dumps([BOMBS["mixed"][:MAX_SOURCE], {}]).encode()
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], input=source, capture_output=True, cwd=root, check=False)
    assert done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}


def test_what_people_type_is_kept_apart_from_control_characters():
    assert tidy("и\u0306\r\nа\x00б\ud800") == "й\nаб?"


def test_plain_keeps_the_words_and_their_lines():
    assert plain("<p>Раз <strong>два</strong></p><ul><li>три &amp; четыре</li></ul>") == "Раз два\nтри & четыре"
