"""The addresses of every page in every state, room by room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from forum import clock
from forum.db import transaction
from forum.notifications import tokens as unsubscribing
from forum.notifications.models import Mailing, Notice
from tests.web.design.world import LONG_WORD, World


@dataclass(frozen=True)
class State:
    """A page in a state: who opens which address, what she does there, and the status that must come back."""

    name: str
    address: str
    who: str = "visitor"
    status: int = 200
    send: dict[str, str] | None = None


def _of_people(world: World) -> list[State]:
    return [
        State("login", "/login"),
        State("login refused", "/login", status=422, send={"email": "nobody@example.org", "password": "x"}),
        State("register", "/register"),
        State("register refused", "/register", status=422, send={"full_name": "", "email": LONG_WORD, "password": "1"}),
        State("registered", "/register/sent"),
        State("confirm", f"/confirm/{world.tokens['confirm']}"),
        State("first password", f"/confirm/{world.tokens['confirm']}/password"),
        State("confirm ended", "/confirm/nothing", status=404),
        State("reset", "/reset"),
        State("reset sent", "/reset/sent"),
        State("choose password", f"/reset/{world.tokens['reset']}"),
        State("choose password refused", f"/reset/{world.tokens['reset']}", status=422, send={"password": "1"}),
        State("reset ended", "/reset/nothing", status=404),
        State("settings", "/my/settings", "author"),
        State("settings refused", "/my/settings", "newcomer", 422, {"full_name": ""}),
        State("no feeds", "/my/feeds", "newcomer"),
        State("feeds", "/my/feeds", "author"),
    ]


def _of_telling(world: World) -> list[State]:
    link = f"/unsubscribe/{unsubscribing.sign(world.people['author'], 'notices')}"
    return [
        State("notices", "/my/notifications", "author"),
        State("notices unread", "/my/notifications?unread=1&kind=named", "author"),
        State("notices of no such kind", "/my/notifications?kind=circles", "newcomer"),
        State("no notices", "/my/notifications", "newcomer"),
        State("notice settings", "/my/settings/notifications", "author"),
        State("digest", f"/my/digest/{_make_digest(world.people['author'])}", "author"),
        State("empty digest", f"/my/digest/{_make_digest(world.people['newcomer'], days=0)}", "newcomer"),
        State("unsubscribe", link),
        State("unsubscribe not ours", "/unsubscribe/1-notices-x", status=404),
    ]


def _make_digest(person_id: int, days: int = 7) -> int:
    moment = clock.now()
    with transaction() as session:
        digest = Mailing(
            person_id=person_id, kind="digest", key="digest", created_at=moment, since=moment - timedelta(days=days)
        )
        session.add(digest)
        session.flush()
        notices = update(Notice).where(Notice.person_id == person_id, Notice.kind == "reply")
        session.execute(notices.values(mailing_id=digest.id))
        return digest.id


def _of_colleagues(world: World) -> list[State]:
    topic = world.topic
    assert topic is not None
    assert world.message is not None
    return [
        State("messages", "/my/messages", "colleague"),
        State("messages begun", "/my/messages?box=sent", "author"),
        State("messages, nothing found", "/my/messages?q=zzzz", "colleague"),
        State("no messages", "/my/messages", "newcomer"),
        State("messages of the unconfirmed", "/my/messages", "unconfirmed"),
        State("conversation", world.message.url, "author"),
        State("people of a conversation", f"/messages/{world.message.id}/people", "author"),
        State("people refused", f"/messages/{world.message.id}/people", "author", 422, {"to": LONG_WORD}),
        State("new message", "/messages/new?to=colleague", "author"),
        State(
            "new message refused",
            "/messages/new",
            "author",
            422,
            {"to": LONG_WORD, "title": LONG_WORD * 2, "body": "x"},
        ),
        State("new message of the unconfirmed", "/messages/new", "unconfirmed"),
        State("messages refused", "/my/messages/blocked", "colleague"),
        State("messages refused, nobody", "/my/messages/blocked", "newcomer"),
        State("bookmarks", "/my/bookmarks", "colleague"),
        State("bookmarks, nothing found", "/my/bookmarks?q=zzzz", "colleague"),
        State("no bookmarks", "/my/bookmarks", "newcomer"),
        State("bookmark", f"/p/{world.reply}/bookmark", "author"),
        State("change a bookmark", f"/p/{topic.first_post_id}/bookmark", "colleague"),
        State("bookmark refused", f"/p/{world.reply}/bookmark", "author", 422, {"note": LONG_WORD * 3}),
        State("person", "/u/author"),
        State("person to a colleague", "/u/author", "colleague"),
        State("own page", "/u/newcomer", "newcomer"),
        State("answers of a person", "/u/colleague?tab=replies", "author"),
        State("introduce", "/my/settings/profile", "author"),
        State("introduce refused", "/my/settings/profile", "newcomer", 422, {"help_with": LONG_WORD + LONG_WORD}),
        State("directory", "/people", "colleague"),
        State("directory, nobody", f"/people?q={LONG_WORD[:100]}", "colleague"),
    ]


def _of_associations(world: World) -> list[State]:
    return [
        State("categories", "/categories"),
        State("categories of a member", "/categories", "author"),
        State("association", f"/c/x/{world.circle}", "author"),
        State("association to a visitor", f"/c/x/{world.circle}"),
        State("association to join", f"/c/x/{world.circle}", "newcomer"),
        State("association to ask", f"/c/x/{world.closed}", "newcomer"),
        State("association asked", f"/c/x/{world.closed}", "colleague"),
        State("empty association", f"/c/x/{world.empty}", "author"),
        State("ask", f"/c/{world.closed}/ask", "newcomer"),
        State("ask refused", f"/c/{world.closed}/ask", "newcomer", 422, {"reason": ""}),
        State("members and requests", f"/c/{world.closed}/people", "author"),
        State("members", f"/c/{world.circle}/people", "colleague"),
        State("members hidden", f"/c/{world.circle}/people", "newcomer", 403),
    ]


def _of_topics(world: World) -> list[State]:
    topic, long, closed = world.topic, world.long_topic, world.closed_topic
    assert topic is not None
    assert long is not None
    assert closed is not None
    return [
        State("latest", "/latest"),
        State("latest of a member", "/latest", "author"),
        State("latest, nothing older", "/latest?before=1-1", "author"),
        State("new", "/new", "newcomer"),
        State("unread", "/unread", "author"),
        State("unread, nothing", "/unread", "newcomer"),
        State("top", "/top?period=week", "author"),
        State("unanswered", "/unanswered"),
        State("waiting", "/waiting", "colleague"),
        State("narrowed", f"/latest?kind=question&subject=math&grade=9&language=kk&tag={'ы' * 30}", "author"),
        State("narrowed to one's place", f"/unanswered?category={world.empty}&period=day", "author"),
        State("followed", "/my/following", "colleague"),
        State("nothing followed", "/my/following", "newcomer"),
        State("topic with news", topic.url, "colleague"),
        State("tags", "/tags"),
        State("tag", "/tag/дроби", "author"),
        State("topic", topic.url),
        State("topic of a member", topic.url, "author"),
        State("topic, page two", f"{topic.url}/27", "author"),
        State("long topic", long.url, "author"),
        State("closed topic", closed.url, "author"),
        State("topic to the unconfirmed", topic.url, "unconfirmed"),
        State("new topic", f"/t/new?association={world.circle}", "author"),
        State("new topic refused", "/t/new", "author", 422, {"title": LONG_WORD + LONG_WORD, "body": ""}),
        State("new topic to a newcomer", "/t/new", "newcomer"),
        State("new topic to the unconfirmed", "/t/new", "unconfirmed"),
        State("reply", f"/t/{topic.id}/reply?to=1&quote=1", "author"),
        State("reply refused", f"/t/{topic.id}/reply", "author", 422, {"body": ""}),
        State("reply in a closed topic", f"/t/{closed.id}/reply", "author"),
        State("edit topic", f"/p/{topic.first_post_id}/edit", "author"),
        State("edit reply", f"/p/{world.reply}/edit", "colleague"),
        State("history", f"/p/{world.reply}/history", "author"),
        State("delete", f"/p/{world.reply}/delete", "colleague"),
        State("delete an answered topic", f"/p/{topic.first_post_id}/delete", "author"),
        State("readers", f"/t/{topic.id}/readers", "author"),
        State("drafts", "/my/drafts", "author"),
        State("no drafts", "/my/drafts", "newcomer"),
        State("topic with a draft", long.url, "colleague"),
        State("own topics", "/my/topics", "author"),
        State("no own topics", "/my/topics", "newcomer"),
    ]


def _of_lessons(world: World) -> list[State]:
    lesson, wide, failed, waiting = world.lesson, world.wide, world.failed, world.waiting
    assert lesson is not None
    assert wide is not None
    assert failed is not None
    assert waiting is not None
    return [
        State("lessons", "/lessons"),
        State("lessons of a member", "/lessons", "author"),
        State("lessons, none such", "/lessons?subject=art&grade=1", "author"),
        State("lesson", f"/lessons/x/{lesson.id}"),
        State("lesson to its author", f"/lessons/x/{lesson.id}", "author"),
        State("lesson, version 1", f"/lessons/x/{lesson.id}?version=1", "colleague"),
        State("wide lesson", f"/lessons/x/{wide.id}", "colleague"),
        State("failed lesson", f"/lessons/x/{failed.id}", "author"),
        State("waiting lesson", f"/lessons/x/{waiting.id}", "author"),
        State("versions", f"/lessons/{lesson.id}/versions", "author"),
        State("comparison", f"/lessons/{lesson.id}/compare?from=1&to=2", "author"),
        State("comparison of the same", f"/lessons/{lesson.id}/compare?from=2&to=2", "author"),
        State("new lesson", f"/lessons/new?association={world.circle}", "author"),
        State("new lesson to a newcomer", "/lessons/new", "newcomer"),
        State("new version", f"/lessons/{lesson.id}/versions/new", "author"),
        State("places", f"/lessons/{wide.id}/comment?version=1", "colleague"),
        State("comment", f"/lessons/{lesson.id}/comment?version=2&block=b2", "colleague"),
        State("comment refused", f"/lessons/{lesson.id}/comment?version=2&block=b2", "colleague", 422, {"body": ""}),
        State("answer", f"/feedback/{world.comment}/answer", "author"),
        State("decline", f"/feedback/{world.comment}/decline", "author"),
        State("decline refused", f"/feedback/{world.comment}/decline", "author", 422, {"reason": ""}),
        State("discussion of a lesson", f"/t/x/{lesson.topic_id}", "author"),
    ]


def _of_site(world: World) -> list[State]:
    del world
    return [
        State("search", "/search"),
        State("search found", "/search?q=дроби", "author"),
        State("search found nothing", f"/search?q={LONG_WORD}", "author"),
        State("nothing here", "/nothing", status=404),
        State("health", "/health", "author"),
        State("letters", "/outbox"),
        State("parts", "/styleguide"),
    ]


# Every page in every state worth seeing, room by room.
ROOMS: dict[str, Callable[[World], list[State]]] = {
    "people": _of_people,
    "telling": _of_telling,
    "colleagues": _of_colleagues,
    "associations": _of_associations,
    "topics": _of_topics,
    "lessons": _of_lessons,
    "site": _of_site,
}
