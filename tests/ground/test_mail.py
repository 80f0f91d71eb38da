"""Letters without a server lie as files; their headers cannot be broken by what people type."""

from email import message_from_bytes, policy

from forum import mail
from forum.mail import Letter, Post


def letter(**changes):
    values = {
        "to": "aigul@example.org", "to_name": "Омарова Айгүл Сериковна", "subject": "Ответ", "text": "Текст",
        "html": "<p>Текст</p>", "message_id": "notice-1", "references": ("topic-5",),
    }  # fmt: skip
    return Letter(**(values | changes))


def sent(folder):
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]


def configure(monkeypatch, folder):
    monkeypatch.setattr(mail, "_post", [Post(smtp_url=None, sender="f@example.org", sender_name="Круг", outbox=folder)])


def test_a_letter_is_whole_and_the_same_letter_lies_once(tmp_path, monkeypatch):
    configure(monkeypatch, tmp_path)
    mail.send(letter())
    mail.send(letter())
    (message,) = sent(tmp_path)
    assert message["Message-ID"] == "<notice-1@example.org>"
    assert message["References"] == "<topic-5@example.org>"
    assert message["To"].addresses[0].display_name == "Омарова Айгүл Сериковна"
    assert message.get_body(("plain",)).get_content().strip() == "Текст"
    assert "<p>Текст</p>" in message.get_body(("html",)).get_content()


def test_a_name_or_title_cannot_add_a_header(tmp_path, monkeypatch):
    configure(monkeypatch, tmp_path)
    mail.send(letter(subject="Тема\r\nBcc: all@example.org", to_name="Имя\nCc: x@example.org"))
    (message,) = sent(tmp_path)
    assert message["Bcc"] is None
    assert message["Cc"] is None
    assert "Bcc: all@example.org" in message["Subject"]
