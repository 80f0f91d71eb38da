"""Every page of the site in every state worth seeing: rich, empty, refused, with texts nobody planned for."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update

from forum import clock, jobs
from forum.accounts.operations import links
from forum.accounts.operations.feed_keys import make_feed_key
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.bookmarks.models import Bookmark
from forum.db import transaction
from forum.documents.models import StoredRendition
from forum.documents.queries import list_blocks
from forum.feedback import operations as feedback
from forum.lessons import operations as lessons
from forum.messages import operations as messages
from forum.topics import operations as topics
from forum.topics.levels import Level
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.documents import make_docx
from tests.factories.feedback import leave
from tests.factories.lessons import Published, add_version, publish, version_file
from tests.factories.messages import actor_of_now, send
from tests.factories.people import introduce
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

Формула $\\frac{a}{b}$[^1] и длинная:
$$\\sum_{i=1}^{n} x_i = x_1 + x_2 + x_3 + x_4 + x_5 + x_6 + x_7 + x_8 + x_9 + x_{10} + x_{11} + x_{12}$$

[^1]: Сноска со **словами**.

[details="Ответ, который длиннее одной строки на узком экране телефона"]
Внутри [spoiler]спрятано[/spoiler].
[/details]

- [x] карточки
- [ ] листы

```python
def area(r):  # площадь круга, и строка длиннее любого экрана, на котором её будут читать
    return 3.14 * r ** 2
```

[Очень-длинное-имя-файла-с-планом-урока-математики-в-пятом-классе.docx|DOCX, 120 КБ](/files/1/x.docx) :спасибо:

"""
    + "ы" * 150
)
WIDE = (
    ("Этап", "Время", "Учитель", "Ученик", "Оценивание", "Ресурсы", "Цель", "Критерий", "Дескриптор"),
    ("Начало", "5 мин", "Спор про лепёшку", "Спорят", "Нет", "Круги", "Вызов", "Участвует", "Называет"),
    ("Середина", "30 мин", "Карточки", "Решают", "Взаимно", "Карточки", "Счёт", "Верно", "Складывает"),
)


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
    message: MadeTopic | None = None
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
    _make_drafts(world)
    with transaction():
        make_feed_key(actor=actor_of(world.people["author"]))
    _make_bookmarks(world)
    _make_messages(world)
    return world


def _make_messages(world: World) -> None:
    author, colleague = world.people["author"], world.people["colleague"]
    world.message = send(author, "colleague", LONG_WORD, RICH, group_id=world.circle)
    send(colleague, "author", "Открытый урок в четверг", "Придёте?")
    jobs.run_pending()
    with transaction():
        messages.block(actor=actor_of_now(colleague), person_id=world.people["newcomer"])


def _make_bookmarks(world: World) -> None:
    hidden = make_topic(world.circle, world.people["author"], "Скоро скроют", audience="private")
    for post_id, note in ((world.topic.first_post_id, LONG_WORD), (world.reply, ""), (hidden.first_post_id, "Моё")):
        with transaction() as session:
            moment = clock.now()
            remind_at = moment + timedelta(days=1) if note == LONG_WORD else None
            session.add(
                Bookmark(
                    person_id=world.people["colleague"],
                    post_id=post_id,
                    note=note,
                    remind_at=remind_at,
                    created_at=moment,
                )
            )


def _make_people(world: World, language: str) -> None:
    for name, who in (("author", LONG_NAME), ("colleague", "Сейітқали Нұрлан Ерболұлы"), ("newcomer", "Ким Анна")):
        world.people[name] = make_person(
            who, username=name, email=f"{name}@example.org", locale=language, school="№ 12"
        )
    world.people["unconfirmed"] = make_person("Ли Вера", confirmed=False, locale=language, email="new@example.org")
    introduce(
        world.people["author"], about=f"{LONG_WORD}\n\nВеду 5 класс.", help_with=LONG_WORD, subjects=["math", "ict"],
        languages=["kk", "ru"],
    )  # fmt: skip
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
    make_post(world.topic.id, author, f"http://localhost{world.long_topic.url}\n\nhttp://localhost/t/x/999999")
    with transaction():
        reply = topics.reply(
            actor=actor_of(colleague), topic_id=world.topic.id, body="@author, спасибо", reply_to_number=1
        )  # fmt: skip
        world.reply = reply.id
    with transaction():
        topics.pin_topic(actor=actor_of(author), topic_id=world.closed_topic.id)
    for level, act, thing in (
        (Level.WATCHING, topics.follow_topic, {"topic_id": world.long_topic.id}),
        (Level.MUTED, topics.follow_tag, {"slug": "ы" * 30}),
        (Level.FIRST, topics.follow_association, {"association_id": world.empty}),
    ):
        with transaction():
            act(actor=actor_of(colleague), level=level, **thing)
    for person, number in ((colleague, 20), (author, 3)):
        with transaction():
            topics.read_posts(actor=actor_of(person), topic_id=world.topic.id, number=number)
    with transaction():
        topics.follow_topic(actor=actor_of(author), topic_id=world.topic.id, level=Level.WATCHING)
    for number in (0, 1):
        with transaction():
            body = f"@author, спасибо {number} {LONG_WORD}"
            topics.edit_post(actor=actor_of(colleague), post_id=world.reply, body=body, revision=number)
    grateful = [actor_of(one) for one in (author, *(make_person(f"{LONG_NAME} {number}") for number in range(5)))]
    answerer = actor_of(colleague)
    with transaction():
        answer = topics.reply(actor=answerer, topic_id=world.long_topic.id, body=RICH)
        topics.accept_answer(actor=grateful[0], post_id=answer.id)
        for actor in grateful:
            topics.thank(actor=actor, post_id=answer.id)


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


def _make_drafts(world: World) -> None:
    assert world.topic is not None
    assert world.long_topic is not None
    begun = (
        ("author", "topic", {"title": LONG_WORD, "body": RICH, "tags": "дроби"}),
        ("author", f"reply-{world.topic.id}", {"body": "Начну с лепёшки: её делят на всех."}),
        ("author", "reply-999999", {"body": "Тема закрылась, а слова остались."}),
        ("colleague", f"reply-{world.long_topic.id}", {"body": RICH}),
    )
    for name, key, fields in begun:
        with transaction():
            topics.keep_draft(actor=actor_of(world.people[name]), key=key, fields=fields)


def _make_links(world: World) -> dict[str, str]:
    asked = ((links.CONFIRM, "unconfirmed", "new@example.org"), (links.RESET, "author", "author@example.org"))
    tokens = {}
    for purpose, name, email in asked:
        with transaction():
            issued = links.issue(purpose=purpose, person_id=world.people[name], email=email, asked_at=clock.now())
        assert issued is not None
        tokens[purpose] = issued[0]
    return tokens
