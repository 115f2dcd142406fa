"""When another address took the place of one that was typed: as far as is known, when that one was typed"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

claim = sa.table("address_claim", sa.column("shopper_id"), sa.column("state"))
claim.append_column(sa.column("claimed_at", sa.DateTime(timezone=True)))
claim.append_column(sa.column("replaced_at", sa.DateTime(timezone=True)))


def upgrade() -> None:
    op.add_column("address_claim", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
    later = claim.alias("later")
    newest = sa.select(sa.func.max(later.c.claimed_at)).where(later.c.shopper_id == claim.c.shopper_id)
    replaced = claim.update().where(claim.c.state == "replaced")
    op.get_bind().execute(replaced.values(replaced_at=newest.scalar_subquery()))


def downgrade() -> None:
    op.drop_column("address_claim", "replaced_at")
