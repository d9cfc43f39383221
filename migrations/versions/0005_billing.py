"""Billing: memberships as Stripe has them, seats by invitation, invoices, the inbox of webhooks"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    held = _rows("SELECT person_id, starts_at, ends_at FROM membership")
    seats = _rows(
        "SELECT seat.school_id, seat.person_id, seat.starts_at, seat.ends_at, person.email"
        " FROM seat JOIN person ON person.id = seat.person_id ORDER BY seat.id"
    )
    op.drop_table("seat")
    op.drop_table("membership")

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("collection", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("access_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("plan", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("brin", sa.String(length=6), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("vat_id", sa.String(length=20), nullable=False),
        sa.Column("contact_name", sa.String(length=80), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("invoice_email", sa.String(length=254), nullable=False),
        sa.Column("po_number", sa.String(length=140), nullable=False),
        sa.Column("cost_centre", sa.String(length=140), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_id", sa.String(length=60), nullable=True),
        sa.Column("subscription_id", sa.String(length=60), nullable=True),
        sa.Column("checkout_id", sa.String(length=90), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("seats_paid", sa.Integer(), nullable=False),
        sa.Column("seats_next", sa.Integer(), nullable=True),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_at_period_end", sa.Boolean(), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "collection IN ('given', 'auto', 'invoice')", name=op.f("ck_membership_collection")
        ),
        sa.CheckConstraint("kind IN ('teacher', 'school')", name=op.f("ck_membership_kind")),
        sa.CheckConstraint(
            "seats_next IS NULL OR seats_next >= 1", name=op.f("ck_membership_seats_next")
        ),
        sa.CheckConstraint("seats_paid >= 0", name=op.f("ck_membership_seats_paid")),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
            name=op.f("fk_membership_owner_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["school.id"],
            name=op.f("fk_membership_school_id_school"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("checkout_id", name=op.f("uq_membership_checkout_id")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_membership_customer_id")),
        sa.UniqueConstraint("subscription_id", name=op.f("uq_membership_subscription_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_owner_id", ["owner_id"], unique=False)
        batch_op.create_index("ix_membership_school_id", ["school_id"], unique=False)

    op.create_table(
        "stripe_event",
        sa.Column("id", sa.String(length=90), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=90), nullable=False),
        sa.Column("membership_ref", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_event")),
    )
    with op.batch_alter_table("stripe_event", schema=None) as batch_op:
        batch_op.create_index("ix_stripe_event_waiting", ["done_at", "parked_at"], unique=False)

    op.create_table(
        "invoice_mirror",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("stripe_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("collection", sa.String(length=10), nullable=False),
        sa.Column("subtotal_cents", sa.Integer(), nullable=False),
        sa.Column("tax_cents", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("paid_cents", sa.Integer(), nullable=False),
        sa.Column("remaining_cents", sa.Integer(), nullable=False),
        sa.Column("credited_cents", sa.Integer(), nullable=False),
        sa.Column("refunded_cents", sa.Integer(), nullable=False),
        sa.Column("payment", sa.String(length=12), nullable=False),
        sa.Column("dispute", sa.String(length=6), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finalized_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("po_number", sa.String(length=140), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("taxes", sa.Text(), nullable=False),
        sa.Column("hosted_url", sa.Text(), nullable=True),
        sa.Column("pdf_url", sa.Text(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "dispute IN ('', 'open', 'won', 'lost')", name=op.f("ck_invoice_mirror_dispute")
        ),
        sa.CheckConstraint(
            "payment IN ('', 'processing', 'failed', 'succeeded')",
            name=op.f("ck_invoice_mirror_payment"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_invoice_mirror_membership_id_membership"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_mirror")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_mirror_number")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_invoice_mirror_stripe_id")),
    )
    with op.batch_alter_table("invoice_mirror", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invoice_mirror_membership_id", ["membership_id", "created_at"], unique=False
        )
        batch_op.create_index("ix_invoice_mirror_status_due_at", ["status", "due_at"], unique=False)

    op.create_table(
        "credit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("stripe_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("tax_cents", sa.Integer(), nullable=False),
        sa.Column("after_payment", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice_mirror.id"],
            name=op.f("fk_credit_note_invoice_id_invoice_mirror"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_credit_note_stripe_id")),
    )
    with op.batch_alter_table("credit_note", schema=None) as batch_op:
        batch_op.create_index("ix_credit_note_invoice_id", ["invoice_id"], unique=False)

    op.create_table(
        "payment_intent_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("result_id", sa.String(length=90), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'refused')", name=op.f("ck_payment_intent_log_state")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_payment_intent_log_membership_id_membership"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_intent_log")),
        sa.UniqueConstraint("token", name=op.f("uq_payment_intent_log_token")),
    )
    with op.batch_alter_table("payment_intent_log", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payment_intent_log_membership_id", ["membership_id"], unique=False
        )
        batch_op.create_index("ix_payment_intent_log_state", ["state", "created_at"], unique=False)

    op.create_table(
        "billing_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["person.id"],
            name=op.f("fk_billing_audit_actor_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_billing_audit_membership_id_membership"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_audit")),
    )
    with op.batch_alter_table("billing_audit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_billing_audit_membership_id", ["membership_id", "id"], unique=False
        )

    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_seat_email_lower")),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_seat_membership_id_membership"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_seat_person_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_seat_school_id_school"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("token", name=op.f("uq_seat_token")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index("ix_seat_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_seat_school_id", ["school_id"], unique=False)
        batch_op.create_index(
            "uq_seat_held",
            ["membership_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.create_index(
            "uq_seat_unreleased",
            ["membership_id", "email"],
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )

    op.create_table(
        "seat_manager",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_seat_manager_membership_id_membership"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_seat_manager_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("membership_id", "person_id", name=op.f("pk_seat_manager")),
    )
    with op.batch_alter_table("seat_manager", schema=None) as batch_op:
        batch_op.create_index("ix_seat_manager_person_id", ["person_id"], unique=False)

    _give(held, seats)


def _rows(query: str) -> list[dict]:
    # dates stay as this database writes them
    return [dict(row) for row in op.get_bind().execute(sa.text(query)).mappings()]


def _give(held: list[dict], seats: list[dict]) -> None:
    """What there was is now a given membership; a school's seats are in one without an end."""
    connection = op.get_bind()
    give = sa.text(
        "INSERT INTO membership (kind, collection, owner_id, school_id, created_at, access_until,"
        " plan, organisation, brin, street, postcode, city, vat_id, contact_name, contact_email,"
        " invoice_email, po_number, cost_centre, status, seats_paid, period_start, period_end,"
        " cancel_at_period_end, version) VALUES (:kind, 'given', :owner, :school, :since, :until,"
        " 'standard', '', '', '', '', '', '', '', '', '', '', '', '', :seats, :since, :ends,"
        " :no, 1) RETURNING id"
    )
    for row in held:
        values = {"kind": "teacher", "owner": row["person_id"], "school": None, "seats": 1}
        dates = {"since": row["starts_at"], "until": row["ends_at"], "ends": row["ends_at"]}
        connection.execute(give, values | dates | {"no": False})
    schools: dict[int, int] = {}
    sqlite = connection.dialect.name == "sqlite"
    forever = FOREVER.strftime("%Y-%m-%d %H:%M:%S.%f") if sqlite else FOREVER
    for row in seats:
        school = row["school_id"]
        if school not in schools:
            values = {
                "kind": "school",
                "owner": None,
                "school": school,
                "seats": sum(1 for each in seats if each["school_id"] == school),
                "since": row["starts_at"],
                "until": forever,
                "ends": None,
                "no": False,
            }
            schools[school] = connection.execute(give, values).scalar_one()
        connection.execute(
            sa.text(
                "INSERT INTO seat (membership_id, school_id, email, person_id, invited_at,"
                " accepted_at, released_at)"
                " VALUES (:membership, :school_id, :email, :person_id, :starts_at, :starts_at,"
                " :ends_at)"
            ),
            {**row, "membership": schools[school]},
        )


def downgrade() -> None:
    """Back to what was held: what was paid becomes a date, invoices are gone."""
    held = _rows(
        "SELECT owner_id AS person_id, created_at AS starts_at, access_until AS ends_at"
        " FROM membership WHERE kind = 'teacher' AND owner_id IS NOT NULL"
        " AND access_until > created_at"
    )
    seats = _rows(
        "SELECT school_id, person_id, accepted_at AS starts_at, released_at AS ends_at FROM seat"
        " WHERE person_id IS NOT NULL AND accepted_at IS NOT NULL ORDER BY id"
    )
    for name in (
        "seat_manager",
        "seat",
        "billing_audit",
        "payment_intent_log",
        "credit_note",
        "invoice_mirror",
        "stripe_event",
        "membership",
    ):
        op.drop_table(name)
    _first_tables()
    connection = op.get_bind()
    for row in held:
        connection.execute(
            sa.text(
                "INSERT INTO membership (person_id, starts_at, ends_at)"
                " VALUES (:person_id, :starts_at, :ends_at)"
            ),
            row,
        )
    for row in seats:
        connection.execute(
            sa.text(
                "INSERT INTO seat (school_id, person_id, starts_at, ends_at)"
                " VALUES (:school_id, :person_id, :starts_at, :ends_at)"
                " ON CONFLICT DO NOTHING"
            ),
            row,
        )


def _first_tables() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_membership_period")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_membership_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_person_id", ["person_id"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_seat_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_seat_school_id_school"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(
            "uq_seat_active",
            ["school_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ends_at IS NULL"),
            postgresql_where=sa.text("ends_at IS NULL"),
        )
