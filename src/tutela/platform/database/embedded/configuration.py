"""How the server is set: modest, local only, and silent about what it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.database.embedded.layout import PORT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tutela.platform.database.embedded.layout import Layout

ADMIN = "tutela_admin"
OWNER = "tutela_owner"
APP = "tutela_app"
DATABASE = "tutela"
ROLES = (ADMIN, OWNER, APP)
MAP = "tutela"

DEFAULTS = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "jit": "off",
    "max_logical_replication_workers": "0",
}
# Shared memory beyond the start's lies in the data folder: in /dev/shm a killed server would
# leave it behind for good, and containers have little of it. What is usual fits the first part.
MEMORY = {"dynamic_shared_memory_type": "mmap", "min_dynamic_shared_memory": "16MB"}
# Errors of statements are not logged at all, since their texts quote values; what concerns the
# server itself (start, crash, recovery, refused users) is. `terse` leaves out DETAIL, which
# quotes keys, and after a crash the statement.
LOGGING = {
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_autovacuum_min_duration": "-1",
    "log_checkpoints": "off",
    "log_connections": "",
    "log_disconnections": "off",
    "log_duration": "off",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_line_prefix": "%m [%p] ",
}


def server_options(layout: Layout, options: Mapping[str, str]) -> list[str]:
    """The arguments of `postgres`: defaults, then `options`, then what may not be changed."""
    fixed = LOGGING | {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": _listed(layout.socket_folder),
        "unix_socket_permissions": "0700",
        "hba_file": str(layout.data / "pg_hba.conf"),
        "ident_file": str(layout.data / "pg_ident.conf"),
    }
    return ["-D", str(layout.data), *as_arguments(DEFAULTS | MEMORY | dict(options) | fixed)]


def as_arguments(settings: Mapping[str, str]) -> list[str]:
    """As PostgreSQL's programs take settings: -c NAME=VALUE."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def access_files(layout: Layout, peer: str) -> dict[Path, str]:
    """Who may connect: over the local socket only, as `peer` only, whom the kernel vouches for."""
    quoted = '"' + peer.replace('"', '""') + '"'
    known = "".join(f"{MAP} {quoted} {role}\n" for role in ROLES)
    return {
        layout.data / "pg_hba.conf": f"local all all peer map={MAP}\n",
        layout.data / "pg_ident.conf": known,
    }


def _listed(folder: Path) -> str:
    """One entry of PostgreSQL's list of folders, in quotes."""
    return '"' + str(folder).replace('"', '""') + '"'
