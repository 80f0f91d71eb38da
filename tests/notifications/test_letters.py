"""The letters that follow notices: late enough to be needless, outside quiet hours, together, once, and whole."""

from datetime import timedelta

import pytest

from forum import clock, jobs, mail
from forum.associations.policy import Audience
from forum.db import transaction
from forum.feedback import operations as feedback
from forum.notifications import operations, tokens
from forum.notifications.models import Mailing, Notice
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.feedback import leave
from tests.factories.lessons import add_version, publish
from tests.notifications.town import (
    MORNING,
    SOON,
    at,
    header,
    html_of,
    kinds,
    letters,
    member,
    open_topic,
    post,
    read_all,
    reply,
    text_of,
)


def written(aigul, nurlan, circle, body="Полоски бумаги."):
    """Let Nurlan answer Aigul in the morning; nothing is due yet."""
    with at(MORNING):
        topic_id = open_topic(aigul, circle)
        reply(nurlan, topic_id, body)
    return topic_id


def test_a_letter_waits_ten_minutes_and_tells_where_but_not_what(aigul, nurlan, circle, outbox):
    topic_id = written(aigul, nurlan, circle)
    with at(MORNING + timedelta(minutes=9)):
        assert letters(outbox) == []
    assert letters(outbox) == []
    with at(MORNING + SOON):
        pass
    (letter,) = letters(outbox)
    assert letter["To"].addresses[0].display_name == "Омарова Айгүл Сериковна"
    assert "Сейтқали Нұрлан Ерболұлы: ответ в вашей теме «Дроби»" in letter["Subject"]
    assert f"/t/дроби/{topic_id}/2" in text_of(letter)
    assert "Полоски" not in text_of(letter) + html_of(letter), "the text stays on the site"


def test_the_headers_are_complete(aigul, nurlan, circle, outbox):
    topic_id = written(aigul, nurlan, circle)
    with at(MORNING + SOON):
        pass
    (letter,) = letters(outbox)
    token = tokens.sign(aigul.id, "notices")
    assert header(letter, "From").startswith("Сейтқали Нұрлан Ерболұлы · К")
    assert letter["From"].addresses[0].addr_spec == "f@example.org"
    assert letter["Message-ID"].startswith("<mailing-")
    assert letter["Message-ID"].endswith("@example.org>")
    assert letter["References"] == letter["In-Reply-To"] == f"<topic-{topic_id}@example.org>"
    assert letter["List-Id"] == "<notices.example.org>"
    assert letter["List-Unsubscribe"] == f"<http://localhost/unsubscribe/{token}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Precedence"] == "list"
    assert letter["Date"].datetime == MORNING + SOON
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert all(part.get_content_charset() == "utf-8" for part in letter.iter_parts())
    assert not letter.defects
    for link in (f"/unsubscribe/{token}", "/my/settings/notifications"):
        assert link in text_of(letter)
        assert link in html_of(letter)


def test_long_addresses_in_headers_stay_whole(tmp_path, monkeypatch):
    sender = mail.Post(smtp_url=None, sender="forum@mail.example.org", sender_name="К", outbox=tmp_path)
    monkeypatch.setattr(mail, "_post", [sender])
    link = "https://forum." + "very-" * 20 + "long.example.org/unsubscribe/1-notices-abcdefghijklmnopqrstuvwx"
    references = tuple(f"topic-{number}-{'x' * 60}" for number in range(3))
    mail.send(
        mail.Letter(
            to="a@example.org", to_name="А", subject="Тема " * 40, text="т", html="<p>т</p>", message_id="m" * 90,
            references=references, list_name="notices", unsubscribe=link,
        )
    )  # fmt: skip
    (letter,) = letters(tmp_path)
    assert letter["List-Unsubscribe"] == f"<{link}>"
    assert letter["Message-ID"] == f"<{'m' * 90}@mail.example.org>"
    assert letter["References"].split() == [f"<{one}@mail.example.org>" for one in references]
    assert letter["Subject"] == ("Тема " * 40).strip()


@pytest.mark.parametrize(("locale", "hello"), [("ru", "Здравствуйте"), ("kk", "Сәлеметсіз бе"), ("en", "Hello")])
def test_a_letter_is_in_its_readers_language(circle, nurlan, outbox, locale, hello):
    written(member(circle, "Омарова Айгүл Сериковна", locale=locale), nurlan, circle)
    with at(MORNING + SOON):
        pass
    (letter,) = letters(outbox)
    assert hello in text_of(letter)
    assert f'lang="{locale}"' in html_of(letter)


def test_what_was_read_meanwhile_is_not_sent(aigul, nurlan, circle, outbox):
    written(aigul, nurlan, circle)
    with at(MORNING + timedelta(minutes=5)):
        read_all(aigul)
    with at(MORNING + SOON):
        pass
    assert letters(outbox) == []


def test_what_was_read_after_the_letter_was_made_is_not_sent_either(aigul, nurlan, circle, outbox):
    written(aigul, nurlan, circle)
    with clock.freeze(MORNING + SOON):
        operations.make_letters()
        read_all(aigul)
        jobs.run_pending()
    assert letters(outbox) == []


def test_the_right_to_read_is_asked_when_the_letter_goes_out(nurlan, circle, outbox):
    outsider = actor_of(make_person("Гость Форума", username="guest"))
    with at(MORNING):
        topic_id = open_topic(nurlan, circle, audience="public")
        reply(nurlan, topic_id, "@guest, что скажете?")
    assert kinds(outsider) == ["mention"]
    with clock.freeze(MORNING + SOON):
        operations.make_letters()
        with transaction():
            topics.change_audience(actor=nurlan, topic_id=topic_id, audience=Audience.parse(str(circle)))
        jobs.run_pending()
    assert letters(outbox) == []


def test_one_letter_tells_all_of_a_topic_and_another_topic_has_its_own(aigul, nurlan, circle, outbox):
    with at(MORNING):
        first, second = open_topic(aigul, circle), open_topic(aigul, circle, "Как?", title="Степени")
        for number in range(3):
            reply(nurlan, first, f"Совет {number}")
        reply(nurlan, first, "@aigul, посмотрите")
        reply(nurlan, second)
    with at(MORNING + SOON):
        pass
    both = {letter["References"]: letter for letter in letters(outbox)}
    assert set(both) == {f"<topic-{first}@example.org>", f"<topic-{second}@example.org>"}
    bundle = text_of(both[f"<topic-{first}@example.org>"])
    assert "3 " in bundle
    assert "обращается к вам в теме «Дроби»" in bundle
    assert "Степени" not in bundle


def test_what_comes_later_into_a_topic_with_a_letter_due_goes_along(aigul, nurlan, circle, outbox):
    topic_id = written(aigul, nurlan, circle)
    with at(MORNING + timedelta(minutes=8)):
        reply(nurlan, topic_id, "И ещё мысль.")
    with at(MORNING + SOON):
        pass
    with at(MORNING + timedelta(hours=1)):
        pass
    assert len(letters(outbox)) == 1


def test_many_topics_at_once_come_in_one_letter(aigul, nurlan, circle, outbox):
    with at(MORNING):
        for number in range(6):
            reply(nurlan, open_topic(aigul, circle, f"Вопрос {number}?", title=f"Тема {number}"))
    with at(MORNING + SOON):
        pass
    (letter,) = letters(outbox)
    assert all(f"«Тема {number}»" in text_of(letter) for number in range(6))
    assert letter["References"] is None


def test_in_quiet_hours_letters_wait_for_the_morning(aigul, nurlan, circle, outbox):
    evening = MORNING.replace(hour=16)  # 21:00 in Almaty
    with at(evening):
        reply(nurlan, open_topic(aigul, circle))
    for hours in (1, 5, 10):
        with at(evening + timedelta(hours=hours)):
            pass
    assert letters(outbox) == []
    with at(evening + timedelta(hours=11, minutes=1)):
        pass
    assert len(letters(outbox)) == 1


def test_quiet_hours_are_her_own(aigul, nurlan, circle, outbox):
    with transaction():
        operations.choose_letters(
            actor=aigul, letters="each", digest="never", digest_hour=9, digest_day=0, quiet_from=5, quiet_to=5
        )
    night = MORNING.replace(hour=20)
    with at(night):
        reply(nurlan, open_topic(aigul, circle))
    with at(night + SOON):
        pass
    assert len(letters(outbox)) == 1


def test_no_letter_without_a_wish_for_letters(circle, nurlan, outbox):
    silent = member(circle, "Тихая Мария Ивановна", mail_notices=False)
    written(silent, nurlan, circle)
    with at(MORNING + SOON):
        pass
    assert kinds(silent) == ["reply"]
    assert letters(outbox) == []


@pytest.mark.parametrize("way", ["digest", "site"])
def test_a_switch_moves_a_kind_out_of_letters_even_when_one_waits(aigul, nurlan, circle, outbox, way):
    written(aigul, nurlan, circle)
    with transaction():
        operations.choose_ways(actor=aigul, ways={"reply": way})
    with at(MORNING + SOON):
        pass
    assert kinds(aigul) == ["reply"]
    assert letters(outbox) == []


def test_a_comment_and_its_fate_are_mailed(aigul, nurlan, circle, outbox):
    with at(MORNING):
        lesson = publish(aigul, circle, audience=str(circle))
        comment = leave(nurlan, lesson.id)
        jobs.run_pending()
        with transaction():
            feedback.accept(actor=aigul, feedback_id=comment)
        add_version(aigul, lesson.id)
    with at(MORNING + SOON):
        pass
    texts = [f"{letter['Subject']} {text_of(letter)}" for letter in letters(outbox)]
    assert any("учтено в версии 2" in one for one in texts)


def test_a_letter_made_twice_and_sent_twice_goes_out_once(aigul, nurlan, circle, outbox, monkeypatch):
    sent = []
    send = mail.send
    monkeypatch.setattr(mail, "send", lambda letter: (sent.append(letter), send(letter)))
    written(aigul, nurlan, circle)
    with clock.freeze(MORNING + SOON):
        operations.make_letters()
        operations.make_letters()
        jobs.run_pending()
        with transaction(write=False) as session:
            (mailing,) = session.query(Mailing.id).all()
        for _ in range(2):
            with transaction():
                assert not operations.claim(mailing.id)
        post()
    assert len(sent) == 1


def test_a_worker_killed_between_claim_and_sending_loses_nothing(aigul, nurlan, circle, outbox):
    written(aigul, nurlan, circle)
    with clock.freeze(MORNING + SOON):
        operations.make_letters()
        with transaction() as session:
            (mailing,) = session.query(Mailing).all()
            assert operations.claim(mailing.id)
        jobs.run_pending()
        assert letters(outbox) == [], "another worker seems to be sending it"
    with at(MORNING + SOON + timedelta(minutes=2)):
        pass
    assert len(letters(outbox)) == 1


def test_a_mail_server_that_is_away_only_delays(aigul, nurlan, circle, outbox, monkeypatch):
    written(aigul, nurlan, circle)
    refused = mail._post[0]
    away = mail.Post(smtp_url="smtp://127.0.0.1:9", sender=refused.sender, sender_name="К", outbox=outbox)
    monkeypatch.setattr(mail, "_post", [away])
    with at(MORNING + SOON):
        pass
    monkeypatch.setattr(mail, "_post", [refused])
    with at(MORNING + SOON + timedelta(minutes=1)):
        pass
    assert len(letters(outbox)) == 1


def test_a_hundred_letters_a_day_are_enough(aigul, nurlan, circle, outbox):
    written(aigul, nurlan, circle)
    with transaction() as session:
        session.add_all(
            Mailing(person_id=aigul.id, kind="notices", key=f"x{number}", created_at=MORNING) for number in range(100)
        )
    with at(MORNING + SOON):
        pass
    assert letters(outbox) == []
    with transaction(write=False) as session:
        assert session.query(Notice).filter(Notice.mail_at.is_not(None)).count() == 0
