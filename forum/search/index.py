"""The index of everything that can be found: the only door to whoosh."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from whoosh import fields as whoosh_fields
from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.index import create_in, open_dir
from whoosh.reading import SegmentReader

from forum.search.analysis import ANALYSIS_VERSION, analyse
from forum.search.entries import Found, IndexDamaged, IndexDocument, Request, SearchError
from forum.search.generations import Batch, Generations
from forum.search.matching import FIELDS
from forum.search.segments import SegmentCache, View, search

Seen = TypeVar("Seen")

SCHEMA_VERSION: Final = 1
MAX_FILE_TEXT: Final = 200_000
LOCK_WAIT: Final = 30.0
# Segments of about the same size are merged when this many have gathered.
MERGE_AT: Final = 6
# What the journal may still hold when the lock of writers is taken for the last replay.
SHORT_JOURNAL: Final = 50
REOPEN_TRIES: Final = 10
MERGE_TRIES: Final = 3
# Whoosh copies a segment that lies in one file into memory (80 MB a process at 40 000 posts); several files it maps.
IN_ONE_FILE: Final = False


class ForumAnalyzer(Analyzer):
    """Our tokens in the manner of whoosh."""

    def __call__(self, value: str, *, positions: bool = False, start_pos: int = 0, **_options: Any) -> Iterator[Any]:
        token = Token(positions=positions, boost=1.0)
        for found in analyse(value):
            token.text = found.term
            token.boost = 1.0
            token.stopped = False
            if positions:
                token.pos = start_pos + found.position
            yield token


def build_schema() -> Any:
    """Describe the fields; the folder is always opened with this, never with what is pickled there."""
    text = {name: whoosh_fields.TEXT(analyzer=ForumAnalyzer(), phrase=True, spelling=False) for name in FIELDS}
    exact = {name: whoosh_fields.ID() for name in (*_EXACT, "circle")}
    return whoosh_fields.Schema(
        key=whoosh_fields.ID(stored=True, unique=True),
        topic_id=whoosh_fields.STORED,
        tag=whoosh_fields.KEYWORD(commas=True, lowercase=True),
        active_at=whoosh_fields.NUMERIC(int, bits=64, sortable=True),
        created_at=whoosh_fields.NUMERIC(int, bits=64, sortable=True),
        **text,
        **exact,
    )


_EXACT: Final = ("kind", "author_id", "association_id", "subject", "grade", "language", "file_type")


def _entry(document: IndexDocument) -> dict[str, Any]:
    """Turn a document into the values of the schema; empty ones are left out."""
    words = [*document.tags, document.subject, f"{document.grade} класс" if document.grade else ""]
    values: dict[str, Any] = {name: getattr(document, name) for name in _EXACT}
    entry = {
        "title": document.title,
        "tags": "\n".join(filter(None, words)),
        "tag": ",".join(tag.replace(",", " ").casefold() for tag in document.tags),
        "body": document.body,
        "file_text": document.file_text[:MAX_FILE_TEXT],
        **{name: str(value).casefold() for name, value in values.items() if value is not None},
    }
    return {name: value for name, value in entry.items() if value} | {
        "key": document.key,
        "circle": document.circle,
        "topic_id": document.topic_id,
        "active_at": int(document.active_at.timestamp()),
        "created_at": int(document.created_at.timestamp()),
    }


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Choose segments to merge: many of one size, and those half of which is deleted."""
    levels: dict[int, list[Any]] = {}
    for segment in segments:
        size = segment.doc_count()
        levels.setdefault(size.bit_length() // 2 if size * 2 > segment.doc_count_all() else -1, []).append(segment)
    merged = [s for level, members in levels.items() if level < 0 or len(members) >= MERGE_AT for s in members]
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


def _write(folder: Any, batch: Batch, **commit: Any) -> None:
    """Replace and delete documents in one session of one writer; it is undone if anything fails."""
    writer = folder.writer(limitmb=128, compound=IN_ONE_FILE)
    try:
        with folder.searcher() as searcher:
            for key in (*batch.deletes, *(document.key for document in batch.upserts)):
                writer.delete_by_term("key", key, searcher=searcher)
        for document in batch.upserts:
            writer.add_document(**_entry(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(**(commit or {"mergetype": _merge}))


def _batch(upserts: Iterable[IndexDocument], deletes: Iterable[str]) -> Batch:
    gone = frozenset(deletes)
    last = {document.key: document for document in upserts if document.key not in gone}
    return Batch(tuple(last.values()), tuple(gone))


class Index:
    """An index in a folder, shared by processes; searching threads of one process take turns."""

    def __init__(self, root: Path, *, lock_wait: float = LOCK_WAIT) -> None:
        self._generations = Generations(root, f"{SCHEMA_VERSION}.{ANALYSIS_VERSION}")
        self._lock_wait = lock_wait
        self._turn = threading.Lock()
        self._number = 0
        self._stamp: tuple[int, int] | None = None
        self._folder: Any = None
        self._view: View | None = None
        self._cache = SegmentCache()

    def create_if_missing(self) -> None:
        """Make an empty index where there never was one."""
        self._generations.root.mkdir(parents=True, exist_ok=True)
        if self._generations.exists():
            return
        with self._generations.writing(self._lock_wait):
            if not self._generations.exists():
                with self._generations.creating() as number:
                    create_in(str(self._generations.folder(number)), build_schema())

    def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[str] = ()) -> None:
        """Write a batch in one session; visible to every process when it returns.

        A key met twice counts once (its last document); a key both written and deleted is deleted. Applying a batch
        again changes nothing. Raises IndexBusy when another process keeps the lock too long, IndexDamaged when the
        index must be rebuilt: in both cases apply the same batch again later.
        """
        batch = _batch(upserts, deletes)
        if not batch.upserts and not batch.deletes:
            return
        with self._generations.writing(self._lock_wait):
            self._generations.record(batch)
            _write(self._open(self._generations.current()), batch)

    def search(self, request: Request) -> Found:
        """Find what the reader may see, and count only that.

        All words must match; when that gives fewer than five documents, those with any of the words follow.
        """
        if request.query.is_empty or not request.circles:
            return Found()
        with self._turn, _damage("searched"):
            return self._looking(lambda view: search(view, request))

    def count(self) -> int:
        """Count the documents of every circle."""
        with self._turn, _damage("read"):
            return self._looking(lambda view: int(view.reader.doc_count()))

    def keys(self) -> Iterator[str]:
        """Give the key of every document, once (to compare with the database)."""
        with self._turn, _damage("read"):
            found = self._looking(lambda view: [str(one["key"]) for one in view.reader.all_stored_fields()])
        yield from found

    def optimise(self) -> None:
        """Merge everything into one segment (nightly)."""
        with self._generations.writing(self._lock_wait):
            _write(self._open(self._generations.current()), Batch((), ()), optimize=True)

    def rebuild(self, documents: Iterable[IndexDocument], *, progress: Callable[[int], None] | None = None) -> int:
        """Build a new index beside the old one and switch to it; give the number of its documents.

        `documents` is first asked for its first element after the rebuild is announced, and must begin to read the
        database only then (a generator that opens its own transaction does). Batches applied meanwhile by any process
        are kept, see `generations`. Searches go on in the old index until the switch. `progress` gets the number
        written so far. Raises IndexBusy when another rebuild runs.
        """
        with self._generations.rebuilding(self._lock_wait) as number:
            folder = create_in(str(self._generations.folder(number)), build_schema())
            _fill(folder, documents, progress)
            offset = 0
            while True:
                batches, offset = self._generations.recorded(number, offset)
                _replay(folder, batches)
                if len(batches) < SHORT_JOURNAL:
                    break
            with self._generations.writing(self._lock_wait):
                batches, _ = self._generations.recorded(number, offset)
                _replay(folder, batches)
                self._generations.switch(number)
            return int(folder.doc_count())

    def close(self) -> None:
        """Let go of the open files; the next search opens them again."""
        with self._turn:
            self._forget()

    def __del__(self) -> None:
        if getattr(self, "_view", None) is not None:
            self._forget()

    def _open(self, number: int) -> Any:
        with _damage("opened"):
            return open_dir(str(self._generations.folder(number)), schema=build_schema())

    def _forget(self) -> None:
        if self._view is not None:
            self._view.reader.close()
        self._view, self._folder = None, None

    def _looking(self, look: Callable[[View], Seen]) -> Seen:
        """Give what is seen in the newest state.

        Whoosh opens the files of a segment as they are first read. Where a merge has swept some of them away meanwhile,
        there is a newer state to look at; where there is none, what was raised tells of a damaged index.
        """
        for _attempt in range(REOPEN_TRIES):
            view = self._fresh_view()
            try:
                return look(view)
            except Exception:
                if self._fresh_view() is view:
                    raise
        raise IndexDamaged("The search index keeps moving away.")

    def _fresh_view(self) -> View:
        """Give the newest state; the check costs one small file and one directory listing."""
        for attempt in range(REOPEN_TRIES):
            # Read before the pointer: a switch in between then only means opening once more.
            stamp = self._generations.stamp()
            number = self._generations.current()
            try:
                if self._folder is None or (number, stamp) != (self._number, self._stamp):
                    self._forget()
                    self._folder, self._number, self._stamp = self._open(number), number, stamp
                # Read before opening: a commit in between then only means opening once more.
                generation = self._folder.latest_generation()
                if self._view is None or generation != self._view.generation:
                    view = View(self._folder.reader(), generation, self._cache)
                    if self._view is not None:
                        self._view.reader.close()
                    self._view = view
            except Exception:
                # A merge or a rebuild may have swept away what was being opened: look again; damage stays.
                self._forget()
                if attempt >= MERGE_TRIES and self._generations.current() == number:
                    raise
            else:
                return self._view
        raise IndexDamaged("The search index keeps moving away.")


def open_index(root: Path, *, lock_wait: float = LOCK_WAIT) -> Index:
    """Open the index in a folder; an empty or missing folder becomes an empty index.

    A damaged index opens too, so that it can be rebuilt: searching and writing it raise IndexDamaged.
    """
    index = Index(root, lock_wait=lock_wait)
    index.create_if_missing()
    return index


def _fill(folder: Any, documents: Iterable[IndexDocument], progress: Callable[[int], None] | None) -> None:
    """Write all documents of a rebuild; a key met again is kept aside and replaces its first document."""
    seen: set[str] = set()
    again: dict[str, IndexDocument] = {}
    writer = folder.writer(limitmb=256, compound=IN_ONE_FILE)
    try:
        for number, document in enumerate(documents, 1):
            if document.key in seen:
                again[document.key] = document
            else:
                seen.add(document.key)
                writer.add_document(**_entry(document))
            if progress is not None and number % 100 == 0:
                progress(number)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=True)
    if again:
        _write(folder, Batch(tuple(again.values()), ()))
    if progress is not None:
        progress(len(seen))


def _replay(folder: Any, batches: list[Batch]) -> None:
    """Apply journalled batches in their order as one: the last word on each key counts."""
    last: dict[str, IndexDocument | None] = {}
    for batch in batches:
        last.update(dict.fromkeys(batch.deletes))
        last.update({document.key: document for document in batch.upserts})
    if last:
        upserts = tuple(document for document in last.values() if document is not None)
        _write(folder, Batch(upserts, tuple(key for key, document in last.items() if document is None)))


@contextmanager
def _damage(done: str) -> Iterator[None]:
    """Turn whatever unreadable files raise into IndexDamaged."""
    try:
        yield
    except SearchError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise IndexDamaged(f"The search index cannot be {done}; rebuild it. ({reason})") from error
