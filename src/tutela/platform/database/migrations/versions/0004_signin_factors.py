"""Second factors, passkeys, recovery codes, and what is halfway through signing in."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authenticator_app",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        *_of_account("authenticator_app"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator_app")),
        sa.UniqueConstraint("account_id", name=op.f("uq_authenticator_app_account_id")),
        schema="tutela",
        comment="What makes a person's codes. The secret is sealed by the node's key.",
    )
    op.create_table(
        "recovery_code",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        *_of_account("recovery_code"),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_code")),
        schema="tutela",
        comment="Codes that are each good once, for whoever has lost their second factor.",
    )
    op.create_table(
        "passkey",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        *_of_account("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        schema="tutela",
        comment="A passkey of a person. Only its public key is here.",
    )
    op.create_index(
        "ix_passkey_account_id", "passkey", ["account_id"], unique=False, schema="tutela"
    )
    op.create_table(
        "login_step",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *_of_account("login_step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_step")),
        schema="tutela",
        comment="Somebody halfway through signing in. Each is good once, for minutes.",
    )
    op.create_index(
        "ix_login_step_account_id", "login_step", ["account_id"], unique=False, schema="tutela"
    )
    _sessions_know_when_they_were_proven()


def _of_account(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["account_id"], ["tutela.account.id"], name=op.f(f"fk_{table}_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{table}_service_id")
        ),
    )


def _sessions_know_when_they_were_proven() -> None:
    """Those that are open were proven when they were opened."""
    op.add_column(
        "login_session",
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        schema="tutela",
    )
    op.execute("UPDATE tutela.login_session SET proven_at = opened_at")
    op.alter_column("login_session", "proven_at", nullable=False, schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
