"""The sentence of each kind of notice and the page it leads to; the same in the page and in a letter."""

from __future__ import annotations

from typing import Protocol

from forum.errors import N_
from forum.notifications.queries import NoticeRow

SENTENCES = {
    "message": N_("%(name)s пишет вам лично: «%(title)s»"),
    "mention": N_("%(name)s обращается к вам в теме «%(title)s»"),
    "answer": N_("%(name)s отвечает вам в теме «%(title)s»"),
    "quote": N_("%(name)s приводит ваши слова в теме «%(title)s»"),
    "call": N_("%(name)s обращается к объединению «%(association)s» в теме «%(title)s»"),
    "accepted": N_("%(name)s отмечает: ваш ответ помог в теме «%(title)s»"),
    "reply": N_("%(name)s: ответ в вашей теме «%(title)s»"),
    "watched": N_("%(name)s: ответ в теме «%(title)s», за которой вы следите"),
    "new_topic": N_("%(name)s: новая тема «%(title)s»"),
    "thanks": N_("%(name)s благодарит вас в теме «%(title)s»"),
    "feedback": N_("%(name)s: замечание к вашему уроку «%(title)s»"),
    "feedback_answered": N_("%(name)s: ответ на ваше замечание к уроку «%(title)s»"),
    "feedback_accepted": N_("%(name)s принимает ваше замечание к уроку «%(title)s»"),
    "feedback_declined": N_("%(name)s: решение по вашему замечанию к уроку «%(title)s»"),
    "feedback_noted": N_("%(name)s принимает к сведению ваше замечание к уроку «%(title)s»"),
    "feedback_done": N_("Ваше замечание учтено в версии %(version)s урока «%(title)s»"),
    "message_added": N_("%(name)s добавляет вас в переписку «%(title)s»"),
    "membership_asked": N_("%(name)s просит принять в объединение «%(association)s»"),
    "membership_accepted": N_("Вас приняли в объединение «%(association)s»"),
    "membership_declined": N_("Просьба принять в объединение «%(association)s» отклонена"),
    "reminder": N_("Вы просили напомнить о теме «%(title)s»"),
}
SOMEBODY = N_("Участник")


class Words(Protocol):
    """A catalog of one language."""

    def gettext(self, message: str) -> str:
        """Return a sentence in the language."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form of a sentence for a number."""


def sentence(notice: NoticeRow, *, words: Words, locale: str) -> str:
    """Return what a notice says in a language: of one happening, or of several that joined."""
    marked = _several(notice.kind, notice.count, words) if notice.count > 1 else None
    text = marked or words.gettext(SENTENCES[notice.kind])
    return text % {
        "num": notice.count,
        "name": notice.by_name or words.gettext(SOMEBODY),
        "title": notice.topic_title or "",
        "version": notice.version_number or "",
        "association": notice.association_name(locale),
    }


def _several(kind: str, number: int, words: Words) -> str | None:
    ngettext = words.ngettext
    match kind:
        case "message":
            return ngettext("%(num)d личное сообщение: «%(title)s»", "%(num)d личных сообщений: «%(title)s»", number)
        case "answer":
            return ngettext("%(num)d ответ вам в теме «%(title)s»", "%(num)d ответов вам в теме «%(title)s»", number)
        case "quote":
            return ngettext(
                "%(num)d раз приводят ваши слова в теме «%(title)s»",
                "%(num)d раз приводят ваши слова в теме «%(title)s»",
                number,
            )
        case "reply":
            return ngettext(
                "%(num)d ответ в вашей теме «%(title)s»", "%(num)d ответов в вашей теме «%(title)s»", number
            )
        case "watched":
            return ngettext("%(num)d ответ в теме «%(title)s»", "%(num)d ответов в теме «%(title)s»", number)
        case "thanks":
            return ngettext("%(num)d спасибо вам в теме «%(title)s»", "%(num)d спасибо вам в теме «%(title)s»", number)
        case "feedback":
            return ngettext(
                "%(num)d замечание к вашему уроку «%(title)s»", "%(num)d замечаний к вашему уроку «%(title)s»", number
            )
    return None


def path(notice: NoticeRow) -> str:
    """Return the address a notice leads to, inside the site; of several that joined, the first one unread."""
    if notice.lesson_id is not None and notice.kind.startswith("feedback"):
        version = f"?version={notice.version_number}" if notice.version_number else ""
        place = f"#c-{notice.feedback_number}" if notice.count == 1 else ""
        return f"/lessons/{notice.topic_slug}/{notice.lesson_id}{version}{place}"
    if notice.topic_id is not None:
        number = (notice.first_number if notice.count > 1 else None) or notice.post_number or 1
        return f"/t/{notice.topic_slug}/{notice.topic_id}/{number}"
    page = "/people" if notice.kind == "membership_asked" else ""
    return f"/c/{notice.association_id}{page}" if page else f"/c/{notice.association_slug}/{notice.association_id}"
