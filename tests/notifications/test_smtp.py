"""Letters through a true mail server: what it takes is whole, and it is taken once."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from forum import clock, mail
from forum.db import transaction
from forum.notifications import operations, tokens
from tests.notifications.town import MORNING, SOON, at, header, open_topic, post, reply, text_of
from tests.processes import free_port


class Box:
    """What the server has taken: for whom, and the letter as it came over the wire."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.refusing = False

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        """Take a letter, or say that there is no room for a while."""
        if self.refusing:
            return "451 Try again later"
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


@pytest.fixture
def box(monkeypatch, tmp_path):
    """Give a mail server of its own and let the forum use it."""
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    url = f"smtp://127.0.0.1:{server.port}"
    post = mail.Post(smtp_url=url, sender="forum@example.org", sender_name="Учительский круг", outbox=tmp_path)
    monkeypatch.setattr(mail, "_post", [post])
    yield box
    server.stop()


def letters(box):
    return [message_from_bytes(content, policy=policy.default) for _to, content in box.taken]


def test_a_notice_comes_whole_through_a_mail_server(aigul, nurlan, circle, box):
    with at(MORNING):
        topic_id = open_topic(aigul, circle, title="Қалай түсіндіреміз: «бөлшектер» мен бөлу")
        reply(nurlan, topic_id)
    with at(MORNING + SOON):
        pass
    (letter,) = letters(box)
    assert box.taken[0][0] == [letter["To"].addresses[0].addr_spec]
    assert "«Қалай түсіндіреміз: «бөлшектер» мен бөлу»" in header(letter, "Subject")
    assert f"http://localhost/unsubscribe/{tokens.sign(aigul.id, 'notices')}" in letter["List-Unsubscribe"]
    assert letter["References"] == f"<topic-{topic_id}@example.org>"
    assert f"/{topic_id}/2" in text_of(letter)
    assert not letter.defects
    assert all(len(line) <= 998 for line in box.taken[0][1].splitlines())


def test_a_server_that_refuses_gets_the_same_letter_again_later(aigul, nurlan, circle, box):
    with at(MORNING):
        reply(nurlan, open_topic(aigul, circle))
    box.refusing = True
    with at(MORNING + SOON):
        pass
    assert box.taken == []
    box.refusing = False
    for minutes in (1, 2, 3):
        with at(MORNING + SOON + timedelta(minutes=minutes)):
            pass
    assert len(box.taken) == 1


def test_a_digest_comes_through_once(aigul, nurlan, circle, box):
    with clock.freeze(MORNING), transaction():
        operations.choose_letters(
            actor=aigul, letters="digest", digest="daily", digest_hour=9, digest_day=0, quiet_from=0, quiet_to=0
        )
    with at(MORNING + timedelta(hours=1)):
        open_topic(nurlan, circle, title="Оценивание")
    with clock.freeze(MORNING + timedelta(days=1)):
        post()
        post()
    (letter,) = letters(box)
    assert letter["List-Id"] == "<digest.example.org>"
    assert "Оценивание" in text_of(letter)
