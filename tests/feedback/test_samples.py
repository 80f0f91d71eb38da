"""Comments on the sample plans land in version 2 where a reader expects them."""

import io
from pathlib import Path

import pytest

from forum import jobs
from forum.associations.policy import Audience
from forum.db import transaction
from forum.documents.queries import list_blocks
from forum.lessons import operations
from tests.factories.accounts import actor_of, make_person
from tests.factories.associations import join, make_association
from tests.factories.feedback import leave, seen_by
from tests.factories.lessons import version_file

SAMPLES = Path(__file__).parents[2] / "../shared/samples/documents"

pytestmark = [pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample documents are not here")]


def blocks_of(lesson_id, number):
    with transaction(write=False):
        return list_blocks(version_file(lesson_id, number))


@pytest.mark.parametrize("name", ["L1", "L4"])
def test_every_cell_of_version_one_is_found_or_truly_gone(app, name):
    place, person = make_association(), make_person()
    join(person, place)
    author = actor_of(person)
    with transaction():
        lesson_id = operations.publish_lesson(
            actor=author, association_id=place, title=f"План {name}", subject="math", grade=5,
            audience=Audience("public"),
            stream=io.BytesIO((SAMPLES / f"{name}_v1.docx").read_bytes()), file_name=f"{name}.docx",
        ).id  # fmt: skip
    jobs.run_pending()
    for block in blocks_of(lesson_id, 1):
        if block.text:
            leave(author, lesson_id, block.id)
    with transaction():
        operations.upload_version(
            actor=author,
            lesson_id=lesson_id,
            stream=io.BytesIO((SAMPLES / f"{name}_v2.docx").read_bytes()),
            name="v2.docx",
        )
    jobs.run_pending()
    texts = {block.id: block.text for block in blocks_of(lesson_id, 2)}
    comments = seen_by(author, lesson_id, 2)
    assert {comment.placement for comment in comments} <= {"same", "moved", "changed", "removed"}
    unchanged = [comment for comment in comments if comment.placement in {"same", "moved"}]
    assert len(unchanged) >= len(comments) * 0.7
    assert all(texts[comment.block] == comment.quote for comment in unchanged)
    for comment in comments:
        if comment.placement == "removed":
            assert comment.quote not in texts.values()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*")) if SAMPLES.is_dir() else [], ids=lambda path: path.name)
def test_every_sample_can_be_published_and_commented_on(app, path):
    place, person = make_association(), make_person()
    join(person, place)
    author = actor_of(person)
    with transaction():
        lesson_id = operations.publish_lesson(
            actor=author, association_id=place, title=path.name, subject="math", grade=5, audience=Audience("public"),
            stream=io.BytesIO(path.read_bytes()), file_name=path.name,
        ).id  # fmt: skip
    jobs.run_pending()
    blocks = [block for block in blocks_of(lesson_id, 1) if block.text]
    if path.suffix == ".doc":
        assert blocks == []
        return
    word = max(blocks[len(blocks) // 2].text.split(), key=len)
    leave(author, lesson_id, blocks[len(blocks) // 2].id, quote=word)
    (comment,) = seen_by(author, lesson_id)
    assert comment.quote == word
