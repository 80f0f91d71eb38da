"""Topics and posts of the tests: made straight in the tables, with the counters an operation would leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum import clock
from forum.db import transaction
from forum.markup import RENDERER_VERSION, cook
from forum.slugs import slugify
from forum.topics.models import Post, Topic
from forum.topics.operations.rows import put_tags
from forum.topics.operations.texts import tidy_tags


@dataclass(frozen=True, slots=True)
class MadeTopic:
    """A topic as a test needs to name it."""

    id: int
    slug: str
    title: str
    first_post_id: int

    @property
    def url(self) -> str:
        return f"/t/{self.slug}/{self.id}"


@dataclass(frozen=True, slots=True)
class MadePost:
    """A post as a test needs to name it."""

    id: int
    topic_id: int
    number: int


def make_topic(
    association_id: int,
    author_id: int | None = None,
    title: str = "Как объяснить деление дробей",
    body: str = "Расскажите, с чего вы начинаете.",
    *,
    kind: str = "discussion",
    audience: str | int = "public",
    tags: Sequence[str] = (),
    replies: int = 0,
    language: str = "ru",
    created_at: datetime | None = None,
    closed: bool = False,
    deleted: bool = False,
) -> MadeTopic:
    """Return a new topic; `audience` is public, private or an association's id, `replies` are by its author."""
    moment = created_at or clock.now()
    circle = None if audience in {"public", "private"} else int(audience)
    with transaction() as session:
        topic = Topic(
            slug=slugify(title),
            title=title,
            kind=kind,
            association_id=association_id,
            audience="circle" if circle else audience,
            audience_id=circle,
            author_id=author_id,
            language=language,
            tags=[],
            posts_count=1 + replies,
            highest_number=1 + replies,
            last_author_id=author_id,
            created_at=moment,
            bumped_at=moment + timedelta(minutes=replies),
            closed_at=moment if closed else None,
            deleted_at=moment if deleted else None,
        )
        session.add(topic)
        session.flush()
        put_tags(topic, tidy_tags(tags))
        posts = [_post(topic.id, author_id, number, body, moment) for number in range(1, replies + 2)]
        session.add_all(posts)
        session.flush()
        return MadeTopic(topic.id, topic.slug, topic.title, posts[0].id)


def make_post(
    topic_id: int,
    author_id: int | None = None,
    body: str = "Начинаю с полосок бумаги.",
    *,
    kind: str = "reply",
    reply_to_number: int | None = None,
    created_at: datetime | None = None,
    deleted: bool = False,
) -> MadePost:
    """Return a new post at the end of a topic."""
    moment = created_at or clock.now()
    with transaction() as session:
        topic = session.get_one(Topic, topic_id)
        topic.highest_number += 1
        topic.version += 1
        if not deleted:
            topic.posts_count += 1
            topic.bumped_at, topic.last_author_id = moment, author_id
        post = _post(topic_id, author_id, topic.highest_number, body, moment)
        post.kind, post.reply_to_number = kind, reply_to_number
        if deleted:
            post.deleted_at, post.deleted_by_id = moment, author_id
        session.add(post)
        session.flush()
        return MadePost(post.id, topic_id, post.number)


def _post(topic_id: int, author_id: int | None, number: int, body: str, moment: datetime) -> Post:
    cooked = cook(body)
    return Post(
        topic_id=topic_id,
        number=number,
        kind="first" if number == 1 else "reply",
        author_id=author_id,
        source=body,
        cooked=cooked.html,
        text=cooked.text,
        renderer_version=RENDERER_VERSION,
        created_at=moment + timedelta(minutes=number - 1),
    )
