"""The other side of the intake row: what somebody writes who only wants reports in a table."""

from __future__ import annotations

import os

import psycopg
from flask import Flask, request
from psycopg.types.json import Jsonb

app = Flask(__name__)
# One for each worker, which answers one request at a time.
connection = psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True)


@app.get("/ready")
def ready() -> str:
    return "yes"


@app.post("/reports")
def take() -> tuple[str, int]:
    form = request.get_json()
    report_id: str = form["report"]["id"]
    connection.execute("INSERT INTO tutela.bench_report VALUES (%s, %s)", (report_id, Jsonb(form)))
    return report_id, 201
