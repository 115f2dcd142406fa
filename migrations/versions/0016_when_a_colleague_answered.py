"""When a colleague answered a conversation that waited, whether they are in it, and an index by it"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handover", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("handover", sa.Column("attended", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_handover_conversation_id", "handover", ["conversation_id"])


def downgrade() -> None:
    op.drop_index("ix_handover_conversation_id", "handover")
    op.drop_column("handover", "attended")
    op.drop_column("handover", "answered_at")
