"""An index on what a shopper bought: read for every recommendation, however much they look around"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_shopper_id_type_occurred_at", ["shopper_id", "type", "occurred_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_shopper_id_type_occurred_at")
