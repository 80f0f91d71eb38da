"""who has read and follows what; pinned topics; what lists are filtered by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WALKED = ("kind", "subject", "language", "posts_count")


def upgrade() -> None:
    with op.batch_alter_table("topic") as topic:
        topic.add_column(sa.Column("subject", sa.String(length=40), nullable=True))
        topic.add_column(sa.Column("grade", sa.Integer(), nullable=True))
        topic.add_column(sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
        topic.add_column(sa.Column("pinned_everywhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("topic") as topic:
        topic.alter_column("pinned_everywhere", server_default=None)
        for name in WALKED:
            topic.create_index(op.f(f"ix_topic_{name}_bumped_at_id"), [name, "bumped_at", "id"])
        topic.create_index(op.f("ix_topic_pinned_at"), ["pinned_at"])
    with op.batch_alter_table("post") as post:
        post.create_index(
            op.f("ix_post_topic_id_deleted_at_number_author_id"), ["topic_id", "deleted_at", "number", "author_id"]
        )
    op.create_table(
        "topic_reading",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("last_read", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_reading_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_reading_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "topic_id", name=op.f("pk_topic_reading")),
    )
    with op.batch_alter_table("topic_reading") as reading:
        reading.create_index(op.f("ix_topic_reading_topic_id"), ["topic_id"])
    op.create_table(
        "reading_stamp",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reading_stamp_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reading_stamp")),
    )
    _create_watch()
    _fill()


def _create_watch() -> None:
    things = ("topic", "tag", "association")
    counted = " + ".join(f"(CASE WHEN {thing}_id IS NULL THEN 0 ELSE 1 END)" for thing in things)
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{thing}_id", sa.Integer(), nullable=True) for thing in things),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"{counted} = 1", name=op.f("ck_watch_one_thing")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_watch_person_id"), ondelete="CASCADE"),
        *(
            sa.ForeignKeyConstraint(
                [f"{thing}_id"], [f"{thing}.id"], name=op.f(f"fk_watch_{thing}_id"), ondelete="CASCADE"
            )
            for thing in things
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        *(
            sa.UniqueConstraint("person_id", f"{thing}_id", name=op.f(f"uq_watch_person_id_{thing}_id"))
            for thing in things
        ),
    )
    with op.batch_alter_table("watch") as watch:
        for thing in things:
            watch.create_index(op.f(f"ix_watch_{thing}_id"), [f"{thing}_id"])


def _fill() -> None:
    """Let what was written before stand as read and followed by those who wrote it."""
    op.execute(
        "UPDATE topic SET subject = (SELECT association.subject FROM association"
        " WHERE association.id = topic.association_id)"
    )
    op.execute(
        "UPDATE topic SET subject = (SELECT lesson.subject FROM lesson WHERE lesson.topic_id = topic.id),"
        " grade = (SELECT lesson.grade FROM lesson WHERE lesson.topic_id = topic.id) WHERE kind = 'lesson'"
    )
    op.execute(
        "INSERT INTO topic_reading (person_id, topic_id, last_read, read_at)"
        " SELECT DISTINCT post.author_id, topic.id, topic.highest_number, topic.bumped_at"
        " FROM post JOIN topic ON topic.id = post.topic_id WHERE post.author_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO watch (person_id, topic_id, level, reason, created_at)"
        " SELECT topic_reading.person_id, topic.id,"
        " CASE WHEN topic.author_id = topic_reading.person_id THEN 4 ELSE 3 END,"
        " CASE WHEN topic.author_id = topic_reading.person_id THEN 'opened' ELSE 'replied' END, topic.created_at"
        " FROM topic_reading JOIN topic ON topic.id = topic_reading.topic_id"
    )


def downgrade() -> None:
    for table in ("watch", "reading_stamp", "topic_reading"):
        op.drop_table(table)
    with op.batch_alter_table("post") as post:
        post.drop_index(op.f("ix_post_topic_id_deleted_at_number_author_id"))
    with op.batch_alter_table("topic") as topic:
        topic.drop_index(op.f("ix_topic_pinned_at"))
        for name in WALKED:
            topic.drop_index(op.f(f"ix_topic_{name}_bumped_at_id"))
        for name in ("subject", "grade", "pinned_at", "pinned_everywhere"):
            topic.drop_column(name)
