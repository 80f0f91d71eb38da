"""Which handler is told of which event: the only file that knows who listens."""

from __future__ import annotations

from collections.abc import Callable

from forum import jobs, outbox
from forum.accounts import handlers as accounts
from forum.accounts.events import LinkRequested, PersonRenamed, RegistrationRepeated
from forum.associations.events import CirclesChanged, MembershipAsked, MembershipDecided
from forum.bookmarks import handlers as bookmarks
from forum.bookmarks.events import ReminderDue
from forum.documents import handlers as documents
from forum.documents.events import FileConverted, FileStored
from forum.feedback import handlers as feedback
from forum.feedback.events import FeedbackDecided, FeedbackLeft
from forum.jobs import HandlerFunction
from forum.lessons.events import LessonChanged, LessonPublished, VersionUploaded
from forum.messages.events import ReadersAdded
from forum.notifications import handlers as notifications
from forum.notifications.events import MailingMade
from forum.notifications.mail import send_letters
from forum.outbox import Event
from forum.people import handlers as people
from forum.search.handlers import update_index
from forum.topics.events import (
    AnswerAccepted,
    AssociationCalled,
    PostChanged,
    PostThanked,
    PostWritten,
    TopicChanged,
)

HANDLERS: dict[type[Event], tuple[HandlerFunction, ...]] = {
    LinkRequested: (accounts.mail_links,),
    PersonRenamed: (people.put_in_order,),
    RegistrationRepeated: (accounts.mail_repeated_registrations,),
    MembershipAsked: (notifications.tell_of_requests,),
    MembershipDecided: (notifications.tell_of_membership,),
    PostWritten: (update_index, notifications.tell_of_posts),
    PostChanged: (update_index, notifications.tell_of_new_mentions),
    AssociationCalled: (notifications.tell_of_calls,),
    PostThanked: (notifications.tell_of_thanks,),
    AnswerAccepted: (notifications.tell_of_answers,),
    TopicChanged: (update_index, notifications.count_anew_in_topics),
    CirclesChanged: (notifications.count_anew_in_circles,),
    LessonPublished: (update_index,),
    LessonChanged: (update_index,),
    VersionUploaded: (update_index,),
    FileStored: (documents.convert,),
    FileConverted: (update_index, feedback.place),
    FeedbackLeft: (notifications.tell_of_feedback, feedback.place),
    FeedbackDecided: (notifications.tell_of_decisions,),
    MailingMade: (send_letters,),
    ReadersAdded: (notifications.tell_of_added_readers,),
    ReminderDue: (notifications.tell_of_reminders,),
}
# What the worker asks for every second, each in its own transactions: whatever has a moment to come at.
PERIODIC: tuple[Callable[[], object], ...] = (bookmarks.ring,)


def connect() -> None:
    """Make the subscriptions known to the outbox and the job runner of this process."""
    jobs.register(tuple({handler for handlers in HANDLERS.values() for handler in handlers}))
    outbox.subscribe(
        {event.kind: tuple(jobs.handler_name(handler) for handler in handlers) for event, handlers in HANDLERS.items()}
    )
