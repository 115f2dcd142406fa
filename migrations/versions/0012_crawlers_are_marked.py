"""Crawlers, monitors and scripts are marked, so that nothing is counted or learned of them"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MARKED = sa.text("automated IS NOT NULL")


def upgrade() -> None:
    op.add_column("shopper", sa.Column("automated", sa.String(), nullable=True))
    op.create_index(
        "ix_shopper_automated",
        "shopper",
        ["shopper_id"],
        unique=False,
        postgresql_where=MARKED,
        sqlite_where=MARKED,
    )


def downgrade() -> None:
    op.drop_index("ix_shopper_automated", table_name="shopper")
    op.drop_column("shopper", "automated")
