"""What a reader has seen of a topic, how closely she follows it, and the doors where both are changed."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.associations.queries import get_association
from forum.errors import N_, Invalid, NotFound
from forum.topics import operations
from forum.topics.levels import Following, Level
from forum.topics.queries import (
    POSTS_ON_PAGE,
    Progress,
    TopicRow,
    find_following,
    find_progress,
    find_stamp,
    list_followed,
)
from forum.web import http
from forum.web.identity import actor, sign_in_required
from forum.web.remembered import remembered
from forum.web.topics.addresses import post_address, topic_address
from forum.web.topics.finding import get_topic
from forum.web.topics.limits import limit_reading
from forum.web.topics.room import KEY, room

MOST_POSTS_AT_ONCE = 200
MOST_SECONDS = 60
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A topic as one reader stands to it: how far she is, how she follows it, and where she says so."""

    progress: Progress
    following: Following
    door: str
    """Where her script says what she has seen."""
    seen: str
    """The picture that says so without a script: this page is seen to its end."""
    next_address: str | None
    """Where the first post she has not read stands."""

    @property
    def level(self) -> Level:
        """Return the level that holds."""
        return self.following.level


def reading_of(topic: TopicRow, page: int) -> Reading | None:
    """Return how the reader stands to a topic; None for a visitor."""
    who = actor()
    if not who.signed_in:
        return None
    progress = remembered(
        lambda: find_progress(actor=who, topic_id=topic.id), "progress", who.id, topic.id, find_stamp(who.id)
    )
    following = remembered(lambda: find_following(actor=who, topic_id=topic.id), "following", who.id, topic.id)
    last = min(page * POSTS_ON_PAGE, topic.highest_number)
    further = progress.last_read + 1
    return Reading(
        progress=_again_if_pinned(progress, topic),
        following=following,
        door=f"/t/{topic.id}/read",
        seen=f"/t/{topic.id}/seen/{last}/{_signature(who.id, topic.id, last)}",
        next_address=post_address(topic, further) if progress.unread and 1 < further <= topic.highest_number else None,
    )


def _again_if_pinned(progress: Progress, topic: TopicRow) -> Progress:
    """Let a topic that was pinned after it was read count as not read by the script, so that it hears of it."""
    if topic.pinned_at is None or progress.read_at is None or progress.read_at >= topic.pinned_at:
        return progress
    return Progress(0, progress.unread, progress.read_at)


@room.post(f"/t/<{KEY}:topic_id>/read")
@sign_in_required
@limit_reading
def read(topic_id: int) -> Response:
    """Note which posts stood before the reader's eyes, from JSON of number -> seconds."""
    numbers = _seen_numbers(request.form.get("posts", ""))
    if numbers:
        operations.read_posts(actor=actor(), topic_id=topic_id, number=max(numbers))
    return Response(status=204)


@room.get(f"/t/<{KEY}:topic_id>/seen/<{KEY}:number>/<token>")
def seen(topic_id: int, number: int, token: str) -> Response:
    """Note that a page was seen to its end by a reader without JavaScript; the address is signed for her."""
    who = actor()
    if not who.signed_in or not hmac.compare_digest(token.encode(), _signature(who.id, topic_id, number).encode()):
        raise NotFound
    operations.read_posts(actor=who, topic_id=topic_id, number=number)
    return Response(PIXEL, mimetype="image/gif", headers={"Cache-Control": "private, no-store"})


@room.post(f"/t/<{KEY}:topic_id>/watch")
@sign_in_required
def follow_topic(topic_id: int) -> Response:
    """Follow a topic so closely from now on."""
    operations.follow_topic(actor=actor(), topic_id=topic_id, level=_level())
    http.note(gettext("Готово: как следить за темой, запомнили."))
    return redirect(_back(topic_address(get_topic(topic_id))), 303)


@room.post(f"/c/<{KEY}:association_id>/watch")
@sign_in_required
def follow_association(association_id: int) -> Response:
    """Follow an association and all below it."""
    operations.follow_association(actor=actor(), association_id=association_id, level=_level())
    row = get_association(association_id)
    http.note(gettext("Готово: как следить за разделом, запомнили."))
    return redirect(_back(url_for("topics.category", slug=row.slug, association_id=row.id)), 303)


@room.post("/tag/<name>/watch")
@sign_in_required
def follow_tag(name: str) -> Response:
    """Follow a tag."""
    operations.follow_tag(actor=actor(), slug=name, level=_level())
    http.note(gettext("Готово: как следить за меткой, запомнили."))
    return redirect(_back(url_for("topics.tag", name=name)), 303)


@room.get("/my/following")
@sign_in_required
def followed() -> str:
    """Show what the reader has chosen a level for, each with a way to change it."""
    return render_template("topics/followed.html", rows=list_followed(actor=actor()))


def _level() -> Level | None:
    """Read the level of a form: a word, or «as it comes» for none; raise Invalid on anything else."""
    word = request.form.get("level", "")
    level = Level.parse(word)
    if level is None and word != "default":
        raise Invalid("level", N_("Выберите, как следить."))
    return level


def _back(address: str) -> str:
    """Return to the list of what is followed when the form stood there."""
    return url_for("topics.followed") if request.form.get("from") == "followed" else address


def _seen_numbers(said: str) -> list[int]:
    """Return the numbers of the posts that were before her eyes for a while; what is no such report says nothing."""
    try:
        posts = json.loads(said)
    except (ValueError, RecursionError):
        return []
    if not isinstance(posts, dict) or len(posts) > MOST_POSTS_AT_ONCE:
        return []
    return [
        int(number)
        for number, seconds in posts.items()
        if number.isascii() and number.isdigit() and len(number) < 10
        and isinstance(seconds, int | float) and 0 < seconds <= MOST_SECONDS
    ]  # fmt: skip


def _signature(person_id: int, topic_id: int, number: int) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"seen:{person_id}:{topic_id}:{number}".encode(), "sha256").hex()[:24]
