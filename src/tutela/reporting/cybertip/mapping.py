"""Our report as NCMEC's `<report>`. Pure: what is not in our report is left out, never guessed.

What goes along as files is in `mapping_files`. Items without a file are told by their fingerprints.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.reporting.cybertip import mapping_people as people
from tutela.reporting.cybertip.elements import incident as theirs
from tutela.reporting.cybertip.elements.report import (
    LawEnforcement,
    Report,
    Reporter,
    ServedLegalProcessInternational,
)
from tutela.reporting.cybertip.elements.words import IncidentType
from tutela.reporting.cybertip.telling import additional_info, loose
from tutela.reporting.cybertip.telling_places import note
from tutela.reporting.details import Annotation, Incident, Location, Suspect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tutela.reporting import details, model
    from tutela.reporting.cybertip.elements.accounts import PersonOrUserReported
    from tutela.reporting.cybertip.elements.people import Email

MOST_TEXT = 3000  # characters of an additionalInfo
MOST_ACCOUNT = 255  # characters of an espIdentifier

_INCIDENTS = {
    Incident.ABUSE_MATERIAL: IncidentType.ABUSE_MATERIAL,
    Incident.ENTICEMENT: IncidentType.ENTICEMENT,
    Incident.TRAFFICKING: IncidentType.TRAFFICKING,
    Incident.SEX_TOURISM: IncidentType.TOURISM,
    Incident.MOLESTATION: IncidentType.MOLESTATION,
    Incident.MISLEADING_DOMAIN: IncidentType.MISLEADING_DOMAIN,
    Incident.MISLEADING_CONTENT: IncidentType.MISLEADING_WORDS,
    Incident.UNSOLICITED_MATERIAL: IncidentType.UNSOLICITED,
}
ANNOTATIONS = {
    Annotation.SEXTORTION: "sextortion",
    Annotation.SOLICITATION_OF_MATERIAL: "csam_solicitation",
    Annotation.BETWEEN_MINORS: "minor_to_minor_interaction",
    Annotation.SPAM: "spam",
    Annotation.SADISTIC_EXPLOITATION: "sadistic_online_exploitation",
    Annotation.INFORMATIONAL: "informational",
    Annotation.AGGRAVATING_FACTORS: "potential_aggravating_factors",
    Annotation.INSTRUMENTAL_USE: "instrumental_use",
}


def report(one: model.Report) -> Report:
    """The whole report, in the order of the schema."""
    given = one.details
    return Report(
        incident_summary=_summary(one),
        internet_details=tuple(_places(one)),
        law_enforcement=_law_enforcement(given.law_enforcement) if given.law_enforcement else None,
        reporter=_reporter(one.provider),
        person_or_user_reported=tuple(_reported(one)),
        intended_recipient=tuple(people.intended(each) for each in given.recipients),
        victim=tuple(people.victim(each) for each in given.victims),
        additional_info=additional_info(one, MOST_TEXT),
    )


def _summary(one: model.Report) -> theirs.IncidentSummary:
    marks = {ANNOTATIONS[each]: True for each in one.details.annotations}
    return theirs.IncidentSummary(
        incident_type=_INCIDENTS[one.details.incident],
        platform=one.service_title,
        escalate_to_high_priority=one.details.urgent,
        report_annotations=theirs.ReportAnnotations(**marks) if marks else None,
        incident_date_time=_happened_at(one),
        incident_date_time_description=one.details.happened_note,
    )


def _happened_at(one: model.Report) -> datetime:
    """When it happened. A time of our own lies behind: NCMEC refuses what lies ahead of its clock.

    What somebody gave is told as it is; if it lies ahead, the check says so.
    """
    return one.details.happened_at or min(one.happened_at, one.made_at - timedelta(seconds=1))


def _places(one: model.Report) -> Iterator[theirs.InternetDetails]:
    """Where it happened: what was told, and by default the addresses of the items."""
    for each in one.details.locations:
        yield _PLACES[each.kind](each)
    if not one.details.locations:
        urls = tuple(item.detail.url for item in one.items if item.detail.url)
        surfaces = sorted({item.surface for item in one.items})
        where = f"On {one.service_title}" + (f": {', '.join(surfaces)}" if surfaces else "")
        page = theirs.WebPageIncident(url=urls, additional_info=where)
        yield theirs.InternetDetails(web_page_incident=page)


def _web_page(one: Location) -> theirs.InternetDetails:
    return theirs.InternetDetails(
        web_page_incident=theirs.WebPageIncident(
            third_party_hosted_content=one.third_party_hosted,
            url=one.urls,
            additional_info=note(one, "third_party_hosted", "urls"),
        )
    )


def _email(one: Location) -> theirs.InternetDetails:
    return theirs.InternetDetails(
        email_incident=theirs.EmailIncident(
            email_address=_emails(one),
            content=one.content,
            additional_info=note(one, "emails", "content"),
        )
    )


def _newsgroup(one: Location) -> theirs.InternetDetails:
    made = theirs.NewsgroupIncident(
        name=one.name,
        email_address=_emails(one),
        content=one.content,
        additional_info=note(one, "name", "emails", "content"),
    )
    return theirs.InternetDetails(newsgroup_incident=made)


def _chat(one: Location) -> theirs.InternetDetails:
    made = theirs.ChatImIncident(
        chat_client=one.name,
        chat_room_name=one.room,
        content=one.content,
        additional_info=note(one, "name", "room", "content"),
    )
    return theirs.InternetDetails(chat_im_incident=made)


def _game(one: Location) -> theirs.InternetDetails:
    made = theirs.OnlineGamingIncident(
        game_name=one.name,
        console=one.room,
        content=one.content,
        additional_info=note(one, "name", "room", "content"),
    )
    return theirs.InternetDetails(online_gaming_incident=made)


def _telephone(one: Location) -> theirs.InternetDetails:
    made = theirs.CellPhoneIncident(
        phone_number=people.phone(one.phone) if one.phone else None,
        latitude=one.latitude,
        longitude=one.longitude,
        additional_info=note(one, "phone", "position"),
    )
    return theirs.InternetDetails(cell_phone_incident=made)


def _offline(one: Location) -> theirs.InternetDetails:
    made = theirs.NonInternetIncident(
        location_name=one.name,
        incident_address=tuple(people.address(each) for each in one.addresses),
        additional_info=note(one, "name", "addresses"),
    )
    return theirs.InternetDetails(non_internet_incident=made)


def _peer_to_peer(one: Location) -> theirs.InternetDetails:
    made = theirs.Peer2peerIncident(
        client=one.name,
        ip_capture_event=tuple(people.ip_capture(each) for each in one.captures),
        file_names=one.file_names,
        additional_info=note(one, "name", "captures", "file_names"),
    )
    return theirs.InternetDetails(peer2peer_incident=made)


_PLACES = {
    "web-page": _web_page,
    "email": _email,
    "newsgroup": _newsgroup,
    "chat": _chat,
    "game": _game,
    "phone": _telephone,
    "offline": _offline,
    "peer-to-peer": _peer_to_peer,
}


def _emails(one: Location) -> tuple[Email, ...]:
    return tuple(people.email(each) for each in one.emails)


def _law_enforcement(one: details.LawEnforcement) -> LawEnforcement:
    foreign = one.served_foreign_process
    return LawEnforcement(
        agency_name=one.agency,
        case_number=one.case_number,
        officer_contact=people.officer(one.officer) if one.officer else None,
        reported_to_le=one.told,
        served_legal_process_domestic=one.served_domestic_process,
        served_legal_process_international=None
        if foreign is None
        else ServedLegalProcessInternational(
            value=foreign, flea_country=people.country(one.foreign_country)
        ),
    )


def _reporter(provider: model.Provider) -> Reporter:
    about = [provider.name, provider.representative and f"Represented by {provider.representative}"]
    return Reporter(
        reporting_person=people.reporting_person(provider),
        contact_person=people.police_contact(provider),
        company_template="\n".join(part for part in about if part),
        terms_of_service=provider.terms_of_service,
        legal_url=provider.legal_url,
    )


def _reported(one: model.Report) -> Iterator[PersonOrUserReported]:
    """Everybody who is reported; what belongs to the report's account goes to its suspect."""
    earlier = [each.number for each in one.earlier]
    suspects, ours = _with_account(one)
    for number, each in enumerate(suspects):
        here = each.account and each.service is None and not each.of_other_service
        named = each.model_copy(update={"service": one.service_title[:100]}) if here else each
        mine = number == ours
        yield people.reported(named, earlier if mine else (), loose(one) if mine else ())


def _with_account(one: model.Report) -> tuple[list[Suspect], int]:
    """The suspects, and which of them has the account of the report: at need, one more."""
    found, place = list(one.details.suspects), _place_of(one)
    if place is not None:
        found[place] = _named(found[place], one.account)
        return found, place
    return ([_named(Suspect(), one.account), *found] if _is_known(one) else found), 0


def _place_of(one: model.Report) -> int | None:
    """Who names the account of the report, else the first of its service who names none."""
    known = [
        (number, each.account)
        for number, each in enumerate(one.details.suspects)
        if not each.of_other_service
    ]
    same = [number for number, account in known if account == one.account]
    free = [number for number, account in known if account is None or not one.account]
    return next(iter([*same, *free]), None)


def _is_known(one: model.Report) -> bool:
    """Whether anything is known of the account that no suspect stands for."""
    seen = any(item.detail.capture or item.detail.devices for item in loose(one))
    return bool(one.account or one.earlier or seen)


def _named(one: Suspect, account: str) -> Suspect:
    """With the account. Where NCMEC has no room for it, it is told whole and not cut."""
    if not account:
        return one
    if len(account) <= MOST_ACCOUNT:
        return one.model_copy(update={"account": account})
    told = "\n".join(part for part in (f"Account: {account}", one.note) if part)
    return one.model_copy(update={"note": told})
