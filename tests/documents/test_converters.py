"""Every kind becomes a page whose blocks have the same text in the browser and on the server."""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree, html
from PIL import Image

from forum.documents.converters import blocks, sandbox
from forum.documents.converters.gate import Kind, inspect
from forum.documents.converters.plain import decode
from forum.documents.converters.rendition import Rendition, codepoints_to_utf16, utf16_to_codepoints
from forum.documents.converters.sandbox import ConversionFailed, convert
from tests.documents import factories


def parsed(rendition):
    return html.fragment_fromstring(rendition.html, create_parent="div")


def text_content(element):
    """Do what the browser script does: text nodes in order, without nested blocks and skipped parts."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.get("data-block") is None and child.get("data-skip") is None:
            parts.append(text_content(child))
        parts.append(child.tail or "")
    return "".join(parts)


def check(rendition):
    root = parsed(rendition)
    elements = {
        item.get("data-block"): item for item in root.iter() if isinstance(item.tag, str) and item.get("data-block")
    }
    assert list(elements) == [block.id for block in rendition.blocks]
    for block in rendition.blocks:
        assert text_content(elements[block.id]) == block.text
        assert elements[block.id].get("data-kind") == block.kind
        assert block.text == block.text.strip() or block.kind == "code"
        assert rendition.html.count(f"<!--comment:{block.id}-->") == 1
    assert not re.search(r"<[^>]*(?:style=|onerror|javascript:|src=\"(?!media:))|<script", rendition.html)
    names = set(re.findall(r"media:([\w.-]+)", rendition.html))
    assert names == {item.name for item in rendition.media}
    assert all(item.path.is_file() for item in rendition.media)
    return root


def converted(path, tmp_path, name=None):
    """Convert a file as it is stored: under a name that has no ending."""
    stored = tmp_path / "stored"
    stored.write_bytes(path.read_bytes())
    return convert(stored, inspect(path, name or path.name), into=tmp_path / "out")


def cell(root, text):
    return next(item for item in root.iter("td", "th") if text in "".join(item.itertext()))


def test_docx_keeps_tables_shading_alignment_and_words(tmp_path):
    rendition = converted(factories.lesson_docx(tmp_path / "a.docx", picture=True), tmp_path)
    root = check(rendition)
    assert cell(root, "Бөлшектерді").get("colspan") == "2"
    assert cell(root, "Мақсаты").get("rowspan") == "2"
    assert "shade-yellow" in cell(root, "Тақырып").get("class")
    assert cell(root, "Учитель").tag == "th"
    assert root.find(".//h3") is not None
    assert root.find(".//h1") is None
    assert root.find(".//p[@class='ta-center']").text == "Ортаға"
    assert root.find(".//span[@class='text-red']").text == "задание"
    assert len(root.findall(".//col")) >= 6
    assert [item.kind for item in rendition.blocks if item.text in {"первый", "второй"}] == ["item", "item"]
    by_text = {item.text: item for item in rendition.blocks}
    assert by_text["Б"].cell.table == 2
    assert by_text["түсіну"].cell.row_label == "Мақсаты"
    assert by_text["Спрашивает"].cell.column_label == "Учитель"
    assert "Формула 1/(x+2)" in by_text
    assert "formula" in {note.code for note in rendition.notes}
    assert "Школа № 905" in rendition.text
    assert "Методическое объединение" in rendition.text
    assert by_text["Работа в группах"].kind == "cell"


def test_pictures_lose_their_metadata_and_stand_upright(tmp_path):
    rendition = converted(factories.lesson_docx(tmp_path / "a.docx", picture=True), tmp_path)
    (media,) = rendition.media
    with Image.open(media.path) as image:
        assert image.size == (60, 120)
        assert not image.getexif()
    path = tmp_path / "photo.jpg"
    path.write_bytes(factories.photo())
    rendition = converted(path, tmp_path)
    check(rendition)
    assert [block.kind for block in rendition.blocks] == ["image"]
    with Image.open(rendition.media[0].path) as image:
        assert image.size == (60, 120)
        assert not image.getexif()


def test_footnotes_are_blocks_and_their_numbers_are_no_text(tmp_path):
    rendition = converted(factories.footnote_docx(tmp_path / "a.docx"), tmp_path)
    root = check(rendition)
    assert [(block.kind, block.text) for block in rendition.blocks] == [
        ("paragraph", "Закон Ома"),
        ("note", "Из учебника"),
    ]
    assert root.find(".//a[@href='#bfn1']").get("id") == "bref1"


def test_outside_pictures_are_never_fetched_and_said(tmp_path):
    for target in ("file:///etc/passwd", "http://127.0.0.1:9/x.png"):
        rendition = converted(factories.linked_image_docx(tmp_path / "a.docx", target), tmp_path)
        check(rendition)
        assert [note.code for note in rendition.notes] == ["external"]
        assert not rendition.media


def test_hostile_links_and_missing_references_do_no_harm(tmp_path):
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        '<w:instrText>HYPERLINK "javascript:alert(1)"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>&lt;script&gt;ссылка</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:footnoteReference w:id="77"/></w:r></w:p>'
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="-5"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>'
        "</w:tr></w:tbl>"
    )
    rendition = converted(factories.raw_docx(tmp_path / "a.docx", body), tmp_path)
    root = check(rendition)
    assert rendition.blocks[0].text == "<script>ссылка"
    assert root.find(".//a") is None


def test_slides(tmp_path):
    rendition = converted(factories.slides_pptx(tmp_path / "a.pptx").rename(tmp_path / "blob"), tmp_path)
    root = check(rendition)
    assert rendition.pages == 2
    assert [(block.kind, block.key) for block in rendition.blocks if block.kind == "slide"] == [
        ("slide", "Закон Ома"),
        ("slide", "Опыт"),
    ]
    assert cell(root, "Измерения").get("colspan") == "2"
    assert {block.page for block in rendition.blocks if block.text == "Показать прибор"} == {1}
    assert len(rendition.media) == 1


def test_sheets(tmp_path):
    rendition = converted(factories.marks_xlsx(tmp_path / "a.xlsx").rename(tmp_path / "blob"), tmp_path)
    root = check(rendition)
    assert cell(root, "Журнал").get("colspan") == "2"
    assert "shade-yellow" in cell(root, "Журнал").get("class")
    assert "25 %" in rendition.text
    assert not rendition.notes
    long = converted(factories.marks_xlsx(tmp_path / "b.xlsx", rows=700), tmp_path)
    assert [note.code for note in long.notes] == ["truncated"]
    assert long.notes[0].message % long.notes[0].params


def test_odt(tmp_path):
    rendition = converted(factories.lesson_odt(tmp_path / "a.odt").rename(tmp_path / "blob"), tmp_path)
    root = check(rendition)
    assert cell(root, "Вместе").get("colspan") == "2"
    assert cell(root, "Вместе").get("class") == "shade-yellow"
    assert root.find(".//strong/span").get("class") == "text-red"
    assert [block.kind for block in rendition.blocks] == [
        "heading",
        "paragraph",
        "item",
        "cell",
        "cell",
        "cell",
        "note",
    ]


def test_pdf_lines_become_blocks_in_reading_order(tmp_path):
    told = []
    path = factories.text_pdf(tmp_path / "a.pdf", (("First line", "goes on"), ("Second page",), ()))
    rendition = convert(
        path, Kind.PDF, into=tmp_path / "out", on_progress=lambda page, pages: told.append((page, pages))
    )
    check(rendition)
    assert [(block.text, block.page) for block in rendition.blocks] == [
        ("First line goes on", 1),
        ("Second page", 2),
        ("", 3),
    ]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [note.code for note in rendition.notes] == ["scan"]
    assert 'viewBox="0 0 595.0 842.0"' in rendition.html


def test_text_in_any_russian_encoding(tmp_path):
    words = "Урок начинается\nс вопроса о дробях"
    for name in ("utf-8", "utf-8-sig", "utf-16", "cp1251"):
        path = tmp_path / "a.txt"
        path.write_bytes(words.encode(name))
        rendition = converted(path, tmp_path)
        check(rendition)
        assert [block.text for block in rendition.blocks] == words.split("\n")
    assert decode("Проверка слова".encode("cp866")) == "Проверка слова"


def test_markdown_headings_go_below_those_of_the_page(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# Заголовок\n\nслово **важное** <img src=x onerror=alert(1)>\n\n- раз\n- два\n", encoding="utf-8")
    rendition = converted(path, tmp_path)
    root = check(rendition)
    assert root.find(".//h3").text == "Заголовок"
    assert [block.kind for block in rendition.blocks][-2:] == ["item", "item"]


def test_rendition_survives_its_folder(tmp_path):
    path = factories.lesson_docx(tmp_path / "a.docx", picture=True)
    rendition = converted(path, tmp_path)
    assert Rendition.load(tmp_path / "out") == rendition
    (tmp_path / "out" / "result.json").write_text('{"html": 5}')
    with pytest.raises(ValueError, match="shape"):
        Rendition.load(tmp_path / "out")


def test_failures_are_sentences(tmp_path):
    broken = tmp_path / "a.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    for path, kind, code in (
        (broken, Kind.PDF, "broken"),
        (broken, Kind.DOCX, "broken"),
        (tmp_path / "absent", Kind.DOCX, "broken"),
        (factories.raw_docx(tmp_path / "b.docx", "<w:p/>"), Kind.DOCX, "empty"),
    ):
        with pytest.raises(ConversionFailed) as caught:
            convert(path, kind, into=tmp_path / "out")
        assert caught.value.code == code
        assert caught.value.text().endswith(".")


def test_a_child_that_hangs_or_eats_memory_is_ended(tmp_path, monkeypatch):
    script = tmp_path / "worker.py"
    monkeypatch.setattr(sandbox, "SCRIPT", script)
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.5)
    script.write_text("import time\nprint('page 1 2', flush=True)\ntime.sleep(60)")
    with pytest.raises(ConversionFailed) as caught:
        convert(script, Kind.TXT, into=tmp_path / "out")
    assert caught.value.code == "timeout"
    script.write_text("import os\nos.abort()")
    with pytest.raises(ConversionFailed) as caught:
        convert(script, Kind.TXT, into=tmp_path / "out")
    assert caught.value.code == "broken"


def test_canonical_text_is_composed_and_folded():
    root = etree.fromstring("<div><p>И<b>\u0306</b>ван \n <strong> да </strong><br/> Марья\u00a0</p></div>")
    text, found = blocks.publish(root)
    assert found[0].text == "Йван да\nМарья"
    assert text_content(html.fragment_fromstring(text)) == found[0].text


def test_allow_list_stops_everything_else():
    hostile = (
        '<div><p onclick="x()" style="color:red" class="ta-center evil" id="login">a'
        '<a href="javascript:alert(1)">b</a><a href="https://e.kz/" target="x">c</a><script>d</script>'
        '<svg><image href="http://x/"/></svg><img src="http://x/y.png"/><iframe src="x"/></p><form>e</form></div>'
    )
    text, _found = blocks.publish(etree.fromstring(hostile))
    assert text == (
        '<p class="ta-center" data-kind="paragraph" data-block="b1">ab<a href="https://e.kz/" '
        'rel="nofollow noopener ugc">c</a><!--comment:b1--></p><p data-kind="paragraph" data-block="b2">e'
        "<!--comment:b2--></p>"
    )


def test_offsets_of_browser_and_server():
    text = "а😀б👩‍🏫в"
    for index in range(len(text) + 1):
        assert utf16_to_codepoints(text, codepoints_to_utf16(text, index)) == index
    assert codepoints_to_utf16(text, 3) == 4
    assert utf16_to_codepoints(text, 2) == 1
    assert utf16_to_codepoints(text, 99) == len(text)


def test_legacy_doc_is_found_but_not_shown(tmp_path):
    path = tmp_path / "a.doc"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Урок о дробях".encode("utf-16-le") + bytes(600)
    )
    rendition = convert(path, Kind.DOC, into=tmp_path / "out")
    assert (rendition.html, rendition.blocks) == ("", ())
    assert "Урок о дробях" in rendition.text
    assert "DOCX" in rendition.notes[0].message


def test_png_with_holes_stays_png(tmp_path):
    out = io.BytesIO()
    Image.new("RGBA", (5, 5), (0, 0, 0, 0)).save(out, "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(out.getvalue())
    assert converted(path, tmp_path).media[0].mime == "image/png"
