"""The first tables."""

import importlib
import pkgutil

from alembic import op
from procrastinate.schema import SchemaManager

import tutela
from tutela.platform.database.engine import JOBS_SCHEMA, SEARCH_PATH
from tutela.platform.database.tables import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # While the rooms are being built: whatever they declare. Frozen before the first release.
    for module in pkgutil.walk_packages(tutela.__path__, "tutela."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)
    connection = op.get_bind()
    metadata.create_all(connection)
    driver = connection.connection.driver_connection
    driver.execute(f"SET LOCAL search_path = {JOBS_SCHEMA}")
    driver.execute(SchemaManager.get_schema())
    driver.execute(f"SET LOCAL search_path = {SEARCH_PATH}")
