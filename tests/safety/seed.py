"""Lay down an association and its people in the database of a site that is about to start; prints the ids as JSON."""

from __future__ import annotations

import json

from forum.cli.database import upgrade_or_stop
from forum.cli.setting import application
from tests.factories.accounts import make_person
from tests.factories.associations import join, make_association

MEMBERS = 8


def email_of(who: str) -> str:
    """Return the address of somebody."""
    return f"{who}@example.org"


def main() -> None:
    """Seed an empty database."""
    app = application()
    upgrade_or_stop(app)
    with app.app_context():
        city = make_association("Павлодар", kind="city")
        circle = make_association("Математики Павлодара", [city], joining="request")
        club = make_association("Клуб олимпиад", [city])
        seeded = {"city": city, "circle": circle, "club": club}
        for who in ("author", "head", "outsider", *(f"member{number}" for number in range(MEMBERS))):
            seeded[who] = make_person("Омарова Айгүл Сериковна", username=who, email=email_of(who))
            if who != "outsider":
                join(seeded[who], circle, "head" if who in {"author", "head"} else "member")
    print(json.dumps(seeded))


if __name__ == "__main__":
    main()
