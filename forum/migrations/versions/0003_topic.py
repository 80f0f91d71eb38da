"""thanks for posts, quotations between posts, the accepted answer of a question."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


_QUOTE = re.compile(r"^>[^\n]{0,400}\]\(/t/[^/\s()]{1,240}/(\d{1,9})/(\d{1,6})\)", re.MULTILINE)


def _note_quotes() -> None:
    """Write down the quotations of the posts that are there already."""
    post = sa.table(
        "post", sa.column("id", sa.Integer), sa.column("topic_id", sa.Integer), sa.column("source", sa.Text)
    )
    quote = sa.table("post_quote", sa.column("post_id"), sa.column("number"), sa.column("topic_id"))
    connection = op.get_bind()
    found = connection.execute(sa.select(post).where(post.c.source.like("%](/t/%"))).all()
    places = [
        {"post_id": row.id, "number": number, "topic_id": row.topic_id}
        for row in found
        for number in {int(at) for topic, at in _QUOTE.findall(row.source) if int(topic) == row.topic_id}
    ]
    if places:
        connection.execute(sa.insert(quote), places)


def upgrade() -> None:
    op.create_table(
        "post_thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_post_thanks_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_thanks_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_thanks")),
        sa.UniqueConstraint("post_id", "person_id", name=op.f("uq_post_thanks_post_id_person_id")),
    )
    with op.batch_alter_table("post_thanks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_thanks_person_id"), ["person_id"], unique=False)
    op.create_table(
        "post_quote",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_quote_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_post_quote_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_quote")),
    )
    with op.batch_alter_table("post_quote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_quote_topic_id_number"), ["topic_id", "number"], unique=False)
    _note_quotes()
    # Not in a batch: SQLite would copy the table, and what hangs on it would go with the old one.
    op.add_column("topic", sa.Column("accepted_number", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("topic", "accepted_number")
    with op.batch_alter_table("post_quote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_quote_topic_id_number"))
    op.drop_table("post_quote")
    with op.batch_alter_table("post_thanks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_thanks_person_id"))
    op.drop_table("post_thanks")
