"""The readers one may choose among, and how many they are, in words."""

from __future__ import annotations

from flask_babel import gettext
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from forum.actor import Actor
from forum.associations.queries import AssociationRow, AudienceOption, list_associations, list_audiences
from forum.web.templating import readers_words


def writable(actor: Actor) -> list[AssociationRow]:
    """Return where the actor may open topics: what she belongs to first, then the circles above and her offices."""
    posts = {association_id for office, association_id in actor.offices if office == "methodologist"}
    found = list_associations(actor.circles | posts)
    return sorted(found, key=lambda one: (one.id not in actor.memberships, one.order(actor.locale)))


def preselected(actor: Actor, places: list[AssociationRow], asked: int | None) -> int | None:
    """Return where a new thing stands at first: the place asked for, else the only one there is, her only circle."""
    if asked in {one.id for one in places}:
        return asked
    return places[0].id if places and (len(places) == 1 or len(actor.memberships) == 1) else None


def place_choices(actor: Actor, places: list[AssociationRow], chosen: str | None) -> list[SelectChoice]:
    """Return the places as choices of a form; until one is chosen the first asks for it."""
    found = [SelectChoice(str(one.id), one.name(actor.locale)) for one in places]
    return found if chosen else [SelectChoice("", gettext("Выберите объединение")), *found]


def offered(actor: Actor, association_id: int | None) -> list[AudienceOption]:
    """Return the audiences on offer in an association; without one yet, only everybody and herself."""
    return list_audiences(actor, association_id or 0, actor.locale)


def choices(options: list[AudienceOption]) -> list[SelectChoice]:
    """Return the audiences on offer as choices of a form."""
    return [SelectChoice(one.value, one.label if one.value.isdigit() else gettext(one.label)) for one in options]


def readers_sentence(options: list[AudienceOption], value: str | None) -> str:
    """Say who will see it and how many they are; empty for what is not on offer."""
    return next((readers_words(one) for one in options if one.value == value), "")
