"""Addresses are proven or claimed.

The address of a shopper whom the shop knows by its own id came from its server, an import, or from a browser
that had proven that id: it is taken as proven. One that a nameless visitor typed may be anybody's: it becomes
a claim, as if typed now, and is asked once where its shopper allows emails.
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BATCH = 1_000

shopper = sa.table(
    "shopper", sa.column("shopper_id"), sa.column("external_id"), sa.column("email"), sa.column("email_proof")
)
claim = sa.table(
    "address_claim",
    *(sa.column(name) for name in ("claim_id", "shopper_id", "address", "state")),
    sa.column("claimed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    # Not in a batch, which would copy the table on SQLite and lose its index on lower(email).
    op.add_column("shopper", sa.Column("email_proof", sa.String(), nullable=True))
    op.create_table(
        "address_claim",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("shopper_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("considered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shopper_id"], ["shopper.shopper_id"]),
        sa.PrimaryKeyConstraint("claim_id"),
    )
    op.create_index("ix_address_claim_shopper_id", "address_claim", ["shopper_id"], unique=False)
    op.create_table(
        "confirmation_email",
        sa.Column("email_id", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("composed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("email_id"),
        sa.UniqueConstraint("address_hash"),
    )
    op.create_index("ix_confirmation_email_claim_id", "confirmation_email", ["claim_id"], unique=False)
    op.create_index("ix_confirmation_email_composed_at", "confirmation_email", ["composed_at"], unique=False)
    _divide()


def _divide() -> None:
    """What is taken as proven stays, what is not becomes a claim."""
    database, now = op.get_bind(), datetime.now(UTC)
    has_address = shopper.c.email.is_not(None)
    database.execute(
        shopper.update().where(has_address, shopper.c.external_id.is_not(None)).values(email_proof="shop")
    )
    typed = sa.and_(has_address, shopper.c.external_id.is_(None))
    rows = database.execute(sa.select(shopper.c.shopper_id, shopper.c.email).where(typed)).all()
    for start in range(0, len(rows), BATCH):
        database.execute(
            claim.insert(),
            [
                {
                    "claim_id": uuid.uuid4().hex,
                    "shopper_id": shopper_id,
                    "address": email,
                    "state": "unconfirmed",
                    "claimed_at": now,
                }
                for shopper_id, email in rows[start : start + BATCH]
            ],
        )
    database.execute(shopper.update().where(typed).values(email=None))


def downgrade() -> None:
    newest = sa.select(claim.c.address).where(claim.c.shopper_id == shopper.c.shopper_id)
    newest = newest.order_by(claim.c.claimed_at.desc()).limit(1).scalar_subquery()
    op.get_bind().execute(shopper.update().where(shopper.c.email.is_(None)).values(email=newest))
    op.drop_table("confirmation_email")
    op.drop_table("address_claim")
    op.drop_column("shopper", "email_proof")
