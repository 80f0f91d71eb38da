"""Who is told of what: the people it is about, once, and only of what they may read."""

from forum import jobs
from forum.associations.policy import Audience
from forum.db import transaction
from forum.feedback import operations as feedback
from forum.notifications import operations
from forum.notifications.handlers import tell_of_posts
from forum.notifications.kinds import FILTERS, SWITCHES, Kind, Way
from forum.notifications.models import Notice
from forum.notifications.operations import About, telling
from forum.notifications.queries import count_unread, count_waiting, find_notice, list_notices
from forum.notifications.recipients import strongest_reasons
from forum.notifications.wording import SENTENCES, path, sentence
from forum.topics import operations as topics
from forum.topics.events import PostWritten
from tests.factories.accounts import actor_of, make_person
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish
from tests.notifications.town import kinds, open_topic, read_all, reply, told


class Plain:
    """Words as the sources have them."""

    def gettext(self, message):
        return message

    def ngettext(self, one, many, number):
        return one if number == 1 else many


def counts(actor):
    """Return the number beside the bell, which must be what a fresh count gives."""
    with transaction(write=False):
        assert count_waiting(actor) == count_unread(actor)
        return count_waiting(actor)


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


def test_of_several_reasons_the_first_kind_wins():
    reasons = {Kind.WATCHED: (1, 2, 3), Kind.REPLY: (2,), Kind.ANSWER: (3,), Kind.MENTION: (3, 4)}
    assert strongest_reasons(reasons) == {4: Kind.MENTION, 3: Kind.MENTION, 2: Kind.REPLY, 1: Kind.WATCHED}


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
    assert counts(outsider) == 1
    with transaction():
        topics.change_audience(actor=nurlan, topic_id=topic_id, audience=Audience.parse(str(circle)))
    with transaction(write=False):
        assert list_notices(outsider) == []
        assert count_unread(outsider) == 0
    jobs.run_pending()
    assert counts(outsider) == 0, "the number beside the bell follows"


def test_the_same_event_delivered_twice_tells_once(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    post_id = reply(nurlan, topic_id)
    event = PostWritten(post_id=post_id, topic_id=topic_id, number=2, author_id=nurlan.id, reply_to_number=None)
    jobs.run_pending()
    with transaction():
        tell_of_posts([event, event])
    assert kinds(aigul) == ["reply"]
    assert counts(aigul) == 1


def test_a_comment_is_told_to_the_author_and_its_fate_to_the_commenter(aigul, nurlan, circle):
    lesson = publish(aigul, circle, audience=str(circle))
    comment = leave(nurlan, lesson.id)
    assert kinds(aigul)[0] == "feedback"
    with transaction():
        feedback.accept(actor=aigul, feedback_id=comment)
    assert kinds(nurlan)[0] == "feedback_accepted"
    add_version(aigul, lesson.id)
    assert kinds(nurlan)[0] == "feedback_done"
    with transaction():
        assert operations.mark_lesson_seen(actor=nurlan, lesson_id=lesson.id) == 0


def test_reading_is_noted_for_oneself_only(aigul, nurlan, circle):
    reply(nurlan, open_topic(aigul, circle))
    notice = told(aigul)[0]
    with transaction(write=False):
        assert find_notice(nurlan, notice.id) is None
    assert counts(aigul) == 1
    with transaction():
        operations.mark_read(actor=aigul, notice_id=notice.id)
    assert counts(aigul) == 0


def test_answers_in_one_topic_join_until_they_are_read(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    for number in range(5):
        reply(nurlan, topic_id, f"Совет {number}")
    (notice,) = told(aigul)
    assert notice.count == 5
    assert counts(aigul) == 1
    assert sentence(notice, words=Plain(), locale="ru") == "5 ответов в вашей теме «Дроби»"
    assert path(notice).endswith(f"/{topic_id}/2"), "where the first of them stands"
    with transaction():
        operations.mark_read(actor=aigul, notice_id=notice.id)
    assert counts(aigul) == 0
    reply(nurlan, topic_id, "И ещё один.")
    again, before = told(aigul)
    assert (again.count, before.count, before.read_at is None) == (1, 5, False)


def test_other_topics_and_mentions_do_not_join(aigul, nurlan, circle):
    first, second = open_topic(aigul, circle), open_topic(aigul, circle, title="Степени", body="Как?")
    reply(nurlan, first, "Раз")
    reply(nurlan, second, "Два")
    reply(nurlan, first, "@aigul, три")
    reply(nurlan, first, "@aigul, четыре")
    assert sorted(one.count for one in told(aigul)) == [1, 1, 1, 1]


def test_what_is_shown_is_read_and_a_group_shrinks_to_the_rest(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    for number in range(4):
        reply(nurlan, topic_id, f"Совет {number}")
    jobs.run_pending()
    with transaction():
        assert operations.mark_seen(actor=aigul, topic_id=topic_id, first=1, last=3) == 1
    (notice,) = [one for one in told(aigul) if one.read_at is None]
    assert (notice.count, notice.first_number, notice.post_number) == (2, 4, 5)
    with transaction():
        assert operations.mark_seen(actor=aigul, topic_id=topic_id, first=5, last=5) == 1
    (notice,) = [one for one in told(aigul) if one.read_at is None]
    assert (notice.count, notice.first_number, notice.post_number) == (1, 4, 4)
    with transaction():
        assert operations.mark_seen(actor=nurlan, topic_id=topic_id, first=1, last=9) == 0
    assert counts(aigul) == 1, "nobody reads for another"


def test_a_kind_that_is_switched_off_is_not_told_at_all(aigul, nurlan, circle):
    with transaction():
        operations.choose_ways(actor=aigul, ways={"reply": "never"})
    topic_id = open_topic(aigul, circle)
    reply(nurlan, topic_id)
    assert kinds(aigul) == []
    reply(nurlan, topic_id, "@aigul, а так?")
    assert kinds(aigul) == ["mention"]


def test_only_the_newest_are_kept(aigul, monkeypatch):
    monkeypatch.setattr(telling, "KEPT", 10)
    with transaction():
        for number in range(120):
            operations.tell(person_id=aigul.id, kind="reminder", key=f"k{number}", about=About())
    with transaction(write=False) as session:
        keys = [key for (key,) in session.query(Notice.key).order_by(Notice.id)]
    assert 10 <= len(keys) < 10 + telling.LOOK_EVERY
    assert keys[-1] == "k119"


def test_every_kind_has_a_sentence_a_switch_and_a_filter():
    assert set(SENTENCES) == set(Kind)
    assert sorted(kind for switch in SWITCHES for kind in switch.kinds) == sorted(Kind)
    assert sorted(kind for one in FILTERS for kind in one.kinds) == sorted(Kind)


def test_what_is_not_urgent_goes_into_the_digest_from_the_first_day():
    first = {switch.name: switch.first for switch in SWITCHES}
    assert {name for name, way in first.items() if way is Way.DIGEST} == {
        "call",
        "quote",
        "thanks",
        "watched",
        "new_topic",
    }
    assert set(first.values()) == {Way.MAIL, Way.DIGEST}


def test_reading_all_leaves_nothing(aigul, nurlan, circle):
    topic_id = open_topic(aigul, circle)
    for number in range(3):
        reply(nurlan, topic_id, f"@aigul {number}")
    assert len(told(aigul)) == 3
    read_all(aigul)
    assert counts(aigul) == 0
