"""Two people walk the whole way of a lesson plan, from signing up to finding it again."""

import pytest

from tests.journeys import improving, joining, returning, talking
from tests.journeys.plans import ASIDE, PROBLEM, TITLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


def walk(site, author, head, name, folder):
    circle = site.seeded[name]
    joining.signs_up(author)
    joining.asks_to_join(author, f"Математики Павлодара ({name})")
    joining.lets_in(head, author)
    joining.learns_she_is_in(author)
    topic = talking.opens_topic(author, circle)
    talking.answers_by_name(head, author, topic)
    talking.learns_she_was_named(author, head, topic)
    talking.quotes(author, topic)
    talking.edits_and_looks_back(head, topic)
    talking.deletes_and_restores(head, topic)
    lesson = improving.publishes(author, circle, folder / "files")
    improving.reads(head, lesson)
    return circle, topic, lesson


def improve(author, head, lesson, folder):
    improving.decides(author, head, lesson)
    improving.uploads_second_version(author, lesson, folder / "files")
    improving.learns_it_is_done(head, lesson)
    improving.finds_first_version(head, lesson)


def come_back(author, stranger):
    returning.finds(author, "предположение", TITLE, "предположения")
    returning.finds(author, "оқушының дәптері", TITLE, "дәптерге")
    returning.finds(author, "полоска", talking.QUESTION, "Полоски")
    returning.finds_nothing(stranger, "лепёшка")
    returning.signs_out(author)
    returning.chooses_new_password(author)
    returning.sets_language_and_zone(author)


@pytest.mark.walk("script")
def test_with_script(site, window, head, tmp_path):
    author = window("Омарова Айгүл Сериковна", "aigul-script@example.org")
    _circle, _topic, lesson = walk(site, author, head, "script", tmp_path)
    improving.comments_with_mouse(head)
    improving.comments_on_cell(head)
    improving.comments_with_keyboard(head)
    improving.comments_by_form(head, PROBLEM, "Отметить ценное", improving.VALUE)
    improve(author, head, lesson, tmp_path)
    come_back(author, window("Гость", "nobody@example.org"))


@pytest.mark.walk("plain")
def test_without_script(site, window, plain_head, tmp_path):
    author = window("Омарова Айгүл Сериковна", "aigul-plain@example.org", script=False)
    _circle, _topic, lesson = walk(site, author, plain_head, "plain", tmp_path)
    improving.comments_by_form(plain_head, PROBLEM, "Поделиться сомнением", improving.NARROW, quote="половину и треть")
    improving.comments_by_form(plain_head, improving.CARDS, "Предложить", improving.SUGGEST)
    improving.comments_by_form(plain_head, ASIDE, "Уточнить", improving.CLARIFY)
    improving.comments_by_form(plain_head, PROBLEM, "Отметить ценное", improving.VALUE)
    improve(author, plain_head, lesson, tmp_path)
    come_back(author, window("Гость", "nobody@example.org", script=False))
