"""Tables of people: what they tell about themselves.

Revision ID: 0006
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0001"
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


def downgrade():
    op.drop_table("profile")
