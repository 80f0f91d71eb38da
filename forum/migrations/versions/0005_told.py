"""add what people choose to be told of, and the letters that follow notices."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailing_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_mailing_topic_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_mailing_person_id_key")),
    )
    op.create_index(op.f("ix_mailing_person_id_created_at"), "mailing", ["person_id", "created_at"])
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("switch", sa.String(length=30), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "switch", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice_reader",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("letters", sa.String(length=10), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=10), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_day", sa.Integer(), nullable=False),
        sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unopened", sa.Integer(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_reader_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_reader")),
    )
    op.create_index(op.f("ix_notice_reader_digest_at"), "notice_reader", ["digest_at"])
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("count", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("superseded", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("mail_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("mailing_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_notice_mailing_id"), "mailing", ["mailing_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_notice_mailing_id"), ["mailing_id"])
        batch_op.create_index(
            "ix_notice_mail_at",
            ["mail_at"],
            postgresql_where=sa.text("mail_at IS NOT NULL"),
            sqlite_where=sa.text("mail_at IS NOT NULL"),
        )
    # Those who have notices already begin with what waits for them.
    op.execute(
        "INSERT INTO notice_reader (person_id, unread, letters, digest, digest_hour, digest_day, unopened) "
        "SELECT person_id, count(*), 'each', 'weekly', 9, 0, 0 FROM notice WHERE read_at IS NULL GROUP BY person_id"
    )


def downgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_mail_at")
        batch_op.drop_index(batch_op.f("ix_notice_mailing_id"))
        batch_op.drop_constraint(batch_op.f("fk_notice_mailing_id"), type_="foreignkey")
        for name in ("mailing_id", "mail_at", "superseded", "count", "first_number"):
            batch_op.drop_column(name)
    op.drop_table("notice_reader")
    op.drop_table("notice_choice")
    op.drop_table("mailing")
