"""The decoding process: bytes in on standard input (a socket), answers out on the same.

Started by `process.py` with its limits and its parent's process id as arguments. It gives up what
it can, imports everything, closes itself in, says so, and only then reads a stranger's bytes.
It prints nothing: standard output and error lead nowhere, its exit status is all it says.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from typing import Any, NoReturn

from tutela.detection.sandbox import channel, confinement
from tutela.detection.sandbox.question import SIZE, Question

EXIT_DONE = 0
EXIT_ORPHANED = 3
EXIT_OUT_OF_MEMORY = 12


def main(limits: dict[str, Any], parent: int) -> NoReturn:
    """Serve until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    shed = confinement.shed()
    if confinement.orphaned(parent):
        os._exit(EXIT_ORPHANED)
    # Only now: importing the decoders may start threads, and then nothing can be shed.
    decoders = importlib.import_module("tutela.detection.sandbox.decoding")
    decode = decoders.prepare(limits)
    closed_in = confinement.Confinement(*shed, *confinement.bound(limits["memory_bytes"]))
    gc.freeze()
    with socket.socket(fileno=sys.stdin.fileno()) as parent_channel:
        channel.send(parent_channel, json.dumps(closed_in.to_json()).encode())
        os._exit(_serve(parent_channel, decode, limits))


def _serve(parent_channel: socket.socket, decode: Any, limits: dict[str, Any]) -> int:
    try:
        while True:
            message = channel.receive(parent_channel, limits["max_bytes"] + SIZE)
            confinement.allow_seconds(limits["seconds"])
            asked = Question.unpacked(bytes(message[:SIZE]))
            data = bytes(memoryview(message)[SIZE:])
            del message
            answer = decode(asked, data)
            del data
            channel.send(parent_channel, answer)
    except channel.ChannelClosed:
        return EXIT_DONE
    except MemoryError:
        return EXIT_OUT_OF_MEMORY


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), int(sys.argv[2]))
