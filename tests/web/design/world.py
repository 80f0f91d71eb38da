"""Every page of the site in every state worth seeing: rich, empty, refused, with texts nobody planned for."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import update

from forum import clock, jobs
from forum.accounts.operations import links
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.db import transaction
from forum.documents.models import StoredRendition
from forum.documents.queries import list_blocks
from forum.feedback import operations as feedback
from forum.lessons import operations as lessons
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.documents import make_docx
from tests.factories.feedback import leave
from tests.factories.lessons import Published, add_version, publish, version_file
from tests.factories.topics import MadeTopic, make_post, make_topic

LONG_WORD = "Қ" * 200
LONG_NAME = "Әбдірахманова-Константинопольская Мария-Антуанетта Нұрсұлтанқызы Саид Аль-Мансур"
RICH = (
    """## Заголовок

Текст со **словами**, [ссылкой](https://example.org/) и `кодом`.

> цитата, которая занимает не одну строку, а сразу две или даже три, если экран узкий

1. первое
2. второе

| Урок | Цель | Итог |
| --- | --- | --- |
| 1 | дроби | билет |

"""
    + "ы" * 150
)
WIDE = (
    ("Этап", "Время", "Учитель", "Ученик", "Оценивание", "Ресурсы", "Цель", "Критерий", "Дескриптор"),
    ("Начало", "5 мин", "Спор про лепёшку", "Спорят", "Нет", "Круги", "Вызов", "Участвует", "Называет"),
    ("Середина", "30 мин", "Карточки", "Решают", "Взаимно", "Карточки", "Счёт", "Верно", "Складывает"),
)


@dataclass(frozen=True)
class State:
    """A page in a state: who opens which address, what she does there, and the status that must come back."""

    name: str
    address: str
    who: str = "visitor"
    status: int = 200
    send: dict[str, str] | None = None


@dataclass
class World:
    """What the pages are about."""

    people: dict[str, int] = field(default_factory=dict)
    circle: int = 0
    closed: int = 0
    empty: int = 0
    topic: MadeTopic | None = None
    long_topic: MadeTopic | None = None
    closed_topic: MadeTopic | None = None
    lesson: Published | None = None
    waiting: Published | None = None
    failed: Published | None = None
    wide: Published | None = None
    comment: int = 0
    reply: int = 0
    tokens: dict[str, str] = field(default_factory=dict)


def make_world(language: str) -> World:
    """Fill an empty database; everybody reads in this language."""
    world = World()
    country = make_association("Казахстан", kind="country", name_kk="Қазақстан", name_en="Kazakhstan")
    city = make_association("Павлодар", [country], kind="city", about="Город на Иртыше.")
    world.circle = make_association("Математики Павлодара", [city], subject="math", origin="self", about="Круг.")
    world.closed = make_association("Методическая служба", [city], kind="service", joining="request")
    world.empty = make_association(LONG_WORD, [city], kind="school")
    _make_people(world, language)
    _make_topics(world)
    _make_lessons(world)
    jobs.run_pending()
    author = actor_of(world.people["author"])
    world.waiting = publish(author, world.circle, None, title=LONG_WORD[:150], file_name=f"{LONG_WORD[:90]}.docx")
    world.tokens = _make_links(world)
    return world


def _make_people(world: World, language: str) -> None:
    for name, who in (("author", LONG_NAME), ("colleague", "Сейітқали Нұрлан Ерболұлы"), ("newcomer", "Ким Анна")):
        world.people[name] = make_person(
            who, username=name, email=f"{name}@example.org", locale=language, school="№ 12"
        )
    world.people["unconfirmed"] = make_person("Ли Вера", confirmed=False, locale=language, email="new@example.org")
    join(world.people["author"], world.circle, "head")
    join(world.people["colleague"], world.circle)
    join(world.people["author"], world.closed, "head")
    join(world.people["author"], world.empty)
    join(world.people["colleague"], world.closed, state="asked", reason="Пустите, " + LONG_WORD)


def _make_topics(world: World) -> None:
    author, colleague = world.people["author"], world.people["colleague"]
    world.long_topic = make_topic(world.circle, author, LONG_WORD, RICH, kind="question", tags=["дроби", "ы" * 30])
    world.closed_topic = make_topic(world.circle, author, "Закрытая тема", closed=True)
    make_topic(world.circle, author, "Только для круга", audience=world.circle)
    for number in range(35):
        make_topic(world.circle, colleague, f"Тема {number}: как объяснить дроби", replies=1)
    world.topic = make_topic(world.circle, author, "С чего начать дроби", RICH, tags=["дроби"], replies=25)
    make_post(world.topic.id, None, "Слова участника, которого больше нет.")
    make_post(world.topic.id, author, "Удалено.", deleted=True)
    with transaction():
        reply = topics.reply(
            actor=actor_of(colleague), topic_id=world.topic.id, body="@author, спасибо", reply_to_number=1
        )  # fmt: skip
        world.reply = reply.id
    for number in (0, 1):
        with transaction():
            body = f"@author, спасибо {number} {LONG_WORD}"
            topics.edit_post(actor=actor_of(colleague), post_id=world.reply, body=body, revision=number)


def _make_lessons(world: World) -> None:
    author, colleague = actor_of(world.people["author"]), actor_of(world.people["colleague"])
    world.lesson = publish(author, world.circle, note="Хватит ли времени?")
    kinds = ("clarify", "value", "concern", "suggest", "suggest")
    left = [leave(colleague, world.lesson.id, f"b{1 + n % 3}", kind=kind) for n, kind in enumerate(kinds)]
    world.comment = left[4]
    with transaction():
        feedback.answer(actor=author, feedback_id=left[0], body="Для тех, кто отстал.")
    with transaction():
        feedback.decline(actor=author, feedback_id=left[2], reason="Уже пробовали.")
    with transaction():
        feedback.accept(actor=author, feedback_id=left[3])
    texts = ["Цель урока: сложение дробей", "Новый этап", "Этап 2. Карточки"]
    add_version(author, world.lesson.id, texts, note="Карточки трёх уровней.")
    world.wide = _publish_file(author, world.circle, "Девять столбцов.docx", make_docx([], rows=WIDE))
    jobs.run_pending()
    with transaction(write=False):
        block = next(one.id for one in list_blocks(world.wide.file_id) if one.text == "Спор про лепёшку")
    leave(colleague, world.wide.id, block, body=LONG_WORD)
    world.failed = publish(author, world.circle, None, title="Сломанный файл")
    _fail(world.failed.file_id)


def _publish_file(author: Actor, association_id: int, name: str, content: bytes) -> Published:
    with transaction():
        lesson = lessons.publish_lesson(
            actor=author, association_id=association_id, title=name, subject="math", grade=9,
            audience=Audience("circle", association_id), stream=io.BytesIO(content), file_name=name, note="",
        )  # fmt: skip
        lesson_id, topic_id = lesson.id, lesson.topic_id
    return Published(lesson_id, topic_id, version_file(lesson_id, 1))


def _fail(file_id: int) -> None:
    with transaction() as session:
        failed = {"state": "failed", "message": "Картинка повреждена, открыть её не удалось."}
        session.execute(update(StoredRendition).where(StoredRendition.file_id == file_id).values(**failed))


def _make_links(world: World) -> dict[str, str]:
    asked = ((links.CONFIRM, "unconfirmed", "new@example.org"), (links.RESET, "author", "author@example.org"))
    tokens = {}
    for purpose, name, email in asked:
        with transaction():
            issued = links.issue(purpose=purpose, person_id=world.people[name], email=email, asked_at=clock.now())
        assert issued is not None
        tokens[purpose] = issued[0]
    return tokens


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
        State("person", "/u/author"),
        State("own page", "/u/newcomer", "newcomer"),
        State("settings", "/my/settings", "author"),
        State("settings refused", "/my/settings", "newcomer", 422, {"full_name": ""}),
        State("notices", "/my/notifications", "author"),
        State("no notices", "/my/notifications", "newcomer"),
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
    "associations": _of_associations,
    "topics": _of_topics,
    "lessons": _of_lessons,
    "site": _of_site,
}
