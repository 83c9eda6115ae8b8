"""Statements of reasons, and what held them back, have a clock by which they are erased.

Those that are there begin theirs with the next run of the job that does so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_COMMENTS = {
    "statement": "What a user is told about a restriction, as facts without anybody's name. Once "
    "nobody can speak of it any more, and a time after, only what is counted is left of it.",
    "withholding": "What holds back statements, by whose word and until when; it ends by itself. "
    "Kept as long as what it held back, for whoever asks why they were told so late; then who "
    "asked for it, for whom and why it ended is erased.",
    "statement_mail": "A letter by e-mail. Its address lies here sealed, and no longer than it "
    "waits. What people said of it is erased with its statement.",
    "statement_telling": "Each message by which somebody was told of a statement; its receipt is "
    "the delivery's, or the mail's. It holds no words: those of the delivery are erased with the "
    "statement.",
}


def upgrade() -> None:
    for table in ("statement", "withholding"):
        for name in ("erase_at", "erased_at"):
            op.add_column(
                table, sa.Column(name, sa.DateTime(timezone=True), nullable=True), schema="tutela"
            )
        op.create_index(
            f"ix_{table}_erase_at", table, ["erase_at"], schema="tutela",
            postgresql_where=sa.text("erased_at IS NULL"),
        )  # fmt: skip
    op.drop_constraint(op.f("ck_statement_issued"), "statement", schema="tutela")
    _check(
        "statement", "issued", "state = 'erased' OR (state = 'issued') = (issued_at IS NOT NULL)"
    )
    _check("statement", "erased", "(state = 'erased') = (erased_at IS NOT NULL)")
    _check("withholding", "erase_at", "erase_at IS NULL OR ended_at IS NOT NULL")
    for table, comment in _COMMENTS.items():
        op.create_table_comment(table, comment, schema="tutela")


def _check(table: str, name: str, condition: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
