"""`tutela serve`: the whole node in one process."""

from __future__ import annotations

import click

from tutela.cli import output
from tutela.cli.doors import needs
from tutela.cli.opening import scanning
from tutela.platform.permissions import Permission
from tutela.web import server


@click.command()
@needs(Permission.NODE_ADMINISTER)
def serve() -> None:
    """Serve the pages, the API and all background work until Ctrl-C.

    Address and port are the settings `host` and `port` (TUTELA_HOST, TUTELA_PORT).
    """
    with scanning() as program:
        server.serve(
            program,
            announce=lambda address: output.say("Tutela serves at {address}", address=address),
        )
