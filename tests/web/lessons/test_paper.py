"""A document says what it likes: on the page it stays text; our links stand only where its converter left a place."""

import re
import tempfile
from pathlib import Path

import docx
from lxml import html as lxml_html

from forum.documents.converters import gate, sandbox
from forum.feedback.queries import CommentRow
from forum.web.lessons.paper import Words, lay_out, lay_out_difference
from tests.factories.documents import make_png

WORDS = Words(comment='Комм"ентировать', places="Места", mark=lambda one: f"Замечание {one.number}")
EVIL = '<!--comment:b1--><img src="media:a.png" onerror="alert(1)"><script>alert(1)</script> data-block="b1"'


def convert(document):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "план.docx"
        document.save(str(path))
        return sandbox.convert(path, gate.inspect(path, path.name), into=Path(folder) / "out")


def evil_document():
    document = docx.Document()
    document.add_paragraph(EVIL)
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).text = EVIL
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.png"
        path.write_bytes(make_png())
        picture = document.add_picture(str(path))
    picture._inline.docPr.set("descr", f"\"' {EVIL}")
    return document


def comment(block, number=1):
    return CommentRow(
        id=number, number=number, kind="suggest", state="open", reason="", quote="", left_on=1, done_in=None,
        placement=None, block=block, start=None, end=None, position=0, post_id=1, post_number=2, cooked="",
        author_id=1, author_name="", author_username="", author_school="", created_at=None, answer=None,
    )  # fmt: skip


def test_text_of_a_document_never_becomes_markup():
    rendition = convert(evil_document())
    page = lay_out(
        rendition.html, media="/files/1/media/", words=WORDS, comments=[comment("b1")],
        comment_at="/lessons/1/comment?version=1&block=",
    )  # fmt: skip
    tree = lxml_html.fromstring(f"<div>{page}</div>")
    assert not tree.xpath("//script | //*[@onerror]")
    assert all(src.startswith("/files/1/media/") for src in tree.xpath("//img/@src"))
    links = tree.xpath("//a[@class='block-link']/@href")
    assert links == [f"/lessons/1/comment?version=1&block={block.id}" for block in rendition.blocks]
    assert tree.xpath("//a[@class='block-link']/@aria-label")[0] == 'Комм"ентировать'
    assert [mark.getparent().get("id") for mark in tree.xpath("//a[contains(@class, 'place-mark')]")] == ["b1"]
    (alt,) = tree.xpath("//img/@alt")
    assert alt == f"\"' {EVIL}"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_text_of_blocks_is_untouched():
    rendition = convert(evil_document())
    page = lay_out(rendition.html, media="/m/", words=WORDS, comment_at="/c?b=")
    tree = lxml_html.fromstring(f"<div>{page}</div>")
    for block in rendition.blocks:
        if block.kind != "image":
            (element,) = tree.xpath(f"//*[@data-block='{block.id}']")
            assert element.text_content() == block.text


def test_nobody_is_offered_to_comment_without_an_address():
    page = lay_out('<p data-block="b1">a<!--comment:b1--></p>', media="/m/", words=WORDS)
    assert page == '<p id="b1" data-block="b1">a</p>'


def test_block_that_has_an_address_keeps_it():
    page = lay_out('<li id="bfn1" data-block="b7">a<!--comment:b7--></li>', media="/m/", words=WORDS)
    assert re.findall(r'id="(\w+)"', page) == ["bfn1", "b7"]


def test_pictures_of_two_versions_come_from_their_own_files():
    page = lay_out_difference(
        '<img src="media:old/a.png" alt=""><img src="media:new/a.png" alt="">',
        old="/files/1/media/",
        new="/files/2/media/",
    )
    assert page == '<img src="/files/1/media/a.png" alt=""><img src="/files/2/media/a.png" alt="">'


def test_values_that_look_like_tags_and_places_are_left_alone():
    for value in ('"<!--comment:b1-->"', "'<!--comment:b1-->\"'", "'data-block=\"b1\"'", "'src=\"media:a.png\"'"):
        page = lay_out(f"<p title={value}>a</p>", media="/m/", words=WORDS, comment_at="/c?b=")
        assert page == f"<p title={value}>a</p>"
    page = lay_out('<img alt=\'> src="media:b.png"\' src="media:a.png">', media="/m/", words=WORDS)
    assert page == '<img alt=\'> src="media:b.png"\' src="/m/a.png">'


def test_places_of_a_drawn_page_are_folded_but_for_those_with_comments():
    drawn = (
        '<figure class="pdf-page"><svg><g data-block="b1"></g><g data-block="b2"></g></svg>'
        '<figcaption class="pdf-places" data-skip=""><ol><li class="pdf-place">Цель <!--comment:b1--></li>'
        '<li class="pdf-place">Итог <!--comment:b2--></li></ol></figcaption></figure>'
    )
    page = lay_out(drawn, media="/m/", words=WORDS, comments=[comment("b2")], comment_at="/c?b=")
    caption = lxml_html.fromstring(page).find("figcaption")
    assert [line.text_content() for line in caption.xpath("./ul/li")] == ["Итог 1"]
    assert caption.xpath("./ul//a/@href") == ["#c-1", "/c?b=b2"]
    assert caption.xpath("string(./details/summary)") == "Места"
    assert caption.xpath("./details/ol/li/a/@href") == ["/c?b=b1"]
    shown = lay_out(drawn, media="/m/", words=WORDS, comments=[comment("b2")])
    assert "Цель" not in shown, "who may not comment reads the page itself"
    assert lxml_html.fromstring(shown).xpath("//li/a/@href") == ["#c-1"]
    assert "figcaption" not in lay_out(drawn, media="/m/", words=WORDS)
