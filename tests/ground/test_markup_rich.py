"""Tables, notes, folded parts, formulas, code, tasks, emoji, files and marked words come out of Markdown safely."""

import re

import pytest

from forum.markup import EMOJI, Link, complete_emoji, cook, placed, plain
from tests.ground.test_markup import Seen

pytestmark = pytest.mark.anywhere


def test_the_sides_of_cells_are_classes_not_styles():
    page = cook("| a | b |\n|:-:|--:|\n| 1 | 2 |").html
    assert '<td class="is-center">1</td>' in page
    assert '<td class="is-right">2</td>' in page
    assert "style" not in page


def test_notes_lead_there_and_back_and_differ_from_post_to_post():
    cooked = cook("Раз[^а], два[^б], снова[^а].\n\n[^а]: Первая\n[^б]: Вторая")
    here, there = placed(cooked.html, 7), placed(cooked.html, 8)
    ids = re.findall(r'id="([^"]+)"', here)
    assert len(ids) == len(set(ids)) == 5
    assert {target.removeprefix("#") for target in re.findall(r'href="([^"]+)"', here)} <= set(ids)
    assert not set(ids) & set(re.findall(r'id="([^"]+)"', there))
    assert "Первая" in cooked.text


def test_a_label_of_a_note_gets_into_no_attribute():
    page = cook('a[^"onclick=x]\n\n[^"onclick=x]: b').html
    assert 'id="fn-0-1"' in page
    assert "onclick" not in page


def test_what_is_folded_keeps_its_markdown_and_may_hold_more_of_it():
    page = cook(
        'До\n\n[details="Ответ <b>"]\n**x**\n\n[details=Ещё]\nглубже\n[/details]\n\n- раз\n[/details]\n\nПосле'
    ).html
    assert page.count("<details>") == page.count("</details>") == 2
    assert "<summary>Ответ &lt;b&gt;</summary>" in page
    assert "<strong>x</strong>" in page
    assert page.index("<li>раз") < page.rindex("</details>") < page.index("После")


def test_a_fold_that_is_not_closed_stays_as_typed():
    assert "[details]" in cook("[details]\nтекст").html


def test_hidden_words_can_be_reached_by_the_keyboard():
    assert (
        '<span class="spoiler" tabindex="0">ответ <strong>5</strong></span>'
        in cook("[spoiler]ответ **5**[/spoiler]").html
    )


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        (r"$\frac{1}{2}$", {"math", "mfrac"}),
        (r"$$\sqrt{x^2+1}$$", {"math", "msqrt", "msup"}),
        (r"$a_1 < b$", {"math", "msub"}),
        ("$$\n\\begin{cases} x, & x>0 \\\\ -x & x<0 \\end{cases}\n$$", {"math", "mtable"}),
    ],
)
def test_a_formula_becomes_mathml_and_stays_readable_as_text(source, tags):
    cooked = cook(source)
    seen = Seen()
    seen.feed(cooked.html)
    assert tags <= seen.tags
    assert cooked.text.replace("\n", " ") == source.strip("$ \n").replace("\n", " ")


@pytest.mark.parametrize("source", ["Цена $5 и $10", "от $5-$7", r"\$x\$", "`$x$`", "$ x $", "a$b$c"])
def test_a_dollar_is_not_always_a_formula(source):
    assert "<math" not in cook(source).html


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<img src=x onerror=alert(1)>}",
        r'\text{" onmouseover="alert(1)}',
        r"\text{</math><script>alert(1)</script>}",
        r"\class{x}{y}",
        r"\style{background:url(//evil)}{y}",
        r"\color{red;background:url(//evil)}{y}",
        r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
        r"\newcommand{\a}{\a\a}\a",
        r"\hspace{1em\" onclick=\"x}",
        r"\rule{1em\" onclick=\"x}{1em}",
    ],
)
def test_nothing_that_runs_comes_out_of_a_formula(latex):
    seen = Seen()
    seen.feed(cook(f'${latex}$ и [x](/t/a/1 "${latex}$")').html)
    assert not seen.tags & {"script", "img", "style", "svg", "annotation-xml", "maction", "mglyph"}
    names = {name for name, _ in seen.attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "src", "xlink:href"})
    assert all(value.startswith("/t/") for name, value in seen.attributes if name == "href")


def test_what_is_no_formula_is_shown_as_it_was_typed():
    assert '<code class="formula">\\frac{</code>' in cook(r"$\frac{$").html


def test_code_has_its_words_marked_and_its_text_untouched():
    source = 'def f(x):  # <b>\n    return "a" + 1\n'
    page = cook(f"```python\n{source}```").html
    assert '<span class="hl-k">def</span>' in page
    assert '<span class="hl-c"># &lt;b&gt;</span>' in page
    assert plain(page).split() == source.split()


def test_code_of_an_unknown_language_stays_plain():
    assert (
        cook("```klingon\nQapla'\n```").html
        == '<pre tabindex="0"><code class="language-klingon">Qapla\'\n</code></pre>'
    )


def test_points_can_be_ticked_off():
    page = cook("- [ ] раз\n- [x] два\n- [три](/t/a/1)").html
    assert '<li><span class="task">☐</span> раз</li>' in page
    assert '<li><span class="task">☑</span> два</li>' in page
    assert page.count("task") == 2


def test_short_names_become_emoji_in_three_languages():
    assert cook(":thumbsup: :спасибо: :рақмет: 12:30:45 :нет_такого: `:fire:`").html == (
        "<p>👍 🙏 🙏 12:30:45 :нет_такого: <code>:fire:</code></p>"
    )
    assert complete_emoji("спас") == [("🙏", "спасибо")]
    assert len({name for one in EMOJI for name in one.names}) == sum(len(one.names) for one in EMOJI)


def test_a_picture_of_ours_has_its_size_and_waits_its_turn():
    page = cook("![Доска|800x600](/files/12/media/photo.jpg)").html
    assert '<img alt="Доска" height="600" loading="lazy" src="/files/12/media/photo.jpg" width="800">' in page
    assert cook("![Доска|800x600](/files/12/media/photo.jpg)").files == (12,)


def test_a_link_to_a_file_of_ours_is_a_card():
    page = cook("[План|DOCX, 120 КБ](/files/13/x.docx) [нет|x](https://example.org/files/13/)").html
    assert '<a class="file-card" href="/files/13/x.docx"><span class="file-name">План</span>' in page
    assert page.count("file-card") == 1


def test_marked_words_lead_to_tags_categories_and_associations():
    asked = []

    def links(words):
        asked.extend(words)
        return {"#дроби": Link("/tag/дроби"), "@физики:5": Link("/c/физики/5", "Физики города")}

    cooked = cook("#Дроби, #нет и @физики:5\n\n#дроби\n\n`#дроби` https://a.b/#дроби", links=links)
    assert asked == ["#дроби", "#нет", "@физики:5"]
    assert cooked.html.count('class="hashtag"') == 2, "at the head of a line it is a tag, not a heading"
    assert '<a class="mention" href="/c/физики/5">@Физики города</a>' in cooked.html
    assert ">#Дроби</a>" in cooked.html
    assert cooked.associations == (5,)
