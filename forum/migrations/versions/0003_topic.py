"""thanks for posts, the accepted answer of a question."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


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
    # Not in a batch: SQLite would copy the table, and what hangs on it would go with the old one.
    op.add_column("topic", sa.Column("accepted_number", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("topic", "accepted_number")
    with op.batch_alter_table("post_thanks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_thanks_person_id"))
    op.drop_table("post_thanks")
