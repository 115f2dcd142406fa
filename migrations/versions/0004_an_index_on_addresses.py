"""An index on shoppers' addresses in lower case"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_shopper_email_lower", "shopper", [sa.text("lower(email)")], unique=False)


def downgrade() -> None:
    op.drop_index("ix_shopper_email_lower", table_name="shopper")
