"""How long scans took, and what the processes of a node say of themselves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scan_time",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("most", sa.Double(), nullable=False),
        sa.Column("item_count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_scan_time_service_id"),
        ),
        sa.PrimaryKeyConstraint("service_id", "most", name=op.f("pk_scan_time")),
        schema="tutela",
        comment="How long scans took, of all processes: how many took at most so long.",
    )
    op.create_table(
        "process_pulse",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_process_pulse_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_pulse")),
        schema="tutela",
        comment="A process of a served node, as it last said of itself; rows go when it ends.",
    )
    op.create_index(
        "ix_process_pulse_seen_at", "process_pulse", ["seen_at"], unique=False, schema="tutela"
    )
