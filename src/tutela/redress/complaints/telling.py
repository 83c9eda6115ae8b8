"""Telling whoever complained: a user by their platform, and by e-mail where it is known where they
read it; a notifier by e-mail if they gave an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.detection import mailboxes
from tutela.platform import languages
from tutela.platform.webhooks import service as webhooks
from tutela.redress.complaints.public_letter import letter
from tutela.redress.notices import mailing
from tutela.redress.notices import store as notices
from tutela.redress.notices.model import MailKind
from tutela.redress.statements import issuing, store_links, store_reading
from tutela.redress.statements.links import LONGER

if TYPE_CHECKING:
    from tutela.platform.work import Work
    from tutela.redress.complaints.model import Complaint

DECIDED: Final = "complaint.decided"


def tell(work: Work, one: Complaint) -> None:
    """Says what came of a decided complaint (Article 20(5)). Its page says the same to whoever has
    the link or the code, which stay open as long as the complaint is kept.
    """
    if one.statement_id:
        _tell_user(work, one)
    elif one.notice_id and (about := notices.find(work.connection, one.notice_id)):
        mailing.tell(work, about, MailKind.COMPLAINT)


def _tell_user(work: Work, one: Complaint) -> None:
    assert one.statement_id and one.outcome and one.erase_at  # noqa: S101, PT018 - it is decided
    about = store_reading.find(work.connection, one.statement_id)
    assert about is not None  # noqa: S101 - a complaint refers to it
    said = letter(one, languages.for_anybody(work.node.settings, one.language))
    email = mailboxes.of_account(work.node, work.connection, one.service_id, about.account_ref)
    if email:
        issuing.post(
            work,
            about.statement,
            email,
            language=said.language,
            title=said.title,
            text=said.text,
        )
    store_links.extend(work.connection, one.statement_id, one.erase_at + LONGER)
    webhooks.send(
        work,
        one.service_id,
        DECIDED,
        {
            "complaint": str(one.id),
            "reference": one.reference or None,
            "statement": str(one.statement_id),
            "item": str(one.item_id) if one.item_id else None,
            "case": str(one.case_id),
            "id": about.external_id or None,
            "account": about.account_ref or None,
            "outcome": one.outcome.value,
            "account_only": one.account_only,
            "language": said.language,
            "title": said.title,
            "at": work.now.isoformat(),
        },
        secret={"text": said.text},
    )
