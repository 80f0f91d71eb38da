"""Who is told of what: the people it is about, once, and only of what they may read."""

from email import message_from_bytes, policy

import pytest

from forum import jobs, mail
from forum.associations.policy import Audience
from forum.db import transaction
from forum.feedback import operations as feedback
from forum.mail import Post
from forum.notifications import operations
from forum.notifications.handlers import tell_of_posts
from forum.notifications.queries import count_unread, find_notice, list_notices
from forum.topics import operations as topics
from forum.topics.events import PostWritten
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish


@pytest.fixture(autouse=True)
def outbox(tmp_path, monkeypatch):
    monkeypatch.setattr(mail, "_post", [Post(smtp_url=None, sender="f@example.org", sender_name="К", outbox=tmp_path)])
    return tmp_path


@pytest.fixture
def circle(app):
    return make_association("Математики")


def member(circle, name, **more):
    person = make_person(name, **more)
    join(person, circle)
    return actor_of(person)


@pytest.fixture
def aigul(circle):
    return member(circle, "Омарова Айгүл Сериковна", username="aigul")


@pytest.fixture
def nurlan(circle):
    return member(circle, "Сейтқали Нұрлан Ерболұлы", username="nurlan")


def open_topic(actor, circle, body="Расскажите.", audience=None):
    with transaction():
        topic = topics.open_topic(
            actor=actor, association_id=circle, kind="question", title="Дроби", body=body, tags=[],
            audience=Audience.parse(str(audience or circle)),
        )  # fmt: skip
        return topic.id


def reply(actor, topic_id, body="Полоски бумаги.", **more):
    with transaction():
        return topics.reply(actor=actor, topic_id=topic_id, body=body, **more).id


def kinds(actor):
    jobs.run_pending()
    with transaction(write=False):
        return [notice.kind for notice in list_notices(actor)]


def letters(folder):
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]


def test_the_author_of_a_topic_is_told_of_an_answer_and_nobody_of_her_own(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    reply(nurlan, topic_id)
    reply(aigul, topic_id, "Спасибо за совет.")
    assert kinds(aigul) == ["reply"]
    assert kinds(nurlan) == []


def test_somebody_named_is_told_once_for_the_strongest_reason(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    reply(nurlan, topic_id, "@aigul, попробуйте полоски.", reply_to_number=1)
    assert kinds(aigul) == ["mention"]


def test_a_person_who_may_not_read_is_never_told(aigul, circle):
    stranger = actor_of(make_person("Чужой Человек", username="stranger"))
    topic_id = open_topic(aigul, circle, "@stranger, посмотрите.")
    reply(aigul, topic_id, "Ещё раз @stranger.")
    assert kinds(stranger) == []


def test_a_notice_disappears_with_the_right_to_read(aigul, nurlan, circle):
    topic_id = open_topic(nurlan, circle, audience="public")
    outsider = actor_of(make_person("Гость Форума", username="guest"))
    reply(nurlan, topic_id, "@guest, что скажете?")
    assert kinds(outsider) == ["mention"]
    with transaction():
        topics.change_audience(actor=nurlan, topic_id=topic_id, audience=Audience.parse(str(circle)))
    with transaction(write=False):
        assert list_notices(outsider) == []
        assert count_unread(outsider) == 0


def test_the_same_event_delivered_twice_tells_once(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    post_id = reply(nurlan, topic_id)
    event = PostWritten(post_id=post_id, topic_id=topic_id, number=2, author_id=nurlan.id, reply_to_number=None)
    jobs.run_pending()
    with transaction():
        tell_of_posts([event, event])
    assert kinds(aigul) == ["reply"]


def test_a_letter_follows_in_her_language_and_not_when_she_has_read_already(circle, nurlan, outbox):
    aigul = member(circle, "Омарова Айгүл Сериковна", locale="ru")
    topic_id = open_topic(aigul, circle)
    reply(nurlan, topic_id)
    jobs.run_pending()
    (letter,) = letters(outbox)
    assert letter["To"].addresses[0].display_name == "Омарова Айгүл Сериковна"
    assert "Сейтқали Нұрлан Ерболұлы: ответ в вашей теме «Дроби»" in letter["Subject"]
    assert f"/t/дроби/{topic_id}/2" in letter.get_body(("plain",)).get_content()
    assert "Полоски" not in letter.as_string(), "the text stays on the site"


def test_no_letter_without_a_wish_for_letters(circle, nurlan, outbox):
    silent = member(circle, "Тихая Мария Ивановна", mail_notices=False)
    reply(nurlan, open_topic(silent, circle))
    assert kinds(silent) == ["reply"]
    assert letters(outbox) == []


def test_a_comment_is_told_to_the_author_and_its_fate_to_the_commenter(aigul, nurlan, circle, outbox):
    lesson = publish(aigul, circle, audience=str(circle))
    comment = leave(nurlan, lesson.id)
    assert kinds(aigul)[0] == "feedback"
    with transaction():
        feedback.accept(actor=aigul, feedback_id=comment)
    assert kinds(nurlan)[0] == "feedback_accepted"
    add_version(aigul, lesson.id)
    assert kinds(nurlan)[0] == "feedback_done"
    assert any("учтено в версии 2" in letter["Subject"] for letter in letters(outbox))


def test_reading_is_noted_for_oneself_only(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    reply(nurlan, topic_id)
    jobs.run_pending()
    with transaction(write=False):
        notice = list_notices(aigul)[0]
        assert find_notice(nurlan, notice.id) is None
        assert count_unread(aigul) == 1
    with transaction():
        operations.mark_read(actor=aigul, notice_id=notice.id)
    with transaction(write=False):
        assert count_unread(aigul) == 0
