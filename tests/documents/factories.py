"""Documents made in code: believable lesson plans and hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Font, PatternFill
from PIL import Image

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def photo(*, size: tuple[int, int] = (120, 60), gps: bool = True) -> bytes:
    """Return a JPEG lying on its side, with the place of a school in its EXIF."""
    image = Image.effect_noise(size, 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    if gps:
        exif.get_ifd(0x8825)[2] = (43.0, 14.0, 25.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def shade(cell: object, colour: str) -> None:
    """Fill a cell of python-docx."""
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{colour}"/>'))


def lesson_docx(path: Path, *, rows: tuple[tuple[str, ...], ...] = (), picture: bool = False) -> Path:
    """Write a plan with headings, merged and nested tables, shading, header and footer, a list and a formula."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Школа № 905"
    document.sections[0].footer.paragraphs[0].text = "Методическое объединение"
    document.add_heading("Қысқа мерзімді жоспар", level=1)
    document.add_paragraph("Ортаға").alignment = 1
    form = document.add_table(rows=3, cols=3)
    form.cell(0, 0).text = "Тақырып"
    form.cell(0, 1).merge(form.cell(0, 2)).text = "Бөлшектерді қосу"
    form.cell(1, 0).merge(form.cell(2, 0)).text = "Мақсаты"
    form.cell(1, 1).text, form.cell(1, 2).text = "түсіну", "қолдану"
    form.cell(2, 1).text, form.cell(2, 2).text = "", "талдау"
    shade(form.cell(0, 0), "FFF2CC")
    steps = document.add_table(rows=1, cols=3)
    for cell, text in zip(steps.rows[0].cells, ("Этап", "Учитель", "Ученик"), strict=True):
        cell.text = text
    steps.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows or (("Начало", "Показывает", "Смотрят"), ("Конец", "Спрашивает", "Отвечают")):
        for cell, text in zip(steps.add_row().cells, row, strict=True):
            cell.text = text
    holder = steps.add_row().cells
    holder[0].text = "Работа в группах"
    inner = holder[1].add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "А", "Б"
    run = document.add_paragraph("Домашнее ").add_run("задание")
    run.font.color.rgb = docx.shared.RGBColor(0xC0, 0, 0)
    document.add_paragraph("первый", style="List Number")
    document.add_paragraph("второй", style="List Number")
    formula = document.add_paragraph("Формула ")
    formula._p.append(
        parse_xml(
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f><m:num><m:r><m:t>1</m:t>'
            "</m:r></m:num><m:den><m:r><m:t>x+2</m:t></m:r></m:den></m:f></m:oMath>"
        )
    )
    if picture:
        document.add_picture(io.BytesIO(photo()))
    document.save(path)
    return path


def raw_docx(path: Path, body: str, *, extra: dict[str, str | bytes] | None = None, prolog: str = "") -> Path:
    """Write a DOCX by hand from the XML of its body."""
    document = f'<?xml version="1.0"?>{prolog}<w:document {W}><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document, **(extra or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def footnote_docx(path: Path) -> Path:
    """Write a DOCX whose only paragraph has a footnote."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="f" Type="{relation}" Target="footnotes.xml"/></Relationships>'
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>Из учебника</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    body = '<w:p><w:r><w:t>Закон Ома</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    return raw_docx(path, body, extra={"word/footnotes.xml": notes, "word/_rels/document.xml.rels": rels})


def linked_image_docx(path: Path, target: str) -> Path:
    """Write a DOCX with a picture that lies elsewhere."""
    image = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="i" Type="{image}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    body = (
        "<w:p><w:r><w:t>Рисунок:</w:t></w:r><w:r><w:drawing>"
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="i"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    return raw_docx(path, body, extra={"word/_rels/document.xml.rels": rels})


def slides_pptx(path: Path) -> Path:
    """Write two slides: bullets with notes, and a table with merged cells beside a picture."""
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Закон Ома"
    first.placeholders[1].text = "Сила тока\nНапряжение"
    first.notes_slide.notes_text_frame.text = "Показать прибор"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Опыт"
    table = second.shapes.add_table(2, 2, 0, 2_000_000, 5_000_000, 1_000_000).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "Измерения", "1 В", "0,2 А"
    second.shapes.add_picture(io.BytesIO(photo()), 0, 4_000_000)
    deck.save(path)
    return path


def marks_xlsx(path: Path, *, rows: int = 3) -> Path:
    """Write a sheet of marks with a merged title, a date and a share."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "5 «А»"
    sheet["A1"] = "Журнал"
    sheet["A1"].font = Font(bold=True)
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet.merge_cells("A1:B1")
    for number in range(rows):
        sheet.append([f"Ученик {number + 1}", 4.5])
    sheet["B2"], sheet["B2"].number_format = 0.25, "0%"
    book.save(path)
    return path


def lesson_odt(path: Path, *, macros: bool = False) -> Path:
    """Write an ODT by hand: heading, list, table with spans, footnote, bold word."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{value}:1.0"'
        for name, value in {
            "office": "office", "text": "text", "table": "table", "style": "style", "fo": "xsl-fo-compatible",
        }.items()
    )  # fmt: skip
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>"
        '<style:style style:name="B"><style:text-properties fo:font-weight="bold" fo:color="#c00000"/></style:style>'
        '<style:style style:name="Y"><style:table-cell-properties fo:background-color="#ffff99"/></style:style>'
        "</office:automatic-styles><office:body><office:text>"
        '<text:h text:outline-level="1">Сабақ жоспары</text:h>'
        '<text:p>Обычный <text:span text:style-name="B">жирный</text:span><text:note><text:note-citation>1'
        "</text:note-citation><text:note-body><text:p>Сноска</text:p></text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>раз</text:p></text:list-item></text:list>"
        '<table:table><table:table-column table:number-columns-repeated="2"/><table:table-row>'
        '<table:table-cell table:style-name="Y" table:number-columns-spanned="2"><text:p>Вместе</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row><table:table-cell><text:p>а"
        "</text:p></table:table-cell><table:table-cell><text:p>б</text:p></table:table-cell></table:table-row>"
        "</table:table></office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        if macros:
            archive.writestr("Basic/Standard/Module1.xml", "<x/>")
    return path


def text_pdf(path: Path, pages: tuple[tuple[str, ...], ...]) -> Path:
    """Write a PDF by hand: each page is a tuple of Latin lines."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(f"1 0 0 1 72 {720 - 14 * index} Tm ({line}) Tj" for index, line in enumerate(lines))
        stream = f"BT /F1 12 Tf {shown} ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, places = "%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    end += f"startxref\n{len(body)}\n%%EOF"
    path.write_bytes((body + end).encode("latin-1"))
    return path
