"""Addresses of this site that stand alone on a line of a post become cards, for those who may read what they lead to.

Found once, when a stream is made; a slot is left for each, and filled for every reader by her own rights.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app

from forum.actor import Actor
from forum.lessons.queries import LinkCard, list_link_cards
from forum.web.remembered import remembered

MOST_CARDS = 40
LARGEST_ID = 2**31 - 1
_SLOT = re.compile(rb"<!--card (\d+)-->")


@dataclass(frozen=True, slots=True)
class Link:
    """An address of a topic, a post or a lesson; `original` is how it stands in the post."""

    room: str
    id: int
    number: int | None
    href: str
    original: str


def take_links(cooked: str, base: str, links: list[Link]) -> str:
    """Return a cooked text with slots in place of lines that are addresses of this site, adding these to `links`."""
    if f"{base}/" not in cooked:
        return cooked

    def slot(found: re.Match[str]) -> str:
        target = int(found["id"] or found["bare_id"])
        if len(links) >= MOST_CARDS or target > LARGEST_ID:
            return found[0]
        number = found["number"] or found["bare_number"]
        links.append(
            Link(
                room=found["room"] or found["bare_room"],
                id=target,
                number=int(number) if number else None,
                href=html.unescape(found["href"] or found["bare"]),
                original=found["line"],
            )
        )
        return f"{found['before']}<!--card {len(links) - 1}-->"

    return _pattern(base).sub(slot, cooked)


def put_cards(body: bytes, links: tuple[Link, ...], actor: Actor) -> bytes:
    """Return a stream with its slots filled: cards of what the actor may read, the plain line of the rest."""
    if not links:
        return body
    topics = frozenset(link.id for link in links if link.room == "t")
    lessons = frozenset(link.id for link in links if link.room == "lessons")
    cards = remembered(
        lambda: list_link_cards(actor=actor, topic_ids=topics, lesson_ids=lessons), "cards", actor, topics, lessons
    )
    known = {("t", card.topic_id): card for card in cards}
    known |= {("lessons", card.lesson_id): card for card in cards if card.lesson_id is not None}

    def drawn(found: re.Match[bytes]) -> bytes:
        link = links[int(found[1])]
        card = known.get((link.room, link.id))
        return (_draw(link, card, actor.locale) if card else link.original).encode()

    return _SLOT.sub(drawn, body)


def _draw(link: Link, card: LinkCard, locale: str) -> str:
    template = current_app.jinja_env.get_template("topics/_link_card.html").module
    return str(template.link_card(link, card, card.association_name(locale)))  # type: ignore[attr-defined]  # a macro


@lru_cache(maxsize=4)
def _pattern(base: str) -> re.Pattern[str]:
    def address(prefix: str) -> str:
        return (
            rf"{re.escape(html.escape(base))}/(?P<{prefix}room>t|lessons)/[^/\s\"<>?#]{{1,400}}/(?P<{prefix}id>\d{{1,9}})"
            rf"(?:/(?P<{prefix}number>\d{{1,9}}))?(?:\?[^\s\"<>#]{{0,400}})?(?:#[^\s\"<>]{{0,100}})?"
        )

    linked = rf'<a href="(?P<href>{address("")})"[^<>]*>(?P=href)</a>'
    line = rf"(?P<line>{linked}|(?P<bare>{address('bare_')}))"
    return re.compile(rf"(?P<before><p>|<li>|<br>\n){line}(?=</p>|</li>|<br>)")
