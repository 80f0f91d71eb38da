"""Addresses of this site alone on a line: cards for who may read what they lead to, plain words for the rest."""

import pytest

from tests.factories.accounts import actor_of, make_person, sign_in
from tests.factories.associations import join
from tests.factories.lessons import publish
from tests.factories.topics import make_post, make_topic
from tests.web.topics.browser import count_queries, text_of

HOST = "http://localhost"


def card(title):
    return f"<span>{title}</span></span>"


@pytest.fixture
def stranger():
    return make_person("Чужая Анна")


def test_a_card_says_what_where_and_who(client, circle, member):
    target = make_topic(circle, member, "Дроби <b>", kind="question")
    topic = make_topic(circle, body=f"Смотрите:\n\n{HOST}{target.url}")
    page = text_of(client.get(topic.url))
    assert card("Дроби &lt;b&gt;") in page
    assert f'<a class="link-card" href="{HOST}{target.url}">' in page
    assert "Вопрос · Математики города · Сейтова Айгүл Маратқызы" in page
    assert "<!--card" not in page


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("{url}", True),
        ("<{url}>", True),
        ("- {url}", True),
        ("> {url}", True),
        ("сначала\n{url}\nпотом", True),
        ("{url}/1", True),
        ("{url}?page=2#p-3", True),
        ("см. {url}", False),
        ("{url} тут", False),
        ("[слова]({url})", False),
        ("`{url}`", False),
        ("    {url}", False),
        ("http://elsewhere.example/t/x/1", False),
        ("http://localhost.evil.example/t/x/1", False),
        ("http://localhost/t/x/4294967297", False),
        ("http://localhost/t/x/999999", False),
        ("http://localhost/c/x/1", False),
    ],
)
def test_only_an_address_alone_on_its_line(client, circle, member, line, made):
    target = make_topic(circle, member, "Цель")
    topic = make_topic(circle, body="Слова.\n\n" + line.format(url=f"{HOST}{target.url}"))
    page = text_of(client.get(topic.url))
    assert ("link-card" in page) == made
    assert "<!--card" not in page


def test_a_post_is_named_by_its_number(client, circle, member):
    target = make_topic(circle, member, "Цель", replies=1)
    page = text_of(client.get(make_topic(circle, body=f"{HOST}{target.url}/2").url))
    assert "Цель · № 2" in page


def test_each_reader_sees_by_her_own_right(client, circle, member, stranger):
    hidden = make_topic(circle, member, "Только круг", audience=circle)
    gone = make_topic(circle, member, "Удалена", deleted=True)
    own = make_topic(circle, member, "Черновик Айгүл", audience="private")
    lines = "\n\n".join(f"{HOST}/t/x/{one.id}" for one in (hidden, gone, own))
    topic = make_topic(circle, member, body=lines)

    def seen():
        page = text_of(client.get(topic.url))
        return [
            "Только круг" in page,
            "Удалена" in page,
            "Черновик Айгүл" in page,
            page.partition("<main")[2].count(f"{HOST}/t/x/"),
        ]

    assert seen() == [False, False, False, 3]
    sign_in(client, stranger)
    assert seen() == [False, False, False, 3]
    colleague = make_person()
    join(colleague, circle)
    sign_in(client, colleague)
    assert seen() == [True, False, False, 3]
    sign_in(client, member)
    assert seen() == [True, False, True, 3]


def test_a_lesson_has_a_card_by_its_own_address(client, circle, member):
    lesson = publish(actor_of(member), circle, title="Урок дробей")
    topic = make_topic(circle, member, body=f"{HOST}/lessons/x/{lesson.id}")
    sign_in(client, member)
    page = text_of(client.get(topic.url))
    assert card("Урок дробей") in page
    assert "Урок · Математики города" in page


def test_cards_cost_one_question_however_many(client, circle, member):
    targets = [make_topic(circle, member, f"Тема {number}") for number in range(6)]
    lesson = publish(actor_of(member), circle, title="Урок дробей")
    plain = make_topic(circle, member, replies=2)
    topic = make_topic(circle, member)
    for target in targets:
        make_post(topic.id, member, f"{HOST}{target.url}\n{HOST}/lessons/x/{lesson.id}")
    sign_in(client, member)
    client.get(plain.url)
    few = count_queries(client, plain.url)
    assert count_queries(client, topic.url) == few + 1
    assert text_of(client.get(topic.url)).count('class="link-card"') == 12
