"""The other side of the HTTP row: what somebody writes around the wheel's hash and index."""

from __future__ import annotations

import os
from pathlib import Path

from bench.sides import Wheel
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
Wheel.begin()
index = Wheel.open(Path(os.environ["BENCH_INDEX"]))


@app.post("/scan")
def scan() -> Response:
    code = Wheel.hash(request.get_data())
    found = index.answer(index.search(code)) if code else []
    return jsonify(pdq=code, matches=found)
