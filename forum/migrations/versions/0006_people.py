"""Tables of people: what they tell about themselves.

Revision ID: 0006
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("help_with", sa.String(length=300), nullable=False),
        sa.Column("subjects", sa.String(length=400), nullable=False),
        sa.Column("languages", sa.String(length=400), nullable=False),
        sa.Column("in_directory", sa.Boolean(), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_profile")),
    )
    op.create_index(
        op.f("ix_profile_in_directory_name_key_person_id"), "profile", ["in_directory", "name_key", "person_id"]
    )
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bookmark_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_bookmark_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("person_id", "post_id", name=op.f("uq_bookmark_person_id_post_id")),
    )
    op.create_index(op.f("ix_bookmark_person_id_id"), "bookmark", ["person_id", "id"])
    op.create_index(op.f("ix_bookmark_post_id"), "bookmark", ["post_id"])
    waiting = sa.text("remind_at IS NOT NULL AND rung_at IS NULL")
    op.create_index("ix_bookmark_waiting", "bookmark", ["remind_at"], postgresql_where=waiting, sqlite_where=waiting)
    op.create_table(
        "topic_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("association_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (association_id IS NULL)", name=op.f("ck_topic_reader_one_reader")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_reader_topic_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_reader_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_topic_reader_association_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_topic_reader_added_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_reader")),
        sa.UniqueConstraint("topic_id", "person_id", name=op.f("uq_topic_reader_topic_id_person_id")),
        sa.UniqueConstraint("topic_id", "association_id", name=op.f("uq_topic_reader_topic_id_association_id")),
    )
    op.create_index(op.f("ix_topic_reader_person_id_topic_id"), "topic_reader", ["person_id", "topic_id"])
    op.create_index(op.f("ix_topic_reader_association_id_topic_id"), "topic_reader", ["association_id", "topic_id"])
    op.create_table(
        "message_block",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_message_block_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["blocked_id"], ["person.id"], name=op.f("fk_message_block_blocked_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "blocked_id", name=op.f("pk_message_block")),
    )
    op.create_index(op.f("ix_message_block_blocked_id"), "message_block", ["blocked_id"])


def downgrade():
    op.drop_table("message_block")
    op.drop_table("topic_reader")
    op.drop_table("bookmark")
    op.drop_table("profile")
