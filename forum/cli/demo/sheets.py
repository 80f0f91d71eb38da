"""Build the demo workbook: sheets of plain rows with a bold heading row."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from forum.cli.demo.zipped import settle


def build_xlsx(document: dict[str, Any], *, title: str) -> bytes:
    """Build a workbook from {"sheets": [{"name", "rows"}]}, the first row of each sheet being its heading."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = title
    for content in document["sheets"]:
        sheet = book.create_sheet(content["name"])
        for row in content["rows"]:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="E3D5C1")
            cell.alignment = Alignment(wrap_text=True)
        for letter in "ABCDE"[: len(content["rows"][0])]:
            sheet.column_dimensions[letter].width = 22
        sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return settle(stream.getvalue())
