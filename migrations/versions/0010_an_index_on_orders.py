"""An index on orders: one that is reported again is looked up by its id"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OF_AN_ORDER = sa.text("order_id IS NOT NULL")


def upgrade() -> None:
    # Not in a batch, which would copy the table on SQLite.
    op.create_index(
        "ix_event_order_id",
        "event",
        ["order_id"],
        unique=False,
        postgresql_where=OF_AN_ORDER,
        sqlite_where=OF_AN_ORDER,
    )


def downgrade() -> None:
    op.drop_index("ix_event_order_id", table_name="event")
