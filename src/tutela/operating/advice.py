"""The closed list of what is examined: its name for people, what it means, and what to do. Data.

`tutela doctor`, the page `/node/health` and `/ready` all speak from here. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tutela.texts.phrase import phrase


@dataclass(frozen=True, slots=True)
class Advice:
    """What a check is about. `means` and `todo` are for when it fails."""

    title: str
    means: str
    todo: str
    command: str = ""


ADVICE: Final[dict[str, Advice]] = {
    "home": Advice(
        phrase("Folder of the node"),
        phrase("Whoever can read this folder can read the keys and the database."),
        phrase("Make it a folder of the node's own user, closed to everybody else."),
        'chmod 700 "$TUTELA_HOME"',
    ),
    "keys": Advice(
        phrase("Keys"),
        phrase(
            "Without whole keys nothing that was sealed can be opened, and the log cannot be "
            "signed."
        ),
        phrase(
            "Put the file back from a backup, readable by its owner only. Never make a new one."
        ),
        'chmod 600 "$TUTELA_HOME"/keys/*',
    ),
    "database": Advice(
        phrase("Database"),
        phrase(
            "Nothing can be recorded. Scans answer from memory for a moment, then “unscanned: "
            "stale index”. What was confirmed is not lost."
        ),
        phrase(
            "An embedded database starts again by itself: look at its log file and at the disk. "
            "A given one: start it, and see that its address is right."
        ),
        "tutela doctor",
    ),
    "migrations": Advice(
        phrase("Tables"),
        phrase("The tables are of another version than this program, which does not touch them."),
        phrase("Bring them up to date with the program that shall run."),
        "tutela init",
    ),
    "witness": Advice(
        phrase("Witness of the log"),
        phrase("Whoever holds the node's keys could rewrite unseen what the witness has not seen."),
        phrase(
            "See that its folder is there, is writable, and lies outside the node's home; the "
            "checkpoints it lacks are shown to it by themselves."
        ),
        "tutela audit verify",
    ),
    "address": Advice(
        phrase("Address"),
        phrase("The node would listen where others reach it, without the safeguards for that."),
        phrase("Set what is named, or let it listen on this machine only."),
        "TUTELA_HOST=127.0.0.1 tutela serve",
    ),
    "sign-in": Advice(
        phrase("Signing in"),
        phrase("One guessed or stolen password opens the pages."),
        phrase("Ask everybody for a passkey or an authenticator app."),
        "TUTELA_SECOND_FACTOR=required tutela serve",
    ),
    phrase("single sign-on"): Advice(
        phrase("Single sign-on"),
        phrase(
            "People of the organisation cannot sign in by its identity provider, or get no roles."
        ),
        phrase("Mend the settings that begin with oidc_, and see that the provider answers."),
        "tutela doctor",
    ),
    "accounts": Advice(
        phrase("Accounts"),
        phrase(
            "Somebody was given what one person may not hold together. The second part does "
            "not count, but nobody meant it so."
        ),
        phrase("Give them other roles."),
        "tutela account list",
    ),
    "certificate": Advice(
        phrase("Certificate"),
        phrase(
            "When it runs out, browsers and programs refuse the node: nothing is scanned or "
            "decided."
        ),
        phrase("Renew it and start the node again; behind a proxy, renew it there."),
        "tutela doctor",
    ),
    "disk": Advice(
        phrase("Disk"),
        phrase("When it is full, hits cannot be recorded and the database may stop."),
        phrase(
            "Free space or give the node a larger disk. What is due is erased by itself; do "
            "not delete files of the home by hand."
        ),
        'du -sh "$TUTELA_HOME"/*',
    ),
    "clock": Advice(
        phrase("Clock"),
        phrase(
            "Deadlines, holds and the legal gate go by this machine's clock. Where it is wrong "
            "they are judged wrongly."
        ),
        phrase("Have this machine and that of the database keep time from the same source."),
        "timedatectl status",
    ),
    "sealing": Advice(
        phrase("Sealing of the log"),
        phrase(
            "What happened is recorded, but not yet signed: until it is, it could be changed "
            "unseen."
        ),
        phrase(
            "See that the node is served, and read why in its log: look for “the log is not "
            "sealed”."
        ),
        "tutela audit verify",
    ),
    "jobs": Advice(
        phrase("Jobs"),
        phrase(
            "Later work stands still or was given up: deliveries, reports, holds' clocks, erasure."
        ),
        phrase(
            "See that the node is served. A job that was given up stands in the node's log "
            "with the error that ended it."
        ),
        "tutela serve",
    ),
    "deliveries": Advice(
        phrase("Deliveries to platforms"),
        phrase(
            "A platform was told something and never confirmed it: an item may still be up, or "
            "down."
        ),
        phrase(
            "See to the platform's address, then try each dead message again; close what need not "
            "arrive any more."
        ),
        "tutela delivery list --state dead",
    ),
    "publishing": Advice(
        phrase("Publishing of statements"),
        phrase(
            "Statements of reasons are not where the law wants them (DSA, Article 24(5)). None is "
            "lost: they wait here."
        ),
        phrase(
            "Give another token where one is refused; correct, try again or close what did not go."
        ),
        "tutela publishing status",
    ),
    "serving": Advice(
        phrase("Processes"),
        phrase("A process that serves has not been heard of for a while."),
        phrase("Look at the machine's load and memory. One that ends is replaced by itself."),
        "tutela doctor",
    ),
    "index": Advice(
        phrase("Index of indicators"),
        phrase(
            "Scans answer “unscanned: stale index”, because a withdrawal could have been missed."
        ),
        phrase("See to the database first. If it answers, start the node again."),
        "tutela bank list",
    ),
    "decoders": Advice(
        phrase("Decoders"),
        phrase("No picture can be decoded: scans answer “unscanned”."),
        phrase(
            "Look at the machine's memory and at the setting decoder_memory; then start the node "
            "again."
        ),
        "tutela doctor",
    ),
    phrase("evidence store"): Advice(
        phrase("Store of kept bytes"),
        phrase("What is kept of hits cannot be reached: nothing can be looked at, kept or erased."),
        phrase("See to the folder or bucket it names, and to the credentials for it."),
        "tutela evidence status",
    ),
    phrase("kept bytes"): Advice(
        phrase("Kept bytes"),
        phrase("Evidence is gone or was changed. It cannot be shown, and proves nothing any more."),
        phrase(
            "Restore the bytes from a backup, ask who changed them, then have all of them checked."
        ),
        "tutela evidence damage",
    ),
    "backup": Advice(
        phrase("Backup"),
        phrase("If this disk dies, everything since the last backup is lost, the keys too."),
        phrase("Write one now, to another disk, and do so by the clock."),
        "tutela backup /another/disk/tutela.backup",
    ),
    "erasure": Advice(
        phrase("Erasure"),
        phrase(
            "Something is kept longer than its clock allows, or nobody has proven that nothing is."
        ),
        phrase(
            "See that the node is served: its job proves erasure every night. What outlived "
            "its clock is named in the certificate."
        ),
        "tutela preservation certificates",
    ),
}
UNLISTED: Final = Advice("", phrase("See the sentence above."), "", "")


def advice(name: str) -> Advice:
    """What is said of the check `name`; of one nobody wrote about, its name."""
    found = ADVICE.get(name, UNLISTED)
    return found if found.title else Advice(name.capitalize(), UNLISTED.means, "", "")
