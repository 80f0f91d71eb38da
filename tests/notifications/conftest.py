"""A circle, two colleagues, and a folder for their letters."""

import pytest

from forum import mail
from forum.mail import Post
from tests.factories.associations import make_association
from tests.notifications.town import member


@pytest.fixture(autouse=True)
def outbox(tmp_path, monkeypatch):
    """Let letters lie in a folder of the test's own."""
    monkeypatch.setattr(mail, "_post", [Post(smtp_url=None, sender="f@example.org", sender_name="К", outbox=tmp_path)])
    return tmp_path


@pytest.fixture
def circle(app):
    return make_association("Математики")


@pytest.fixture
def aigul(circle):
    return member(circle, "Омарова Айгүл Сериковна", username="aigul")


@pytest.fixture
def nurlan(circle):
    return member(circle, "Сейтқали Нұрлан Ерболұлы", username="nurlan")
