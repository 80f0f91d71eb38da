"""The data that is measured on: the generated forum, a signed-in reader, and the pages worth asking for."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from flask import Flask

from bench.site import FORUM, ROOT, environment

LONGEST_FIRST = "SELECT id, slug FROM topic WHERE audience = 'public' ORDER BY posts_count DESC LIMIT 1"
BUSIEST = (
    "SELECT association.id, association.slug FROM topic JOIN association ON association.id = association_id "
    "GROUP BY association.id ORDER BY count(*) DESC LIMIT 1"
)
READER = (
    "SELECT person_id FROM membership WHERE state = 'active' "
    "GROUP BY person_id ORDER BY count(*) DESC, person_id LIMIT 1"
)
GENERATE_SECONDS = 1800


@dataclass(frozen=True, kw_only=True, slots=True)
class Forum:
    """Where the data lies, the paths of its pages, and the cookie of a member who is signed in."""

    folder: Path
    topic: str
    topic_id: int
    category: str
    cookie: str
    token_hash: str
    person_id: int

    @property
    def database(self) -> Path:
        """Return the database file."""
        return self.folder / "forum.db"

    @property
    def baseline(self) -> dict[str, str]:
        """Return what the bare baselines are told."""
        return {
            "BENCH_DATABASE": str(self.database), "BENCH_TOPIC": str(self.topic_id),
            "BENCH_TOKEN_HASH": self.token_hash, "BENCH_PERSON": str(self.person_id),
        }  # fmt: skip


def generate(folder: Path, scale: int) -> None:
    """Fill an empty folder with the generated forum and its search index, through the command line."""
    subprocess.run(
        [str(FORUM), "demo", "--scale", str(scale)], cwd=ROOT, env=environment(folder, 8720), check=True,
        timeout=GENERATE_SECONDS, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def prepare(folder: Path) -> Forum:
    """Sign a member in and choose the pages: the longest public topic, the busiest association."""
    token = secrets.token_urlsafe(32)
    token_hash = hashlib.sha256(token.encode()).hexdigest()
    with closing(sqlite3.connect(folder / "forum.db")) as connection, connection:
        topic_id, topic_slug = connection.execute(LONGEST_FIRST).fetchone()
        place_id, place_slug = connection.execute(BUSIEST).fetchone()
        (person_id,) = connection.execute(READER).fetchone()
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        connection.execute(
            "INSERT INTO sign_in (token_hash, person_id, browser, created_at) VALUES (?, ?, 'bench', ?)",
            (token_hash, person_id, now),
        )
        connection.execute("UPDATE person SET email_confirmed_at = ?, locale = 'ru' WHERE id = ?", (now, person_id))
    return Forum(
        folder=folder,
        topic=f"/t/{quote(topic_slug)}/{topic_id}",
        topic_id=topic_id,
        category=f"/c/{quote(place_slug)}/{place_id}",
        cookie=f"forum_session={_session(token)}",
        token_hash=token_hash,
        person_id=person_id,
    )


def _session(token: str) -> str:
    """Return the session cookie the forum would have set after signing in."""
    app = Flask(__name__)
    app.secret_key = environment(ROOT, 8720)["FORUM_SECRET_KEY"]
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True, "csrf_token": secrets.token_hex(20)})
