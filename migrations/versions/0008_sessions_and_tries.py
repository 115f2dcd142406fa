"""Sessions of the dashboard that can be revoked, and tries to sign in that all processes count together"""

import sqlalchemy as sa
from alembic import op

from core.columns import Instant

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dashboard_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["account.username"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_dashboard_session_expires_at", "dashboard_session", ["expires_at"], unique=False)
    op.create_table(
        "sign_in_tries",
        sa.Column("client_hash", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("client_hash"),
    )
    op.create_index("ix_sign_in_tries_last_at", "sign_in_tries", ["last_at"], unique=False)


def downgrade() -> None:
    op.drop_table("sign_in_tries")
    op.drop_table("dashboard_session")
