"""Keep the index in step: whatever happened, the things it touches are read anew and written again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from forum.db import db, transaction
from forum.documents.events import FileConverted
from forum.jobs import in_batches
from forum.lessons.events import LessonChanged, LessonPublished, VersionUploaded
from forum.lessons.models import Lesson, LessonVersion
from forum.outbox import Event
from forum.search.documents import lesson_key, list_lessons, list_posts, post_key
from forum.search.engine import engine
from forum.topics.events import PostChanged, PostWritten, TopicChanged
from forum.topics.models import Post


@in_batches
def update_index(events: Sequence[Event]) -> None:
    """Bring the documents these events touch up to date, in one batch; doing it again changes nothing."""
    with transaction(write=False):
        posts, lessons = _touched(events)
        upserts = [*list_posts(posts), *list_lessons(lessons)]
    wanted = {post_key(one) for one in posts} | {lesson_key(one) for one in lessons}
    engine().apply(upserts, wanted - {document.key for document in upserts})


def _touched(events: Iterable[Event]) -> tuple[set[int], set[int]]:
    """Return the ids of the posts and of the lessons that these events may have changed."""
    posts: set[int] = set()
    lessons: set[int] = set()
    topics: set[int] = set()
    files: set[int] = set()
    for event in events:
        match event:
            case PostWritten() | PostChanged():
                posts.add(event.post_id)
            case TopicChanged():
                topics.add(event.topic_id)
            case LessonPublished() | LessonChanged() | VersionUploaded():
                lessons.add(event.lesson_id)
            case FileConverted():
                files.add(event.file_id)
            case _:
                raise TypeError(f"the index is not told of {event.kind}")
    posts |= set(db.session.scalars(select(Post.id).where(Post.topic_id.in_(topics))))
    firsts = select(Post.topic_id).where(Post.id.in_(posts), Post.number == 1)
    lessons |= set(db.session.scalars(select(Lesson.id).where(Lesson.topic_id.in_(firsts))))
    lessons |= set(db.session.scalars(select(LessonVersion.lesson_id).where(LessonVersion.file_id.in_(files))))
    return posts, lessons
