"""The digest: at its hour, only what is new and hers to read, once, and no longer when nobody opens it."""

from datetime import timedelta

import pytest

from forum import clock, jobs
from forum.associations.policy import Audience
from forum.db import transaction
from forum.notifications import operations, tokens
from forum.notifications.models import Mailing, NoticeReader
from forum.notifications.queries import find_reader
from forum.topics import operations as topics
from tests.notifications.town import MORNING, at, header, html_of, letters, open_topic, post, reply, text_of

DAY = timedelta(days=1)


@pytest.fixture
def daily(aigul):
    """Let Aigul have a digest every day at nine, from Thursday on."""
    with clock.freeze(MORNING + timedelta(minutes=1)), transaction():
        operations.choose_letters(
            actor=aigul, letters="digest", digest="daily", digest_hour=9, digest_day=0, quiet_from=20, quiet_to=8
        )
    return aigul


def week(person, folder):
    """Let seven days pass, each with its hour of the digest."""
    for number in range(1, 8):
        with at(MORNING + number * DAY):
            pass
    return letters(folder)


def test_everybody_has_a_digest_planned_for_monday_nine(aigul, nurlan):
    with clock.freeze(MORNING):
        assert operations.plan_first_digests() == 2
        assert operations.plan_first_digests() == 0
    with transaction(write=False):
        assert find_reader(aigul.id).digest_at == MORNING + 5 * DAY


def test_it_tells_what_is_for_her_and_what_is_new_in_her_circles(daily, nurlan, circle, outbox):
    with at(MORNING + timedelta(hours=2)):
        topic_id = open_topic(daily, circle)
        reply(nurlan, topic_id)
        reply(nurlan, topic_id, "Ещё мысль.")
        other = open_topic(nurlan, circle, "Кто пробовал?", title="Оценивание без отметок")
    assert letters(outbox) == []
    with at(MORNING + DAY):
        pass
    (letter,) = letters(outbox)
    text = text_of(letter)
    assert "что нового за день" in header(letter, "Subject")
    assert "2 ответов в вашей теме «Дроби»" in text or "2 ответа в вашей теме «Дроби»" in text
    assert "Оценивание без отметок" in text
    assert "/my/digest/1?to=/t/%D0%BE%D1%86%D0%B5%D0%BD" in text
    assert f"/{other}" in text
    assert "Кто пробовал?" not in text + html_of(letter)
    assert letter["List-Id"] == "<digest.example.org>"
    assert tokens.sign(daily.id, "digest") in letter["List-Unsubscribe"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


def test_nothing_new_no_letter_and_nothing_is_told_twice(daily, nurlan, circle, outbox):
    with at(MORNING + timedelta(hours=2)):
        open_topic(nurlan, circle, "Кто пробовал?", title="Оценивание")
    assert len(week(daily, outbox)) == 1


def test_what_she_has_read_is_not_told_again(daily, nurlan, circle, outbox):
    with at(MORNING + timedelta(hours=2)):
        topic_id = open_topic(daily, circle)
        reply(nurlan, topic_id)
    with transaction():
        operations.mark_seen(actor=daily, topic_id=topic_id, first=1, last=2)
    assert week(daily, outbox) == []


def test_a_kind_meant_for_the_digest_comes_with_it_and_not_before(aigul, nurlan, circle, outbox):
    with transaction(), clock.freeze(MORNING + timedelta(minutes=1)):
        operations.choose_letters(
            actor=aigul, letters="each", digest="daily", digest_hour=9, digest_day=0, quiet_from=0, quiet_to=0
        )
        operations.choose_ways(actor=aigul, ways={"reply": "digest"})
    with at(MORNING + timedelta(hours=2)):
        topic_id = open_topic(aigul, circle)
        reply(nurlan, topic_id)
        reply(nurlan, topic_id, "@aigul, взгляните")
    with at(MORNING + timedelta(hours=3)):
        pass
    (at_once,) = letters(outbox)
    assert "обращается к вам" in header(at_once, "Subject")
    assert "ответ в вашей теме" not in text_of(at_once)
    with at(MORNING + DAY):
        pass
    digest = letters(outbox)[-1]
    assert "ответ в вашей теме «Дроби»" in text_of(digest)
    assert "обращается к вам" not in text_of(digest), "it was told at once"


def test_it_holds_only_what_she_may_read_when_it_is_sent(daily, nurlan, circle, outbox):
    with at(MORNING + timedelta(hours=2)):
        hidden = open_topic(nurlan, circle, "@aigul, что скажете?", title="Станет личной")
        open_topic(nurlan, circle, "Кто пробовал?", title="Останется")
    with clock.freeze(MORNING + DAY):
        operations.make_letters()
        with transaction():
            topics.change_audience(actor=nurlan, topic_id=hidden, audience=Audience.parse("private"))
        jobs.run_pending()
    (letter,) = letters(outbox)
    assert "Останется" in text_of(letter)
    assert "Станет личной" not in text_of(letter) + html_of(letter)


def test_two_workers_and_a_killed_one_send_one(daily, nurlan, circle, outbox):
    with at(MORNING + timedelta(hours=2)):
        open_topic(nurlan, circle, "Кто пробовал?", title="Оценивание")
    with clock.freeze(MORNING + DAY):
        operations.make_letters()
        # The second worker looked at the same moment and still believes it to be due.
        with transaction() as session:
            session.get_one(NoticeReader, daily.id).digest_at = MORNING + DAY
        operations.make_letters()
        jobs.run_pending()
        jobs.release_leases()
        post()
    with transaction(write=False) as session:
        assert session.query(Mailing).count() == 1
    assert len(letters(outbox)) == 1


def test_after_five_that_nobody_opened_it_says_so_once_and_stops(daily, nurlan, circle, outbox):
    for number in range(9):
        with at(MORNING + number * DAY + timedelta(hours=2)):
            open_topic(nurlan, circle, f"Вопрос {number}?", title=f"Тема {number}")
        with at(MORNING + (number + 1) * DAY):
            pass
    sent = letters(outbox)
    assert len(sent) == 5
    assert ["последний дайджест" in text_of(letter) for letter in sent] == [False] * 4 + [True]
    with transaction(write=False):
        assert find_reader(daily.id).stopped_at is not None


def test_opening_one_keeps_them_coming(daily, nurlan, circle, outbox):
    for number in range(7):
        with at(MORNING + number * DAY + timedelta(hours=2)):
            open_topic(nurlan, circle, f"Вопрос {number}?", title=f"Тема {number}")
        with at(MORNING + (number + 1) * DAY):
            pass
        if number == 3:
            with transaction() as session:
                newest = max(one for (one,) in session.query(Mailing.id))
                assert not operations.open_digest(actor=nurlan, mailing_id=newest), "it is not his"
                assert operations.open_digest(actor=daily, mailing_id=newest)
    assert len(letters(outbox)) == 7
    assert not any("последний дайджест" in text_of(letter) for letter in letters(outbox))


def test_opening_the_last_one_begins_anew(daily, nurlan, circle, outbox):
    test_after_five_that_nobody_opened_it_says_so_once_and_stops(daily, nurlan, circle, outbox)
    with clock.freeze(MORNING + 20 * DAY), transaction() as session:
        newest = max(one for (one,) in session.query(Mailing.id))
        assert operations.open_digest(actor=daily, mailing_id=newest)
    with transaction(write=False):
        reader = find_reader(daily.id)
        assert (reader.stopped_at, reader.unopened, reader.digest_at) == (None, 0, MORNING + 21 * DAY)


def test_one_that_is_long_overdue_is_left_out(daily, nurlan, circle, outbox):
    with at(MORNING + timedelta(hours=2)):
        open_topic(nurlan, circle, "Кто пробовал?", title="Оценивание")
    with at(MORNING + DAY + timedelta(hours=13)):
        pass
    assert letters(outbox) == []
    with at(MORNING + 2 * DAY):
        pass
    assert len(letters(outbox)) == 1


@pytest.mark.parametrize("wish", ["digest", "letters"])
def test_who_wants_none_gets_none(daily, nurlan, circle, outbox, wish):
    with transaction():
        operations.choose_letters(
            actor=daily, letters="none" if wish == "letters" else "each",
            digest="never" if wish == "digest" else "daily", digest_hour=9, digest_day=0, quiet_from=0, quiet_to=0,
        )  # fmt: skip
    with at(MORNING + timedelta(hours=2)):
        open_topic(nurlan, circle, "Кто пробовал?", title="Оценивание")
    assert week(daily, outbox) == []
