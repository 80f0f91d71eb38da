"""Which handler is told of which event: the only file that knows who listens."""

from __future__ import annotations

from forum import jobs, outbox
from forum.accounts import handlers as accounts
from forum.accounts.events import LinkRequested, RegistrationRepeated
from forum.associations.events import MembershipAsked, MembershipDecided
from forum.documents import handlers as documents
from forum.documents.events import FileConverted, FileStored
from forum.feedback import handlers as feedback
from forum.feedback.events import FeedbackDecided, FeedbackLeft
from forum.jobs import HandlerFunction
from forum.lessons.events import LessonChanged, LessonPublished, VersionUploaded
from forum.notifications import handlers as notifications
from forum.notifications.events import NoticeMade
from forum.notifications.mail import send_letters
from forum.outbox import Event
from forum.search.handlers import update_index
from forum.topics.events import PostChanged, PostWritten, TopicChanged

HANDLERS: dict[type[Event], tuple[HandlerFunction, ...]] = {
    LinkRequested: (accounts.mail_links,),
    RegistrationRepeated: (accounts.mail_repeated_registrations,),
    MembershipAsked: (notifications.tell_of_requests,),
    MembershipDecided: (notifications.tell_of_membership,),
    PostWritten: (update_index, notifications.tell_of_posts),
    PostChanged: (update_index, notifications.tell_of_new_mentions),
    TopicChanged: (update_index,),
    LessonPublished: (update_index,),
    LessonChanged: (update_index,),
    VersionUploaded: (update_index,),
    FileStored: (documents.convert,),
    FileConverted: (update_index, feedback.place),
    FeedbackLeft: (notifications.tell_of_feedback, feedback.place),
    FeedbackDecided: (notifications.tell_of_decisions,),
    NoticeMade: (send_letters,),
}


def connect() -> None:
    """Make the subscriptions known to the outbox and the job runner of this process."""
    jobs.register(tuple({handler for handlers in HANDLERS.values() for handler in handlers}))
    outbox.subscribe(
        {event.kind: tuple(jobs.handler_name(handler) for handler in handlers) for event, handlers in HANDLERS.items()}
    )
