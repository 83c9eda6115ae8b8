"""`tutela serve`: the whole node, in one process or with several that serve."""

from __future__ import annotations

import click

from tutela.cli import output
from tutela.cli.doors import needs
from tutela.cli.opening import settings_found
from tutela.cli.scanning import scanning
from tutela.platform.permissions import Permission
from tutela.web import processes, server


@click.command()
@needs(Permission.NODE_ADMINISTER)
def serve() -> None:
    """Serve the pages, the API and all background work until Ctrl-C.

    Address and port are the settings `host` and `port` (TUTELA_HOST, TUTELA_PORT). `workers`
    (TUTELA_WORKERS) says how many processes answer there.
    """
    settings = settings_found()
    with scanning(processes.own_share(settings)) as program:
        server.serve(
            program,
            settings,
            announce=lambda address: output.say("Tutela serves at {address}", address=address),
        )
