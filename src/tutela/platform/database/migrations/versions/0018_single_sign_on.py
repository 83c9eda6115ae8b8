"""Who at an identity provider opens which account, and how many steps a source has begun."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "account_link",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("mapped", sa.Boolean(), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("last_used_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["tutela.account.id"], name=op.f("fk_account_link_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_account_link_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        schema="tutela",
        comment="An account and who opens it by single sign-on: a subject, or first an e-mail address.",
    )
    op.create_index("ix_account_link_account_id", "account_link", ["account_id"], schema="tutela")
    for name, columns, where in (
        ("uq_account_link_subject", ["issuer", "subject"], "subject IS NOT NULL"),
        ("uq_account_link_email", ["issuer", "email"], "subject IS NULL"),
    ):
        op.create_index(
            name,
            "account_link",
            columns,
            unique=True,
            schema="tutela",
            postgresql_where=sa.text(where),
        )
    op.add_column(
        "login_step",
        sa.Column("source", sa.String(length=40), server_default="", nullable=False),
        schema="tutela",
    )
    op.create_index("ix_login_step_source", "login_step", ["source"], schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
