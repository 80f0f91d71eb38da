"""The words of an HTML fragment, for search and letters."""

from __future__ import annotations

from html.parser import HTMLParser


def plain(page: str) -> str:
    """Return the words of an HTML fragment, blocks on lines of their own; a formula as it was typed."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """Collect the words of a page."""

    BLOCKS = frozenset(
        [
            "p", "br", "hr", "h3", "h4", "h5", "h6", "pre", "blockquote", "li", "tr", "table", "div", "details",
            "summary",
        ]
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.in_formula = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "math":
            self.parts.append(dict(attrs).get("alttext") or "")
            self.in_formula = True
        elif tag in self.BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "math":
            self.in_formula = False
        elif tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.in_formula:
            self.parts.append(data)
