"""Documents for the search engine, without a database."""

from datetime import UTC, datetime, timedelta

from forum.search.entries import PUBLIC, Found, IndexDocument, Request
from forum.search.index import Index
from forum.search.parsing import parse

EPOCH = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def make_document(key: str = "post:1", **fields) -> IndexDocument:
    """Make a public post, active as many minutes after the first of September as its number says."""
    number = int(key.split(":")[1])
    moment = EPOCH + timedelta(minutes=number)
    defaults = {
        "kind": key.split(":", maxsplit=1)[0],
        "topic_id": number,
        "circle": PUBLIC,
        "created_at": moment,
        "active_at": moment,
    }
    return IndexDocument(key=key, **(defaults | fields))


def find(index: Index, text: str, *circles: str, **options) -> Found:
    """Search as somebody who stands in the public circle and in these."""
    return index.search(Request(query=parse(text), circles=frozenset({PUBLIC, *circles}), **options))


def found_keys(index: Index, text: str, *circles: str, **options) -> list[str]:
    return [hit.key for hit in find(index, text, *circles, **options).hits]
