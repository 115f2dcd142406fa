"""What the shop says of a shopper: country, language, time zone and name"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FIELDS = ("country", "language", "timezone", "name")


def upgrade() -> None:
    for name in FIELDS:
        op.add_column("shopper", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in reversed(FIELDS):
        op.drop_column("shopper", name)
