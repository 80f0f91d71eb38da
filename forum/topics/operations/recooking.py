"""Cook anew what an older renderer cooked; nothing is parsed while somebody reads."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from forum.accounts.queries import list_accounts
from forum.actor import Actor
from forum.associations.queries import actor_for
from forum.db import transaction
from forum.errors import Invalid
from forum.markup import RENDERER_VERSION, placed
from forum.topics.models import Post, Topic
from forum.topics.operations import texts

BATCH = 50


@dataclass(frozen=True, slots=True)
class _Stale:
    id: int
    topic_id: int
    number: int
    author_id: int | None
    source: str


def recook(*, after_id: int = 0) -> int | None:
    """Cook the next posts of an older renderer and return the id of the last of them; None when there are no more.

    Cooking is done outside the transaction that writes, and a text edited meanwhile is left alone.
    """
    with transaction(write=False) as session:
        query = (
            select(Post.id, Post.topic_id, Post.number, Post.author_id, Post.source)
            .where(Post.id > after_id, Post.renderer_version < RENDERER_VERSION)
            .order_by(Post.id)
            .limit(BATCH)
        )
        stale = [_Stale(**row._mapping) for row in session.execute(query)]  # noqa: SLF001
        accounts = list_accounts(sorted({one.author_id for one in stale if one.author_id is not None}))
        authors = {account.id: actor_for(account) for account in accounts}
        made = [(one, _cooked(one, authors.get(one.author_id or 0, Actor.visitor()))) for one in stale]
    with transaction() as session:
        for one, ready in made:
            if ready is None:
                continue
            unchanged = (Post.id == one.id, Post.source == one.source)
            html, text = placed(ready.cooked.html, one.number), ready.cooked.text
            session.execute(
                update(Post).where(*unchanged).values(cooked=html, text=text, renderer_version=RENDERER_VERSION)
            )
        topics = sorted({one.topic_id for one in stale})
        session.execute(update(Topic).where(Topic.id.in_(topics)).values(version=Topic.version + 1))
    return stale[-1].id if stale else None


def _cooked(post: _Stale, author: Actor) -> texts.Ready | None:
    try:
        return texts.ready(post.source, actor=author)
    except Invalid:  # longer than is allowed by now: it stays as it was cooked
        return None
