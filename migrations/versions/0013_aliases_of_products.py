"""Aliases of products: SKU, GTIN, ids of variants"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_alias",
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.product_id"]),
        sa.PrimaryKeyConstraint("canonical"),
    )
    op.create_index("ix_product_alias_product_id", "product_alias", ["product_id"], unique=False)


def downgrade() -> None:
    op.drop_table("product_alias")
