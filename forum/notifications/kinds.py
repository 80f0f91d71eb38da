"""The kinds of notices, strongest reason first, and the switches by which a person says how she wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forum.errors import N_


class Kind(StrEnum):
    """Why somebody is told; of two reasons for one happening the one that stands first here wins."""

    MESSAGE = "message"
    MESSAGE_ADDED = "message_added"
    MENTION = "mention"
    CALL = "call"
    ANSWER = "answer"
    QUOTE = "quote"
    ACCEPTED = "accepted"
    REPLY = "reply"
    WATCHED = "watched"
    NEW_TOPIC = "new_topic"
    THANKS = "thanks"
    FEEDBACK = "feedback"
    FEEDBACK_ANSWERED = "feedback_answered"
    FEEDBACK_ACCEPTED = "feedback_accepted"
    FEEDBACK_DECLINED = "feedback_declined"
    FEEDBACK_NOTED = "feedback_noted"
    FEEDBACK_DONE = "feedback_done"
    MEMBERSHIP_ASKED = "membership_asked"
    MEMBERSHIP_ACCEPTED = "membership_accepted"
    MEMBERSHIP_DECLINED = "membership_declined"
    REMINDER = "reminder"


class Way(StrEnum):
    """How somebody is told: each way includes those after it, save the last."""

    MAIL = "mail"
    DIGEST = "digest"
    SITE = "site"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """One row of the page where a person chooses: its kinds and how they are told until she chooses."""

    name: str
    label: str
    kinds: tuple[Kind, ...]
    first: Way


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """A choice above the list of notices."""

    name: str
    label: str
    kinds: tuple[Kind, ...]


SWITCHES = (
    Switch(name="message", label=N_("Личные сообщения"), kinds=(Kind.MESSAGE, Kind.MESSAGE_ADDED), first=Way.MAIL),
    Switch(name="mention", label=N_("К вам обращаются по имени"), kinds=(Kind.MENTION,), first=Way.MAIL),
    Switch(name="call", label=N_("К вашему объединению обращаются"), kinds=(Kind.CALL,), first=Way.DIGEST),
    Switch(name="answer", label=N_("Отвечают на ваши слова"), kinds=(Kind.ANSWER,), first=Way.MAIL),
    Switch(name="reply", label=N_("Пишут в вашей теме"), kinds=(Kind.REPLY,), first=Way.MAIL),
    Switch(name="quote", label=N_("Приводят ваши слова"), kinds=(Kind.QUOTE,), first=Way.DIGEST),
    Switch(name="accepted", label=N_("Ваш ответ помог автору вопроса"), kinds=(Kind.ACCEPTED,), first=Way.MAIL),
    Switch(name="thanks", label=N_("Вас благодарят"), kinds=(Kind.THANKS,), first=Way.DIGEST),
    Switch(name="watched", label=N_("Ответы в темах, за которыми вы следите"), kinds=(Kind.WATCHED,), first=Way.DIGEST),
    Switch(
        name="new_topic", label=N_("Новые темы там, где вы следите"), kinds=(Kind.NEW_TOPIC,), first=Way.DIGEST
    ),
    Switch(name="feedback", label=N_("Замечания к вашим урокам"), kinds=(Kind.FEEDBACK,), first=Way.MAIL),
    Switch(
        name="feedback_fate",
        label=N_("Что стало с вашими замечаниями"),
        kinds=(
            Kind.FEEDBACK_ANSWERED, Kind.FEEDBACK_ACCEPTED, Kind.FEEDBACK_DECLINED, Kind.FEEDBACK_NOTED,
            Kind.FEEDBACK_DONE,
        ),
        first=Way.MAIL,
    ),
    Switch(
        name="membership_asked", label=N_("Просьбы принять в объединение"), kinds=(Kind.MEMBERSHIP_ASKED,),
        first=Way.MAIL,
    ),
    Switch(
        name="membership", label=N_("Решения по вашим просьбам принять"),
        kinds=(Kind.MEMBERSHIP_ACCEPTED, Kind.MEMBERSHIP_DECLINED), first=Way.MAIL,
    ),
    Switch(name="reminder", label=N_("Напоминания, о которых вы просили"), kinds=(Kind.REMINDER,), first=Way.MAIL),
)  # fmt: skip

# While an earlier one about the same topic is unread, a further one joins it: «5 ответов в теме …».
GROUPED = frozenset({Kind.MESSAGE, Kind.ANSWER, Kind.QUOTE, Kind.REPLY, Kind.WATCHED, Kind.THANKS, Kind.FEEDBACK})

FILTERS = (
    Filter(name="talk", label=N_("Ответы"), kinds=(Kind.ANSWER, Kind.QUOTE, Kind.REPLY, Kind.WATCHED, Kind.NEW_TOPIC)),
    Filter(name="named", label=N_("Обращения"), kinds=(Kind.MENTION, Kind.CALL, Kind.MESSAGE, Kind.MESSAGE_ADDED)),
    Filter(name="thanks", label=N_("Благодарности"), kinds=(Kind.THANKS, Kind.ACCEPTED)),
    Filter(name="feedback", label=N_("Замечания"), kinds=tuple(kind for kind in Kind if kind.startswith("feedback"))),
    Filter(name="circles", label=N_("Объединения"), kinds=tuple(kind for kind in Kind if kind.startswith("member"))),
    Filter(name="reminders", label=N_("Напоминания"), kinds=(Kind.REMINDER,)),
)

_BY_KIND = {kind: switch for switch in SWITCHES for kind in switch.kinds}


def switch_of(kind: Kind) -> Switch:
    """Return the switch a kind stands under."""
    return _BY_KIND[kind]
