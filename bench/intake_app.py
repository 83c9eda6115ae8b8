"""The other side of the intake row: what somebody writes who only wants reports in a table."""

from __future__ import annotations

import os

import psycopg
from flask import Flask, request
from psycopg.types.json import Jsonb

app = Flask(__name__)
connection = psycopg.connect(os.environ["BENCH_DATABASE"])
connection.execute("CREATE TABLE IF NOT EXISTS bench_report (id uuid PRIMARY KEY, form jsonb)")
connection.commit()


@app.get("/ready")
def ready() -> str:
    return "yes"


@app.post("/reports")
def take() -> tuple[str, int]:
    form = request.get_json()
    # A connection runs one transaction at a time; each thread waits for its turn.
    with connection.transaction():
        connection.execute(
            "INSERT INTO bench_report VALUES (%s, %s)", (form["report"]["id"], Jsonb(form))
        )
    return form["report"]["id"], 201
