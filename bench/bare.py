"""The bare baselines: Flask alone, on the same data, under the same server: what a page costs at the least.

`/cached` sends a finished page kept in memory; `/core` reads a page of posts by one query of SQLAlchemy Core and
renders it with Jinja; `/core3` asks three more first: the sign-in, the reader's circles, the topic.
"""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from flask import Flask, Response, render_template
from jinja2 import DictLoader
from sqlalchemy import Engine, create_engine, event, text

TOPIC, TOKEN_HASH, PERSON = (os.environ[f"BENCH_{name}"] for name in ("TOPIC", "TOKEN_HASH", "PERSON"))
PAGE = """<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>{{ topic.title }}</title>
<link rel="stylesheet" href="/static/site.css"></head>
<body><header><a href="/">Форум</a> <a href="/latest">Свежее</a> <a href="/login">Войти</a></header>
<main><h1>{{ topic.title }}</h1>
{% for post in posts %}<article id="p-{{ post.number }}">
<header><a href="/u/{{ post.username }}">{{ post.full_name }}</a> <time>{{ post.created_at }}</time>
<a href="/t/{{ topic.id }}/{{ post.number }}">№ {{ post.number }}</a></header>
<div class="body">{{ post.cooked|safe }}</div></article>
{% endfor %}</main></body></html>
"""
POSTS = text(
    "SELECT post.number, post.cooked, post.created_at, person.full_name, person.username FROM post "
    "JOIN person ON person.id = post.author_id WHERE post.topic_id = :topic AND post.number BETWEEN 1 AND 25 "
    "ORDER BY post.number"
)
ONE_TOPIC = text("SELECT id, title, slug, posts_count FROM topic WHERE id = :topic")
SIGN_IN = text(
    "SELECT person.id, person.full_name FROM sign_in JOIN person ON person.id = sign_in.person_id "
    "WHERE sign_in.token_hash = :token"
)
CIRCLES = text(
    "SELECT ancestor_id FROM membership JOIN association_closure ON descendant_id = association_id "
    "WHERE person_id = :person"
)

app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})
engine: Engine = create_engine(f"sqlite:///{os.environ['BENCH_DATABASE']}")


@event.listens_for(engine, "connect")
def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode = WAL")


with engine.connect() as _connection:
    TITLE = _connection.execute(ONE_TOPIC, {"topic": TOPIC}).one()


@app.get("/core")
def core() -> str:
    """Read the posts and render them."""
    with engine.connect() as connection:
        posts = connection.execute(POSTS, {"topic": TOPIC}).all()
    return render_template("page.html", topic=TITLE, posts=posts)


@app.get("/core3")
def core3() -> str:
    """Ask who it is, what she may read and what topic it is before the posts are read."""
    with engine.connect() as connection:
        connection.execute(SIGN_IN, {"token": TOKEN_HASH}).one()
        connection.execute(CIRCLES, {"person": PERSON}).all()
        topic = connection.execute(ONE_TOPIC, {"topic": TOPIC}).one()
        posts = connection.execute(POSTS, {"topic": TOPIC}).all()
    return render_template("page.html", topic=topic, posts=posts)


with app.test_request_context("/core"):
    KEPT = core().encode()


@app.get("/cached")
def cached() -> Response:
    """Send a finished page."""
    return Response(KEPT, mimetype="text/html")
