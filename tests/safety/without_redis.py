"""Sign in, write and guess on a forum whose Redis does not answer; prints the statuses as JSON.

A process of its own: the queue chooses its transport when it is imported.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from config import Config
from forum.app import create_app
from forum.db import db
from tests.factories.accounts import PASSWORD, make_person
from tests.factories.associations import join, make_association
from tests.factories.topics import make_topic

EMAIL = "redis@example.org"


def main(folder: Path) -> None:
    """Do it in an empty folder."""
    app = create_app(
        Config(
            data=folder,
            secret_key="not a secret: tests only",
            database_url=f"sqlite:///{folder / 'forum.db'}",
            base_url="http://localhost",
            redis_url="redis://127.0.0.1:1/0",
        )
    )
    with app.app_context():
        db.create_all()
        person, place = make_person(email=EMAIL), make_association()
        join(person, place)
        topic = make_topic(place, person).id
    client, guesser = app.test_client(), app.test_client()

    def send(one, page: str, path: str, **typed: str) -> int:
        token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', one.get(page).text)[-1]
        return one.post(path, data={"csrf_token": token, **typed}).status_code

    found = {
        "signs in": send(client, "/login", "/login", email=EMAIL, password=PASSWORD),
        "writes": send(client, "/my/settings", f"/t/{topic}/reply", body="Без редиса"),
        "searches": client.get("/search?q=редиса").status_code,
        "health": client.get("/health", headers={"Accept": "application/json"}).status_code,
        "guesses": [send(guesser, "/login", "/login", email=EMAIL, password="не тот пароль") for _ in range(12)][-1],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
