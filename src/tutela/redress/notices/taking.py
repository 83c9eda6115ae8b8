"""Taking a notice in: from anybody, at once with its receipt, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.platform import codes
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.services import service as services
from tutela.redress.notices import deadline, mailing, resuming, store
from tutela.redress.notices.flaggers import store as store_flaggers
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import MailKind, Notice
from tutela.redress.notices.public_errors import NoticeRepeated, TooManyNotices
from tutela.redress.notices.sender import SENDING_LIMIT
from tutela.reporting.threats import service as threats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work
    from tutela.redress.notices.flaggers.model import Flagger
    from tutela.redress.notices.given import Given
    from tutela.redress.notices.model import Place, Way
    from tutela.redress.notices.sender import Sender
    from tutela.redress.pausing.store import Pause

HOUR: Final = timedelta(hours=1)
_CODE: Final = b"tutela notice code 1\n"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever gave notice gets at once (Article 16(4)). The code is told this once."""

    notice_id: UUID
    code: Secret
    received_at: datetime
    looked_at_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Coming:
    """One notice on its way in, with all that was worked out of it before the transaction."""

    given: Given
    places: tuple[Place, ...]
    way: Way
    sender: Sender
    code: Secret
    token_hash: bytes | None
    content_hash: bytes
    details: dict[str, Any]


def take_in(
    node: Node,
    sender: Sender,
    given: Given,
    way: Way,
    *,
    token: str = "",
    details: dict[str, Any] | None = None,
) -> Receipt:
    """Takes a notice in: it waits in the case of what it names, for a person.

    One about the same places as another that waits joins it, and is decided with it. `token`, of
    whoever sends it, makes repeats harmless: the same notice again gets the same receipt. Where
    somebody is said to be in danger, the case's assessment of threats is opened (Article 18).
    Raises what `Given.located` raises, ServiceUnknown, TooManyNotices, NoticeRepeated.
    """
    coming = _coming(node, sender, given, way, token, details or {})
    with node.work(sender.actor or NODE, purpose="take in a notice") as work:
        services.require_service(work.connection, sender.service_id)
        before = _before(work, coming)
        if before is not None:
            return before
        _bound(work, sender)
        return _take(work, coming)


def _coming(
    node: Node, sender: Sender, given: Given, way: Way, token: str, details: dict[str, Any]
) -> _Coming:
    places = given.located()
    scoped = f"{sender.scope}\n{token}"
    return _Coming(
        given=given,
        places=places,
        way=way,
        sender=sender,
        code=_code(node, scoped) if token else codes.new_code(),
        token_hash=sha256(scoped.encode()).digest() if token else None,
        content_hash=sha256(given.model_dump_json().encode()).digest(),
        details=details,
    )


def _code(node: Node, token: str) -> Secret:
    """The same code for the same token, which only this node can compute: whoever sends a notice
    twice is told the same twice, while the code is stored nowhere.
    """
    return codes.code_of(digest(node.keys.pseudonym, _CODE + token.encode(), sha256))


def _before(work: Work, coming: _Coming) -> Receipt | None:
    """The receipt of the same notice, if it came before; one that comes at this moment is waited
    for. Raises NoticeRepeated.
    """
    if coming.token_hash is None:
        return None
    store.take_turn(work.connection, coming.token_hash)
    work.waited()
    found = store.by_token(work.connection, coming.token_hash)
    if found is None:
        return None
    one, content = found
    if content != coming.content_hash:
        raise NoticeRepeated
    return Receipt(one.id, coming.code, one.received_at, one.paused_until)


def _bound(work: Work, sender: Sender) -> None:
    """Raises TooManyNotices for who sends more than anybody needs to."""
    since = work.now - HOUR
    most = SENDING_LIMIT[sender.known]
    if store.from_source(work.connection, sender.source, since) >= most:
        raise TooManyNotices(seconds=HOUR.seconds)


def _take(work: Work, coming: _Coming) -> Receipt:
    given, sender, new_id = coming.given, coming.sender, work.new_id()
    flagger = store_flaggers.of_key(work.connection, sender.actor.id) if sender.actor else None
    trusted = flagger is not None and flagger.trusted
    profile = deadline.profile_at(work.now)
    key_id = store.key_of(work.connection, sender.actor.id) if sender.actor else None
    pause = resuming.pause_of(work, sender.service_id, key_id, given)
    same = _same_places(coming.places, given.item)
    case_id = _case(work, sender.service_id, coming, same, profile.id)
    work.waited()  # for another notice of the same case
    # Whoever gives notice of the same at this moment waits for the case: so only one is the first.
    head = store.head_of(work.connection, sender.service_id, same)
    pause = _pause(work, head, pause)
    one = Notice(
        id=new_id,
        service_id=sender.service_id,
        kind=given.kind,
        way=coming.way,
        state=NoticeState.RECEIVED,
        places=coming.places,
        item_ref=given.item,
        reasons=given.reasons,
        danger=given.danger,
        notifier=given.name,
        email=given.email,
        language=given.language,
        flagger=flagger.name if flagger else "",
        trusted=trusted,
        details=coming.details,
        case_id=case_id,
        joined_id=head,
        received_at=work.now,
        due_at=deadline.due(
            profile, pause.until if pause else work.now, trusted=trusted, danger=given.danger
        ),
        profile=profile.id,
        outcome=None,
        told="",
        unfounded=False,
        duplicate_of_id=None,
        decided_at=None,
        decided_by_name=None,
        erase_at=None,
        erased_at=None,
        key_id=key_id,
        paused_until=pause.until if pause else None,
        pause_id=pause.id if pause else None,
    )
    kept = store.Kept(
        same_places=same,
        flagger_id=flagger.id if flagger else None,
        source=sender.source,
        code_hash=codes.digest(coming.code.reveal()),
        token_hash=coming.token_hash,
        content_hash=coming.content_hash,
    )
    store.add(work.connection, one, kept)
    if head:
        store.hasten(work.connection, head, one.due_at)
    _record(work, one, flagger)
    if given.danger:
        threats.open_for_case(work, case_id, sender.service_id)
    noticed.renew(work, sender.service_id, case_id, store.waiting(work.connection, case_id))
    mailing.tell(work, one, MailKind.RECEIPT)
    return Receipt(new_id, coming.code, work.now, one.paused_until)


def _pause(work: Work, head: UUID | None, pause: Pause | None) -> Pause | None:
    """The pause that a notice comes under. What joins a notice that is looked at now is decided
    with it; what does not wait lets go on what it joins.
    """
    if head is None:
        return pause
    if pause is None:
        resuming.resume(work, head)
        return None
    first = store.find(work.connection, head)
    return pause if first and first.paused_until else None


def _case(work: Work, service_id: str, coming: _Coming, same: str, profile: str) -> UUID:
    if coming.given.item:
        return noticed.open_for_item(work, service_id, coming.given.item, profile)
    if len(coming.places) == 1:
        return noticed.open_for_url(work, service_id, coming.places[0].canonical, profile)
    return noticed.open_for_several(work, service_id, same, profile)


def _same_places(places: Sequence[Place], item_ref: str) -> str:
    """What stands for these places, in whatever order they were given."""
    parts = [*sorted(one.canonical for one in places), f"\n{item_ref}"]
    return sha256("\n".join(parts).encode()).hexdigest()


def _record(work: Work, one: Notice, flagger: Flagger | None) -> None:
    work.record(
        Event.NOTICE_JOIN if one.joined_id else Event.NOTICE_RECEIVE,
        subject=("notice", one.id),
        service_id=one.service_id,
        profile=one.profile,
        case=str(one.case_id),
        joined=str(one.joined_id) if one.joined_id else None,
        kind=one.kind.value,
        way=one.way.value,
        places=len(one.places),
        danger=one.danger,
        flagger=str(flagger.id) if flagger else None,
        trusted=one.trusted,
        anonymous=not (one.notifier or one.email or flagger),
        due_at=one.due_at.isoformat(),
        paused_until=one.paused_until.isoformat() if one.paused_until else None,
    )
