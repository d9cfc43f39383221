"""Seats: a place each, ways in, quotes, and where a school is"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SCHOOL = (("street", 120), ("postcode", 10), ("board", 160), ("search", 260))
UNRELEASED = sa.text("released_at IS NULL")


def upgrade() -> None:
    # in place: SQLite would make the table anew, and take the seats of a school along
    for name, length in SCHOOL:
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("school", column)
    op.execute("UPDATE school SET search = lower(name || ' ' || coalesce(place, ''))")
    op.create_index("ix_school_search", "school", ["search"])

    with op.batch_alter_table("seat") as seat:
        seat.add_column(sa.Column("place", sa.Integer(), nullable=True))
        seat.add_column(sa.Column("name", sa.String(80), nullable=False, server_default=""))
        seat.add_column(sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
        seat.add_column(sa.Column("mailings", sa.Integer(), nullable=False, server_default="0"))
    # counted over all of a membership, so that no two of them share a place
    op.execute(
        "UPDATE seat SET place = (SELECT count(*) FROM seat AS older"
        " WHERE older.membership_id = seat.membership_id AND older.id <= seat.id)"
    )
    with op.batch_alter_table("seat") as seat:
        seat.alter_column("place", existing_type=sa.Integer(), nullable=False)
        seat.alter_column("name", server_default=None)
        seat.alter_column("mailings", server_default=None)
        seat.create_check_constraint(op.f("ck_seat_place"), "place >= 1")
        seat.create_index("ix_seat_email", ["email"])
        seat.create_index(
            "uq_seat_place",
            ["membership_id", "place"],
            unique=True,
            sqlite_where=UNRELEASED,
            postgresql_where=UNRELEASED,
        )

    op.create_table(
        "seat_location",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        *_owned("seat_location"),
        sa.PrimaryKeyConstraint("membership_id", "school_id", name=op.f("pk_seat_location")),
    )
    op.create_table(
        "seat_link",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        *_owned("seat_link"),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_seat_link")),
        sa.UniqueConstraint("token", name=op.f("uq_seat_link_token")),
    )
    op.create_table(
        "mail_domain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(253), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("domain = lower(domain)", name=op.f("ck_mail_domain_domain_lower")),
        *_owned("mail_domain"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_domain")),
        sa.UniqueConstraint(
            "membership_id", "domain", name=op.f("uq_mail_domain_membership_id_domain")
        ),
    )
    op.create_index("ix_mail_domain_domain", "mail_domain", ["domain"])
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("lang", sa.String(5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("unit_cents", sa.Integer(), nullable=False),
        sa.Column("net_cents", sa.Integer(), nullable=False),
        sa.Column("vat_cents", sa.Integer(), nullable=False),
        sa.Column("vat_percent", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(160), nullable=False),
        sa.Column("brin", sa.String(6), nullable=False),
        sa.Column("street", sa.String(120), nullable=False),
        sa.Column("postcode", sa.String(10), nullable=False),
        sa.Column("city", sa.String(80), nullable=False),
        sa.Column("contact_name", sa.String(80), nullable=False),
        sa.Column("contact_email", sa.String(254), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_quote_seats")),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_quote_membership_id_membership"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("token", name=op.f("uq_quote_token")),
    )


def _owned(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint(
            [f"{other}_id"],
            [f"{other}.id"],
            name=op.f(f"fk_{table}_{other}_id_{other}"),
            ondelete="CASCADE",
        )
        for other in ("membership", "school")
    )


def downgrade() -> None:
    for table in ("quote", "mail_domain", "seat_link", "seat_location"):
        op.drop_table(table)
    with op.batch_alter_table("seat") as seat:
        seat.drop_index("uq_seat_place")
        seat.drop_index("ix_seat_email")
        seat.drop_constraint(op.f("ck_seat_place"), type_="check")
        for name in ("place", "name", "mailed_at", "mailings"):
            seat.drop_column(name)
    op.drop_index("ix_school_search", "school")
    for name, _length in SCHOOL:
        op.drop_column("school", name)
