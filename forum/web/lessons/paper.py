"""Put a converted document on the page: addresses of its pictures, links to comment, marks of comments.

A rendition is made safe by its converter. It is read here tag by tag, quoted values included, because a value may hold
what looks like a tag or a place; what is put in holds our own addresses and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from forum.feedback.queries import CommentRow

_TOKEN = re.compile(
    r"<figcaption class=\"pdf-places\"[^>]*><ol>((?s:.*?))</ol></figcaption>"
    r"|<!--comment:(b[0-9]+)-->|<([a-z][a-z0-9]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_VALUE = re.compile(r" ([a-z-]+)=(?:\"([^\"]*)\"|'([^']*)')")
_PICTURE = re.compile(r"media:((?:old/|new/)?)([a-z0-9-]+\.(?:jpg|png))\Z")


@dataclass(frozen=True, slots=True)
class Words:
    """The words a paper needs, in the reader's language: what a link and a mark are called."""

    comment: str
    places: str
    mark: Callable[[CommentRow], str]


class _Paper:
    """One way through a document: tags get their addresses, places what stands at them.

    `fold` is what the list of all places of a drawn page folds under; without it only those with comments are named.
    """

    def __init__(self, media: Mapping[str, str], at_place: Callable[[str], str], fold: str = "") -> None:
        self.media = media
        self.at_place = at_place
        self.fold = fold
        # A footnote has an address already; its block gets a place of its own at the end.
        self.named: set[str] = set()

    def lay_out(self, html: str) -> Markup:
        """Return the document as it stands on the page."""
        return Markup(_TOKEN.sub(self._token, html))  # noqa: S704 - see the sentence on top of this file

    def _token(self, found: re.Match[str]) -> str:
        listed, block, tag, rest = found.groups()
        if listed is not None:
            return self._places(listed)
        if block is not None:
            own = f'<span id="{block}"></span>' if block in self.named else ""
            return own + self.at_place(block)
        if tag in {"img", "image"}:
            rest = _VALUE.sub(self._picture, rest)
        elif tag == "div" and rest == ' class="doc-table"':
            # A table that scrolls must be reachable by keyboard in a comparison too.
            rest += ' tabindex="0" role="group"'
        if "data-block" in rest:
            rest = self._address(rest)
        return f"<{tag}{rest}>"

    def _places(self, listed: str) -> str:
        """Name the commented places under a drawn page, and fold the rest: no text of a document ends a line of it."""
        lines = [_TOKEN.sub(self._token, f"{line}</li>") for line in listed.split("</li>")[:-1]]
        marked = [line for line in lines if 'class="place-mark' in line]
        rest = [line for line in lines if line not in marked]
        shown = f"<ul>{''.join(marked)}</ul>" if marked else ""
        if self.fold and rest:
            shown += f"<details><summary>{escape(self.fold)}</summary><ol>{''.join(rest)}</ol></details>"
        return f'<figcaption class="pdf-places">{shown}</figcaption>' if shown else ""

    def _picture(self, found: re.Match[str]) -> str:
        picture = _PICTURE.match(found[2] or found[3] or "") if found[1] in {"src", "href"} else None
        if picture is None or picture[1] not in self.media:
            return found[0]
        return f' {found[1]}="{escape(self.media[picture[1]])}{picture[2]}"'

    def _address(self, rest: str) -> str:
        values = {name: double or single for name, double, single in _VALUE.findall(rest)}
        block = values.get("data-block", "")
        if not re.fullmatch(r"b[0-9]+", block):
            return rest
        if "id" in values:
            self.named.add(block)
            return rest
        return f' id="{block}"{rest}'


def lay_out(
    html: str, *, media: str, words: Words, comments: Sequence[CommentRow] = (), comment_at: str | None = None
) -> Markup:
    """Return the page of a document; `media` is the address before a picture's name, `comment_at` before a block's id.

    Without `comment_at` nobody is offered to comment.
    """
    by_block: dict[str, list[CommentRow]] = {}
    for comment in comments:
        if comment.block is not None:
            by_block.setdefault(comment.block, []).append(comment)

    def at_place(block: str) -> str:
        marks = "".join(
            f'<a class="place-mark kind-{escape(one.kind)}" href="#c-{one.number}" '
            f'aria-label="{escape(words.mark(one))}">{one.number}</a>'
            for one in by_block.get(block, ())
        )
        if comment_at is None:
            return marks
        address = escape(comment_at + block)
        return f'{marks}<a class="block-link" href="{address}" aria-label="{escape(words.comment)}"></a>'

    return _Paper({"": media}, at_place, words.places if comment_at is not None else "").lay_out(html)


def lay_out_difference(html: str, *, old: str, new: str) -> Markup:
    """Return the page of a comparison; `old` and `new` are the addresses before the names of the pictures."""
    return _Paper({"old/": old, "new/": new}, lambda _block: "").lay_out(html)
