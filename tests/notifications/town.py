"""A circle of colleagues who write to each other, and the post that follows, for the tests of being told."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

from forum import clock, jobs
from forum.actor import Actor
from forum.associations.policy import Audience
from forum.db import transaction
from forum.notifications import operations
from forum.notifications.queries import NoticeRow, list_notices
from forum.topics import operations as topics
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join

# A Wednesday, nine in the morning in Almaty: nobody's quiet hours.
MORNING = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
SOON = timedelta(minutes=11)


def member(circle: int, name: str, **more) -> Actor:
    """Return a new member of a circle."""
    person = make_person(name, **more)
    join(person, circle)
    return actor_of(person)


def open_topic(actor: Actor, circle: int, body="Расскажите.", audience=None, title="Дроби") -> int:
    """Open a topic and return its id."""
    with transaction():
        topic = topics.open_topic(
            actor=actor, association_id=circle, kind="question", title=title, body=body, tags=[],
            audience=Audience.parse(str(audience or circle)),
        )  # fmt: skip
        return topic.id


def reply(actor: Actor, topic_id: int, body="Полоски бумаги.", **more) -> int:
    """Reply in a topic and return the id of the post."""
    with transaction():
        return topics.reply(actor=actor, topic_id=topic_id, body=body, **more).id


def told(actor: Actor) -> list[NoticeRow]:
    """Do all that is owed and return what a person was told."""
    jobs.run_pending()
    with transaction(write=False):
        return list_notices(actor)


def kinds(actor: Actor) -> list[str]:
    """Do all that is owed and return the kinds of what a person was told, newest first."""
    return [notice.kind for notice in told(actor)]


def read_all(actor: Actor) -> None:
    """Let a person have read everything."""
    with transaction():
        operations.mark_all_read(actor=actor)


@contextmanager
def at(moment: datetime):
    """Stop the clock, then let the worker do at that moment all that is due."""
    with clock.freeze(moment):
        yield
        post()


def post() -> None:
    """Let the worker make and send what letters are due now."""
    jobs.run_pending()
    operations.make_letters()
    jobs.run_pending()


def letters(folder: Path) -> list[EmailMessage]:
    """Return the letters that lie in a folder, oldest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    return letter.get_body(("plain",)).get_content()


def html_of(letter: EmailMessage) -> str:
    """Return the page of a letter."""
    return letter.get_body(("html",)).get_content()


def header(letter: EmailMessage, name: str) -> str:
    """Return a header as a mail program shows it; the parser of `email` puts spaces into long names."""
    return str(make_header(decode_header(next(value for key, value in letter.raw_items() if key == name))))
