"""What the application's role may do: everything it needs, and nothing that rewrites history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from tutela.platform.database.engine import JOBS_SCHEMA
from tutela.platform.database.tables import SCHEMA

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
EXCEPTIONS = {
    "audit_event": "SELECT, INSERT",
    "audit_leaf": "SELECT, INSERT",
    "audit_checkpoint": "SELECT, INSERT",
    "audit_pending": "SELECT, INSERT, DELETE",
    "master_key": "SELECT, INSERT, UPDATE",
    "legal_hold": "SELECT, INSERT, UPDATE",
    "legal_hold_object": "SELECT, INSERT, UPDATE",
    "evidence_damage": "SELECT, INSERT, UPDATE",
    "evidence_view": "SELECT, INSERT",
    "evidence_view_end": "SELECT, INSERT",
    "case_note": "SELECT, INSERT",
    "flagger": "SELECT, INSERT, UPDATE",
    "notice": "SELECT, INSERT, UPDATE",
    "complaint": "SELECT, INSERT, UPDATE",
    "proceeding": "SELECT, INSERT, UPDATE",
    "user_flag": "SELECT, INSERT, UPDATE",
    "misuse": "SELECT, INSERT, UPDATE",
    "pause": "SELECT, INSERT, UPDATE",
    "notice_mail": "SELECT, INSERT, UPDATE",
    "victim_request": "SELECT, INSERT, UPDATE",
    "victim_search": "SELECT, INSERT, UPDATE",
    "removal_request": "SELECT, INSERT, UPDATE",
    "node_state": "SELECT",
    "own_key": "SELECT, INSERT, UPDATE",
    "peer": "SELECT, INSERT, UPDATE",
    "message_out": "SELECT, INSERT, UPDATE",
    "message_in": "SELECT, INSERT, UPDATE",
    "recipient": "SELECT, INSERT, UPDATE",
    "report": "SELECT, INSERT, UPDATE",
    "report_receipt": "SELECT, INSERT",
    "report_outcome": "SELECT, INSERT",
    "publication": "SELECT, INSERT, UPDATE",
    "publishing_target": "SELECT, INSERT, UPDATE",
    "statement": "SELECT, INSERT, UPDATE",
    "takedown": "SELECT, INSERT, UPDATE",
    "suspension": "SELECT, INSERT, UPDATE",
    "statement_telling": "SELECT, INSERT",
    "statement_mail": "SELECT, INSERT, UPDATE",
    "mailbox": "SELECT, INSERT, UPDATE",
    "withholding": "SELECT, INSERT, UPDATE",
    "technology_error": "SELECT, INSERT",
    "threat_assessment": "SELECT, INSERT, UPDATE",
    "paper_content": "SELECT, INSERT, DELETE",
    "paper_publication": "SELECT, INSERT, DELETE",
    "paper_gone": "SELECT, INSERT",
    "paper_edition": "SELECT, INSERT, UPDATE (state, content_id, erased_at)",
    "order_issuer": "SELECT, INSERT, UPDATE",
    "authority_order": "SELECT, INSERT, UPDATE",
    "order_document": "SELECT, INSERT, UPDATE",
    "order_letter": "SELECT, INSERT, UPDATE",
    "order_giving": "SELECT, INSERT, UPDATE",
    "order_answer": "SELECT, INSERT, UPDATE",
    "centre_telling": "SELECT, INSERT, UPDATE",
    "centre_word": "SELECT, INSERT, UPDATE",
    "user_notice": "SELECT, INSERT, UPDATE",
    "removal_order": "SELECT, INSERT, UPDATE",
    "removal_copy": "SELECT, INSERT, UPDATE (wrapped_key, content, erased_at)",
    "court_key": "SELECT, INSERT, UPDATE",
    "indicator_submission": "SELECT, INSERT, UPDATE",
    "indicator_access": "SELECT, INSERT, UPDATE",
    "indicator_release": "SELECT, INSERT",
    "received_report": "SELECT, INSERT, UPDATE",
    "received_item": "SELECT, INSERT, UPDATE",
    "received_signal": "SELECT, INSERT, DELETE",
    "received_step": "SELECT, INSERT, UPDATE",
    "received_code": "SELECT, INSERT, UPDATE",
    "hotline_case": "SELECT, INSERT, UPDATE",
    "hotline_item": "SELECT, INSERT, UPDATE",
    "hotline_step": "SELECT, INSERT, UPDATE",
    "hotline_origin": "SELECT, INSERT, DELETE",
    "hotline_mail": "SELECT, INSERT, UPDATE",
    "preservation": "SELECT, INSERT, UPDATE",
    "erasure_certificate": "SELECT, INSERT",
    "service": "SELECT, INSERT, UPDATE",
    "surface": "SELECT, INSERT",
    "account": "SELECT, INSERT, UPDATE",
    "own_role": "SELECT, INSERT, UPDATE",
    "api_key": "SELECT, INSERT, UPDATE",
    "single_handed": "SELECT, INSERT, UPDATE",
    "agreed_setting": "SELECT, INSERT, UPDATE",
    "approval_request": "SELECT, INSERT, UPDATE",
    "absence": "SELECT, INSERT, UPDATE",
    "alembic_version": "SELECT",
}


def grant_all(connection: Connection, role: str) -> None:
    """Gives `role` exactly these rights, as the tables' owner; safe to repeat."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for schema in (SCHEMA, JOBS_SCHEMA):
        connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}"))
        connection.execute(
            text(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted}")
        )
        names = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": schema}
        ).scalars()
        for name in names.all():
            rights = EXCEPTIONS.get(name, EVERYTHING)
            connection.execute(text(f'REVOKE ALL ON {schema}."{name}" FROM {quoted}'))
            connection.execute(text(f'GRANT {rights} ON {schema}."{name}" TO {quoted}'))
