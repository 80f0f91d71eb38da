"""Lay down what no page of the site can make yet: the tables, a tree of associations, and the head of one of them.

Run by the journeys in a process of its own, with the settings of their site; prints the ids as JSON.
"""

from __future__ import annotations

import json

from forum.cli.database import upgrade_or_stop
from forum.cli.setting import application
from tests.factories.accounts import make_person
from tests.factories.associations import join, make_association

# Every way of walking has a closed association and a head of its own: walks do not meet.
WALKS = ("script", "plain", "phone", "kept", "kills")


def head_email(walk: str) -> str:
    """Return the address of the head of a walk's association."""
    return f"head-{walk}@example.org"


def main() -> None:
    """Seed an empty database."""
    app = application()
    upgrade_or_stop(app)
    with app.app_context():
        country = make_association("Казахстан", kind="country", name_kk="Қазақстан", name_en="Kazakhstan")
        city = make_association("Павлодар", [country], kind="city", name_en="Pavlodar")
        school = make_association("Школа № 12", [city], kind="school", name_kk="№ 12 мектеп", name_en="School 12")
        seeded = {"country": country, "city": city, "school": school}
        for walk in WALKS:
            circle = make_association(
                f"Математики Павлодара ({walk})", [city], joining="request", subject="math",
                name_kk=f"Павлодар математиктері ({walk})", name_en=f"Mathematicians of Pavlodar ({walk})",
                about="Уроки, задачи и сомнения учителей математики города.",
            )  # fmt: skip
            head = make_person(
                "Сейітқали Нұрлан Ерболұлы",
                username=f"nurlan-{walk}",
                email=head_email(walk),
                school="Школа № 7, Павлодар",
            )
            join(head, circle, "head")
            seeded[walk] = circle
    print(json.dumps(seeded))


if __name__ == "__main__":
    main()
