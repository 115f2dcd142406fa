"""Questions about products that none of their texts answers"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_gap",
        sa.Column("gap_id", sa.String(), nullable=False),
        sa.Column("shopper_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shopper_id"], ["shopper.shopper_id"]),
        sa.PrimaryKeyConstraint("gap_id"),
    )
    op.create_index("ix_content_gap_shopper_id", "content_gap", ["shopper_id"])
    op.create_index("ix_content_gap_asked_at", "content_gap", ["asked_at"])


def downgrade() -> None:
    op.drop_table("content_gap")
