"""Files: pictures and documents in what people write"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loose_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('picture', 'document')", name=op.f("ck_attachment_kind")),
        sa.CheckConstraint(
            "(kind = 'picture') = (width IS NOT NULL)", name=op.f("ck_attachment_width")
        ),
        sa.CheckConstraint("(width IS NULL) = (height IS NULL)", name=op.f("ck_attachment_height")),
        sa.CheckConstraint(
            "(subject_kind IS NULL) = (subject_id IS NULL)", name=op.f("ck_attachment_subject")
        ),
        sa.CheckConstraint(
            "(subject_kind IS NULL) = (loose_since IS NOT NULL)", name=op.f("ck_attachment_loose")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
            name=op.f("fk_attachment_owner_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("key", name=op.f("uq_attachment_key")),
        sa.UniqueConstraint("owner_id", "form_key", name=op.f("uq_attachment_owner_id_form_key")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_subject", ["subject_kind", "subject_id"], unique=False)
        batch_op.create_index("ix_attachment_loose_since", ["loose_since"], unique=False)
        batch_op.create_index(
            "ix_attachment_owner_id_created_at", ["owner_id", "created_at"], unique=False
        )


def downgrade() -> None:
    op.drop_table("attachment")
