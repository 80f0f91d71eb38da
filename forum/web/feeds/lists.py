"""Feeds of lists: the latest topics, an association's, a tag's, one's own; the lessons; one topic's answers."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum import letters
from forum.associations.queries import get_association
from forum.errors import NotFound
from forum.lessons.queries import list_lessons
from forum.lessons.subjects import grade_name, subject_name
from forum.topics.queries import (
    TopicRow,
    find_tag,
    find_topic,
    list_newest_posts,
    list_openings,
    list_topics,
)
from forum.web.feeds.room import FORM, KEY, reader, room
from forum.web.feeds.writing import Entry, write_feed
from forum.web.identity import locale

LONGEST_TAG = 60


@room.get(f"/latest.<{FORM}>")
def latest(form: str) -> Response:
    """Give the topics where something was said last."""
    topics = list_topics(actor=reader()).topics
    title = letters.site_name(locale())
    return _of_topics(form, topics, title=title, path="/latest", about=gettext("Темы, где писали недавно"))


@room.get(f"/c/<slug>/<{KEY}:association_id>.<{FORM}>")
def category(slug: str, association_id: int, form: str) -> Response:
    """Give the topics of an association."""
    who = reader()
    association = get_association(association_id)
    if slug != association.slug:
        return redirect(_mended(".category", slug=association.slug, association_id=association_id, form=form), 301)
    topics = list_topics(actor=who, association_id=association_id).topics
    path = url_for("topics.category", slug=slug, association_id=association_id)
    return _of_topics(form, topics, title=_titled(association.name(locale())), path=path, about=gettext("Темы раздела"))


@room.get(f"/tag/<name>.<{FORM}>")
def tag(name: str, form: str) -> Response:
    """Give the topics with a tag; a tag of nothing the reader may read does not exist."""
    who = reader()
    known = find_tag(actor=who, slug=name) if len(name) <= LONGEST_TAG else None
    if known is None:
        raise NotFound
    about = gettext("Темы с меткой «%(name)s»", name=known.name)
    topics = list_topics(actor=who, tag=name).topics
    return _of_topics(form, topics, title=_titled(known.name), path=url_for("topics.tag", name=name), about=about)


@room.get(f"/my/topics.<{FORM}>")
def mine(form: str) -> Response:
    """Give the topics one has opened oneself, as answers come; only by one's own address."""
    who = reader()
    if not who.signed_in:
        raise NotFound
    topics = list_topics(actor=who, author_id=who.id).topics
    title = _titled(gettext("Мои темы"))
    return _of_topics(form, topics, title=title, path="/my/topics", about=gettext("Темы, которые открыли вы"))


@room.get(f"/lessons.<{FORM}>")
def lessons(form: str) -> Response:
    """Give the lesson plans, last changed first."""
    rows = list_lessons(actor=reader())
    openings = list_openings([row.topic_id for row in rows])
    entries = [
        Entry(
            title=row.title,
            path=url_for("lessons.lesson", slug=row.slug, lesson_id=row.id),
            author=row.author_name or gettext("Участник"),
            body=openings.get(row.topic_id, ""),
            published_at=row.created_at,
            updated_at=row.updated_at,
            tags=(subject_name(row.subject, locale()), grade_name(row.grade, locale())),
        )
        for row in rows
    ]
    about = gettext("Планы уроков, которые коллеги выложили для чтения и замечаний.")
    return write_feed(form, title=_titled(gettext("Уроки")), path="/lessons", about=about, entries=entries)


@room.get(f"/t/<slug>/<{KEY}:topic_id>.<{FORM}>")
def topic(slug: str, topic_id: int, form: str) -> Response:
    """Give the newest posts of a topic."""
    found = find_topic(actor=reader(), topic_id=topic_id)
    if found is None or found.audience.kind == "named":  # a message leaves the site in no feed
        raise NotFound
    if slug != found.slug:
        return redirect(_mended(".topic", slug=found.slug, topic_id=topic_id, form=form), 301)
    entries = [
        Entry(
            title=found.title if post.number == 1 else gettext("Ответ № %(number)s", number=post.number),
            path=url_for("topics.show_post", slug=found.slug, topic_id=found.id, number=post.number),
            author=post.author_name or gettext("Участник"),
            body=post.cooked,
            published_at=post.created_at,
            updated_at=post.edited_at or post.created_at,
        )
        for post in list_newest_posts(topic=found)
    ]
    path = url_for("topics.show", slug=found.slug, topic_id=found.id)
    return write_feed(form, title=_titled(found.title), path=path, about=gettext("Ответы в теме"), entries=entries)


def _of_topics(form: str, topics: tuple[TopicRow, ...], *, title: str, path: str, about: str) -> Response:
    openings = list_openings([row.id for row in topics])
    entries = [
        Entry(
            title=row.title,
            path=url_for("topics.show", slug=row.slug, topic_id=row.id),
            author=row.author_name or gettext("Участник"),
            body=openings.get(row.id, ""),
            published_at=row.created_at,
            updated_at=row.bumped_at,
            tags=tuple(one.name for one in row.tags),
        )
        for row in topics
    ]
    return write_feed(form, title=title, path=path, about=about, entries=entries)


def _titled(name: str) -> str:
    return f"{name} · {letters.site_name(locale())}"


def _mended(endpoint: str, **parts: str | int) -> str:
    """Return the right address with what was asked beside it."""
    return url_for(endpoint, **parts, **request.args.to_dict())  # type: ignore[arg-type]
