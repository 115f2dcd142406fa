"""Why an address is not written to any more: its owner said so, or emails come back"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "suppressed_address", sa.Column("reason", sa.String(), nullable=False, server_default="unsubscribed")
    )
    op.add_column("suppressed_address", sa.Column("note", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("suppressed_address", "note")
    op.drop_column("suppressed_address", "reason")
