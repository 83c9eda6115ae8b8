"""What nobody may decide without a look is counted for each case, so that the desk can choose."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_COUNTED = """
UPDATE tutela."case" AS one SET to_look = found.items
FROM (
    SELECT part.case_id, count(*) AS items
    FROM tutela.case_item AS part
    WHERE part.state IN ('pending', 'unsure') AND NOT part.restoration_proposed AND NOT EXISTS (
        SELECT FROM tutela.detection AS hit
        JOIN tutela.indicator AS listed ON listed.id = hit.indicator_id
        WHERE hit.item_id = part.item_id AND hit.exact AND listed.state IN ('verified', 'active')
    )
    GROUP BY part.case_id
) AS found
WHERE found.case_id = one.id
"""


def upgrade() -> None:
    to_look = sa.Column("to_look", sa.Integer(), server_default=sa.text("0"), nullable=False)
    op.add_column("case", to_look, schema="tutela")
    op.execute(_COUNTED)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
