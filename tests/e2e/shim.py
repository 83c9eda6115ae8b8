"""`tutela` for the shells of tests: hands its words to the process that has it imported.

Run with the interpreter alone (`python -IS shim.py WORDS`), it starts in a hundredth of a second.
"""

import json
import os
import socket
import sys
from pathlib import Path

SOCKET = "DOCS_COMMANDS"  # the variable that tells where orders are taken
REAL = "DOCS_TUTELA"  # and the one that tells where the console script is
LASTS = ("serve",)  # is a process of its own, to be ended by its own number


def order(
    words: list[str], environment: dict[str, str], folder: str, streams: list[int], where: str
) -> socket.socket:
    """Orders a command; its exit code comes back once it has ended."""
    text = json.dumps({"words": words, "environment": environment, "folder": folder}).encode()
    line = socket.socket(socket.AF_UNIX)
    line.connect(where)
    socket.send_fds(line, [len(text).to_bytes(4, "big")], streams)
    line.sendall(text)
    return line


def code_of(line: socket.socket) -> int:
    """Waits for the end of a command. Raises RuntimeError if nobody can tell it."""
    told = line.makefile("rb").read()
    if not told:
        raise RuntimeError("the process that runs commands is gone")
    return int(told)


def main(words: list[str]) -> int:
    """The command, as a shell gave it."""
    environment = dict(os.environ)
    where, real = environment.pop(SOCKET), environment.pop(REAL)
    if words and words[0] in LASTS:
        os.execve(real, [real, *words], environment)  # noqa: S606
    return code_of(order(words, environment, str(Path.cwd()), [0, 1, 2], where))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
