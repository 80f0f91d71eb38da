"""A reader's buttons under a post: drawn once for what she may do, then filled in for each post.

A page has twenty-five posts and only a few ways of acting on them; to draw every button anew would cost more than the
rest of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext
from markupsafe import escape

from forum.topics.queries import PostRow, TopicRow
from forum.web.fragments import kept
from forum.web.topics.acts import PostActs

_TOPIC, _POST, _NUMBER = 2147483101, 2147483102, 2147483103
_PATH, _AUTHOR = "/path-of-the-post/", "author-of-the-post"
_PLACES = re.compile("|".join(re.escape(str(one)) for one in (_TOPIC, _POST, _NUMBER, _PATH, _AUTHOR)))


@dataclass(frozen=True, slots=True)
class _AnyPost:
    """Stands for any post in the drawing: what the template reads of it."""

    revisions_count: int
    id: int = _POST
    number: int = _NUMBER
    author_name: str = _AUTHOR
    deleted_at: datetime | None = None


def buttons_of(topic: TopicRow, post: PostRow, acts: PostActs) -> str:
    """Return the buttons of a post as HTML."""
    revised = int(post.revisions_count > 0 and post.deleted_at is None)
    drawn = kept("post buttons", acts, revised, caller=lambda: _draw(acts, revised))
    values = {
        str(_TOPIC): str(topic.id),
        str(_POST): str(post.id),
        str(_NUMBER): str(post.number),
        _PATH: str(escape(f"/t/{topic.slug}/{topic.id}/{post.number}")),
        _AUTHOR: str(escape(post.author_name or gettext("Участник"))),
    }
    return _PLACES.sub(lambda place: values[place[0]], drawn)


def _draw(acts: PostActs, revised: int) -> str:
    layer = current_app.jinja_env.get_template("topics/_layer.html").module
    return str(layer.buttons(topic_id=_TOPIC, post=_AnyPost(revised), path=_PATH, acts=acts))  # type: ignore[attr-defined]  # a macro
