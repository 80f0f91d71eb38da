"""The sentence of each kind of notice and the page it leads to; the same in the page and in a letter."""

from __future__ import annotations

from forum.errors import N_
from forum.notifications.queries import NoticeRow

SENTENCES = {
    "reply": N_("%(name)s: ответ в вашей теме «%(title)s»"),
    "answer": N_("%(name)s отвечает вам в теме «%(title)s»"),
    "quote": N_("%(name)s приводит ваши слова в теме «%(title)s»"),
    "mention": N_("%(name)s обращается к вам в теме «%(title)s»"),
    "feedback": N_("%(name)s: замечание к вашему уроку «%(title)s»"),
    "feedback_answered": N_("%(name)s: ответ на ваше замечание к уроку «%(title)s»"),
    "feedback_accepted": N_("%(name)s принимает ваше замечание к уроку «%(title)s»"),
    "feedback_declined": N_("%(name)s: решение по вашему замечанию к уроку «%(title)s»"),
    "feedback_noted": N_("%(name)s принимает к сведению ваше замечание к уроку «%(title)s»"),
    "feedback_done": N_("Ваше замечание учтено в версии %(version)s урока «%(title)s»"),
    "membership_asked": N_("%(name)s просит принять в объединение «%(association)s»"),
    "membership_accepted": N_("Вас приняли в объединение «%(association)s»"),
    "membership_declined": N_("Просьба принять в объединение «%(association)s» отклонена"),
}
SOMEBODY = N_("Участник")


def params(notice: NoticeRow, *, somebody: str, locale: str) -> dict[str, object]:
    """Return what fills a sentence's placeholders; `somebody` stands for an author who is not named."""
    return {
        "name": notice.by_name or somebody,
        "title": notice.topic_title or "",
        "version": notice.version_number or "",
        "association": notice.association_name(locale),
    }


def path(notice: NoticeRow) -> str:
    """Return the address a notice leads to, inside the site."""
    if notice.lesson_id is not None and notice.kind.startswith("feedback"):
        version = f"?version={notice.version_number}" if notice.version_number else ""
        return f"/lessons/{notice.topic_slug}/{notice.lesson_id}{version}#c-{notice.feedback_number}"
    if notice.topic_id is not None:
        return f"/t/{notice.topic_slug}/{notice.topic_id}/{notice.post_number or 1}"
    page = "/people" if notice.kind == "membership_asked" else ""
    return f"/c/{notice.association_id}{page}" if page else f"/c/{notice.association_slug}/{notice.association_id}"
