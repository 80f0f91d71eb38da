"""Find out who is meant by what was typed, and whether she may be written to."""

from __future__ import annotations

import re
from collections.abc import Collection

from forum.actor import Actor
from forum.associations.policy import Audience
from forum.associations.queries import count_readers
from forum.errors import N_, Invalid
from forum.messages.policy import can_name_group
from forum.messages.queries import LARGEST_GROUP, Reader, blockers_of, find_people

MOST_PEOPLE = 30
LONGEST_LIST = 4000
_BETWEEN = re.compile(r"[,;\n]+")


def people_named(actor: Actor, typed: str) -> list[Reader]:
    """Return the people named in a line, by username or full name, the actor left out; raise Invalid("to")."""
    if len(typed) > LONGEST_LIST or "\x00" in typed:
        raise Invalid("to", N_("Слишком длинно: поместится %(limit)s знаков."), limit=LONGEST_LIST)
    names = list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in _BETWEEN.split(typed)))))
    if len(names) > MOST_PEOPLE:
        raise Invalid("to", N_("В одной переписке может быть не больше %(limit)d человек по имени."), limit=MOST_PEOPLE)
    found = find_people(names)
    refusing = blockers_of(actor.id)
    chosen: dict[int, Reader] = {}
    for name in names:
        meant = found[name]
        if not meant:
            raise Invalid(
                "to", N_("Не нашли участника «%(name)s». Проверьте имя или выберите из подсказки."), name=name
            )
        if len(meant) > 1:
            raise Invalid(
                "to", N_("«%(name)s» зовут нескольких участников. Укажите имя со страницы, например @%(username)s."),
                name=name, username=meant[0].username,
            )  # fmt: skip
        if meant[0].id in refusing:
            raise Invalid("to", N_("%(name)s сейчас не принимает сообщения."), name=meant[0].full_name)
        chosen[meant[0].id] = meant[0]
    chosen.pop(actor.id, None)
    return list(chosen.values())


def require_group(actor: Actor, association_id: int) -> None:
    """Raise Invalid("group") unless the actor may write to everybody in an association, and they are not too many."""
    if not can_name_group(actor, association_id):
        raise Invalid("group", N_("Написать можно только группе, в которой вы состоите."))
    if (count_readers(Audience("circle", association_id), None) or 0) > LARGEST_GROUP:
        raise Invalid(
            "group", N_("В этой группе больше %(limit)d человек. Откройте для неё тему."), limit=LARGEST_GROUP
        )


def require_room(already: Collection[int], more: Collection[int]) -> None:
    """Raise Invalid("to") when a conversation would hold too many people by name."""
    if len({*already, *more}) > MOST_PEOPLE + 1:
        raise Invalid("to", N_("В одной переписке может быть не больше %(limit)d человек по имени."), limit=MOST_PEOPLE)
