"""An association, a member of it, and her browser."""

import pytest
from flask.testing import FlaskClient

from tests.factories.accounts import make_person, sign_in
from tests.factories.associations import join, make_association


@pytest.fixture
def circle(app):
    return make_association("Математики города", name_kk="Қала математиктері", name_en="City maths")


@pytest.fixture
def member(circle):
    person = make_person("Сейтова Айгүл Маратқызы", username="aigul", school="Лицей № 5")
    join(person, circle)
    return person


@pytest.fixture
def aigul(client, member) -> FlaskClient:
    sign_in(client, member)
    return client
