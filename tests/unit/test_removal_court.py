"""A court signs at its own console what it read, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner
from tests.removals import COURT, request
from tests.unit.test_national_letter import read

from tutela.cli.court import court
from tutela.orders.removal import checking, papers
from tutela.orders.removal.checking import Here

if TYPE_CHECKING:
    from pathlib import Path


def test_a_court_makes_a_key_signs_a_request_and_annuls_what_it_signed(tmp_path: Path) -> None:
    asked, order, word = (tmp_path / f"{name}.json" for name in ("request", "order", "word"))
    asked.write_text(json.dumps(papers.write_request(request())))
    secret = tmp_path / "passphrase"
    secret.write_text("a passphrase of a court")
    folder = str(tmp_path / "court")
    given = ["--passphrase-file", str(secret)]
    run = CliRunner().invoke
    made = run(court, ["init", folder, "--name", COURT, "--member-state", "DE", "--json", *given])
    public = json.loads(made.output)
    assert json.loads(run(court, ["show", folder, "--json"]).output) == public
    sign = ["sign", str(asked), "--folder", folder, "--redress", "The same court.", "--to"]
    refused = run(court, [*sign, str(order), *given], input="n\n")
    assert refused.exit_code != 0
    assert not order.exists()
    signed = run(court, [*sign, str(order), *given], input="y\n")
    assert signed.exit_code == 0, signed.output
    assert "A stand-in for reasons." in signed.output
    assert "no qualified electronic signature" in signed.output
    annul = ["annul", str(order), "--words", "It was wrong.", "--folder", folder, "--to", str(word)]
    assert run(court, [*annul, "--yes", *given]).exit_code == 0
    about, _ = papers.read_order(json.loads(order.read_text()))
    here = Here(
        provider=about.request.provider,
        sender=about.request.authority,
        courts={about.key: COURT},
        now=about.issued_at,
        known=False,
    )
    assert checking.order_refusal(json.loads(order.read_text()), here) is None
    assert checking.word_refusal(json.loads(word.read_text()), about, here) is None
    assert {one.stat().st_mode & 0o777 for one in (order, word)} == {0o600}
    assert "Entfernungsanordnung" in read(order.with_suffix(".pdf").read_bytes())
    assert "hebt die Anordnung auf" in read(word.with_suffix(".pdf").read_bytes())
