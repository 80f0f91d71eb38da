"""What the people of the tests tell about themselves."""

from forum.db import transaction
from forum.people import operations
from tests.factories.accounts import actor_of


def introduce(person_id: int, **told: object) -> None:
    """Let a person tell about herself; she stands in the directory unless said otherwise."""
    values = {"about": "", "help_with": "", "subjects": [], "languages": [], "in_directory": True, **told}
    with transaction():
        operations.introduce(actor=actor_of(person_id), **values)
