"""The files of the demo lessons open in their own libraries, have the marks of the real forms, and never change."""

import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.shared import Emu
from lxml import etree
from pptx import Presentation

from forum.cli.demo import content, documents, pictures

LESSONS = content.list_lessons()
BY_KEY = {lesson["key"]: lesson for lesson in LESSONS}
VERSIONS = [(lesson, version["number"]) for lesson in LESSONS for version in lesson["versions"]]
WORD = [(lesson, number) for lesson, number in VERSIONS if lesson["format"] == "docx"]
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def _name(value: object) -> str:
    return value["key"] if isinstance(value, dict) else f"v{value}"


def _paragraphs(lesson: dict, version: int) -> list[str]:
    """Every line a comment may be anchored to, in the built file itself."""
    data = documents.build_file(lesson, version)
    match lesson["format"]:
        case "docx":
            return [
                "".join(line.itertext(qn("w:t"))) for line in docx.Document(io.BytesIO(data)).element.iter(qn("w:p"))
            ]
        case "pptx":
            archive = zipfile.ZipFile(io.BytesIO(data))
            names = [name for name in archive.namelist() if name.startswith(("ppt/slides/s", "ppt/notesSlides/n"))]
            roots = [etree.fromstring(archive.read(name)) for name in names]
            return ["".join(line.itertext(DRAWING + "t")) for root in roots for line in root.iter(DRAWING + "p")]
        case "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(data))
            return [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
        case _:
            return data.decode().splitlines()


@pytest.mark.parametrize(("lesson", "version"), VERSIONS, ids=_name)
def test_a_file_is_the_same_bytes_every_time(lesson, version):
    first = documents.build_file(lesson, version)
    assert first == documents.build_file(lesson, version)
    assert len(first) < 200_000


@pytest.mark.parametrize(("lesson", "version"), VERSIONS, ids=_name)
def test_every_quote_stands_in_its_file_once(lesson, version):
    lines = _paragraphs(lesson, version)
    for comment in lesson["comments"]:
        if comment["version"] == version:
            assert sum(line.count(comment["quote"]) for line in lines) == 1, comment["key"]


@pytest.mark.parametrize(("lesson", "version"), WORD, ids=_name)
def test_a_plan_has_the_marks_of_its_form(lesson, version):
    document = docx.Document(io.BytesIO(documents.build_docx(lesson, version)))
    header, process = document.tables
    xml = process._tbl.xml
    assert "w:vMerge" in xml or lesson["key"] == "water" or (lesson["key"], version) == ("participle", 2)
    assert "w:gridSpan" in xml
    assert "w:gridSpan" in header._tbl.xml
    assert "w:tblHeader" in xml
    assert "w:shd" in xml
    assert document.sections[0].header.paragraphs[0].text
    assert document.sections[0].footer.paragraphs[0].text
    assert document.core_properties.author == content.get_full_name(lesson["author"])
    widths = [cell.width.cm for cell in process.rows[-1].cells]
    assert len(set(widths)) > 2
    page = document.sections[0]
    assert sum(widths) <= Emu(page.page_width - page.left_margin - page.right_margin).cm + 0.1
    columns = {"ksp": {5}, "qmj": {5}, "map": {7, 8}}[lesson["form"]]
    assert len(process.columns) in columns
    assert (page.page_width > page.page_height) == (lesson["form"] == "map")


def test_one_plan_nests_a_table_and_plans_hold_lists_and_pictures():
    document = docx.Document(io.BytesIO(documents.build_docx(BY_KEY["ratio"], 1)))
    process = document.tables[1]
    nested = [cell for row in process.rows for cell in row.cells if cell.tables]
    assert nested
    assert nested[0].tables[0].cell(0, 1).text == "Балл"
    styles = {line.style.name for row in process.rows for cell in row.cells for line in cell.paragraphs}
    assert "List Bullet" in styles
    drawn = document.element.findall(".//" + qn("wp:docPr"))
    assert drawn
    assert all(picture.get("descr") for picture in drawn)


def test_the_wide_form_has_a_heading_of_two_rows():
    document = docx.Document(io.BytesIO(documents.build_docx(BY_KEY["water"], 1)))
    rows = document.tables[1].rows
    assert rows[1].cells[3].text == rows[1].cells[5].text == "Деятельность обучающихся"
    assert [cell.text for cell in rows[2].cells[3:6]] == ["познавательная", "коммуникативная", "регулятивная"]
    assert rows[1].cells[0].text == rows[2].cells[0].text == "Этап"


@pytest.mark.parametrize("key", ["ratio", "participle"])
def test_the_second_version_rewrites_adds_removes_and_moves(key):
    lesson = BY_KEY[key]
    before, after = _paragraphs(lesson, 1), _paragraphs(lesson, 2)
    stayed = [line for line in before if line and line in after]
    assert len(stayed) > len(before) / 2
    assert [line for line in before if line not in after]
    assert [line for line in after if line not in before]
    assert stayed != [line for line in after if line and line in before], "something is moved"
    removed = [comment for comment in lesson["comments"] if comment["version"] == 1]
    texts = "\n".join(after)
    assert any(comment["quote"] in texts for comment in removed), "some comments keep their place"
    assert any(comment["quote"] not in texts for comment in removed), "some lose it"


def test_kazakh_letters_reach_the_file():
    text = " ".join(_paragraphs(BY_KEY["circuits"], 1)).lower()
    assert set("әғқңөұүі") <= set(text)


def test_slides_have_titles_notes_a_picture_and_a_table():
    show = Presentation(io.BytesIO(documents.build_file(BY_KEY["places"], 1)))
    assert len(show.slides) == 8
    assert all(slide.shapes.title.text and slide.notes_slide.notes_text_frame.text for slide in show.slides)
    assert any(shape.has_table for slide in show.slides for shape in slide.shapes)
    assert any(shape.shape_type == 13 for slide in show.slides for shape in slide.shapes)


def test_the_workbook_has_twelve_months():
    book = openpyxl.load_workbook(io.BytesIO(documents.build_file(BY_KEY["climate"], 1)))
    assert book["Данные"].max_row == 13


def test_a_version_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        documents.build_file(BY_KEY["water"], 2)


def test_a_picture_is_drawn_alike_twice():
    assert pictures.draw("circuit") == pictures.draw("circuit")
    assert pictures.draw("circuit").startswith(b"\x89PNG")
