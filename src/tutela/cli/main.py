"""`tutela`: the tree of commands."""

from __future__ import annotations

import sys

import click

import tutela
from tutela.cli.failures import errors_said
from tutela.cli.lazy import Lazy, LazyGroup

SECTIONS = {
    "A node": {
        "init": Lazy("tutela.cli.home:init", "Make the node in TUTELA_HOME, or update it."),
        "doctor": Lazy("tutela.cli.doctor:doctor", "Explain every setting; check what is unsafe."),
        "texts": Lazy("tutela.cli.texts:texts", "Translate pages and messages."),
        "alert": Lazy("tutela.cli.alert:alert", "See what waits for people too long."),
        "serve": Lazy("tutela.cli.serve:serve", "Serve pages, API and background work."),
    },
    "The main job": {
        "scan": Lazy("tutela.cli.scan:scan", "Scan files, and all files in folders."),
        "case": Lazy("tutela.cli.case:case", "See what waits for a person, and decide it."),
        "bank": Lazy("tutela.cli.bank:bank", "Fill and keep the banks of known material."),
        "statement": Lazy("tutela.cli.statement:statement", "See what users were told, and why."),
        "delivery": Lazy("tutela.cli.delivery:delivery", "See what the platform was told."),
        "fingerprint": Lazy(
            "tutela.cli.fingerprint:fingerprint", "Pictures that people ask to be found."
        ),
    },
    "Reports, and who gets them": {
        "report": Lazy("tutela.cli.report:report", "Prepare, send and follow reports."),
        "recipient": Lazy("tutela.cli.recipient:recipient", "Say whom a service reports to."),
        "threat": Lazy("tutela.cli.threat:threat", "Assess threats to life or safety."),
        "preservation": Lazy(
            "tutela.cli.preservation:preservation", "See and decide how long things are kept."
        ),
        "publishing": Lazy(
            "tutela.cli.publishing:publishing", "Statements for the Transparency Database."
        ),
    },
    "What people outside say": {
        "complaint": Lazy(
            "tutela.cli.complaint:complaint", "See complaints, and answer them as a person."
        ),
        "flag": Lazy("tutela.cli.flag:flag", "See what users flagged, and decide it."),
        "notice": Lazy("tutela.cli.notice:notice", "See notices from outside, and decide them."),
        "misuse": Lazy("tutela.cli.misuse:misuse", "See who misuses notices and complaints."),
        "flagger": Lazy("tutela.cli.flagger:flagger", "Say who is a trusted flagger."),
    },
    "Orders of authorities": {
        "order": Lazy("tutela.cli.order:order", "Register, carry out and answer orders."),
        "removal": Lazy("tutela.cli.removal:removal", "Removal orders between nodes (draft law)."),
        "court": Lazy("tutela.cli.court:court", "Courts' keys, which sign removal orders."),
    },
    "Other institutions": {
        "peer": Lazy("tutela.cli.peer:peer", "Say which other nodes are believed."),
        "hotline": Lazy("tutela.cli.hotline:hotline", "A hotline's cases, until it is gone."),
        "received": Lazy("tutela.cli.received:received", "Work on reports that others sent here."),
        "exchange": Lazy("tutela.cli.exchange:exchange", "Indicators between institutions."),
        "victim": Lazy(
            "tutela.cli.victim_request:victim_request", "See what victims ask for, and answer it."
        ),
    },
    "Figures": {
        "papers": Lazy("tutela.cli.papers:papers", "Make, check and close the periodic papers."),
    },
    "What is scanned, and why it may be": {
        "service": Lazy("tutela.cli.service:service", "Declare services and their surfaces."),
        "technology": Lazy("tutela.cli.technology:technology", "Record and activate detection."),
        "law": Lazy("tutela.cli.law:law", "Read the law this node goes by."),
    },
    "People and programs": {
        "requests": Lazy("tutela.cli.requests:requests", "See what needs a second person."),
        "approve": Lazy("tutela.cli.requests:approve", "Agree to what somebody else asked for."),
        "decline": Lazy("tutela.cli.requests:decline", "Do not agree to it."),
        "recall": Lazy("tutela.cli.requests:recall", "Take back what you asked for."),
        "alone": Lazy("tutela.cli.alone:alone", "Ask that this node be one person's."),
        "account": Lazy("tutela.cli.account:account", "Say who may sign in."),
        "role": Lazy("tutela.cli.role:role", "See roles, and make your own."),
        "care": Lazy("tutela.cli.care:care", "Limits and breaks of looking."),
        "absence": Lazy("tutela.cli.absence:absence", "Say who is away, and who stands in."),
        "key": Lazy("tutela.cli.key:key", "Make and end API keys."),
    },
    "Proof and safety": {
        "evidence": Lazy("tutela.cli.evidence:evidence", "Look after the sealed bytes of hits."),
        "audit": Lazy("tutela.cli.audit:audit", "Verify and export the log."),
        "backup": Lazy("tutela.cli.keeping:backup", "Write the whole node into one sealed file."),
        "restore": Lazy("tutela.cli.keeping:restore", "Make a node again from its backup."),
    },
}


@click.group(
    cls=LazyGroup,
    sections=SECTIONS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(tutela.__version__, prog_name="tutela")
def cli() -> None:
    """Detect known child sexual abuse material where the law lets you, and act on it.

    The folder in TUTELA_HOME (default: ~/.tutela) is the node. Start with `tutela init`, or with
    `tutela init --demo` to try it out with harmless pictures.

    \b
    Exit codes: 0  done, or all scanned and clear
                1  a check failed (audit verify, doctor)
                2  wrong use; the message says what to change
                3  something was held or flagged
                4  something outside failed: database, disk, address
                5  nothing was found, but something was not scanned
    """  # noqa: D301


@errors_said
def main() -> None:
    """The entry point of the console script."""
    # A command that returns has ended well; --help and the like answer with an exit code.
    sys.exit(cli.main(standalone_mode=False) or 0)
