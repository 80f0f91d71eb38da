"""What an older renderer cooked is cooked anew, once, with the rights of its author."""

from forum import markup
from forum.db import transaction
from forum.markup import RENDERER_VERSION
from forum.topics.models import Post, Topic
from forum.topics.operations import open_topic, recook, texts
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_post, make_topic


def age(*post_ids):
    with transaction() as session:
        for post_id in post_ids:
            post = session.get_one(Post, post_id)
            post.cooked, post.renderer_version = "<p>old</p>", RENDERER_VERSION - 1


def read(model, key):
    with transaction(write=False) as session:
        row = session.get_one(model, key)
        return {column.name: getattr(row, column.name) for column in model.__table__.columns}


def test_an_old_post_is_cooked_anew_and_its_page_with_it(app):
    author = make_person("Омарова Айгүл Сериковна")
    circle = make_association()
    join(author, circle)
    with transaction():
        open_topic(
            actor=actor_of(author), association_id=circle, kind="question", title="Тема с меткой", body="Текст",
            tags=["дроби"], audience=str(circle),
        )  # fmt: skip
    topic = make_topic(circle, author, audience=circle)
    post = make_post(topic.id, author, body="Раз[^1] #дроби\n\n[^1]: Два")
    age(post.id)
    before = read(Topic, topic.id)["version"]
    assert recook() == post.id
    made = read(Post, post.id)
    assert made["renderer_version"] == RENDERER_VERSION
    assert 'href="/tag/' in made["cooked"], "the author reads the tag"
    assert f'id="fn-{made["number"]}-1"' in made["cooked"]
    assert read(Topic, topic.id)["version"] > before
    assert recook() is None


def test_a_text_edited_meanwhile_is_left_alone(app, monkeypatch):
    topic = make_topic(make_association(), make_person())
    post = make_post(topic.id, make_person(), body="Старый текст")
    age(post.id)
    cook = texts.cook_for

    def edited(actor, source):
        with app.app_context(), transaction() as session:
            session.get_one(Post, post.id).source = "Новый текст"
        return cook(actor, source)

    monkeypatch.setattr(texts, "cook_for", edited)
    recook()
    assert read(Post, post.id)["cooked"] == "<p>old</p>"


def test_a_text_too_long_by_now_does_not_stop_the_others(app, monkeypatch):
    topic = make_topic(make_association(), make_person())
    long, short = (make_post(topic.id, make_person(), body=body) for body in ("Очень длинный текст", "Краткий"))
    age(long.id, short.id)
    monkeypatch.setattr(markup.cooking, "MAX_SOURCE", 10)
    assert recook() == short.id
    assert recook(after_id=short.id) is None
    assert read(Post, short.id)["renderer_version"] == RENDERER_VERSION
