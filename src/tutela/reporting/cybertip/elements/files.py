"""What is said about one file after its upload."""

from datetime import datetime

from tutela.reporting.cybertip.elements.captures import DeviceId, IpCaptureEvent
from tutela.reporting.cybertip.elements.values import (
    Digest,
    FileName,
    HashType,
    LongText,
    Note,
    Opaque,
    PairName,
    ReportNumber,
    Url,
)
from tutela.reporting.cybertip.elements.words import (
    DetailsType,
    FileRelevance,
    IndustryClassification,
)
from tutela.reporting.cybertip.xmlform import (
    AtMostOne,
    Attribute,
    Content,
    Flag,
    Flags,
    Form,
    OneOrMore,
    form,
)


@form
class FileAnnotations(Flags):
    """What the reporting company says the file shows."""

    anime_drawing_virtual_hentai: Flag = False
    potential_meme: Flag = False
    viral: Flag = False
    possible_self_production: Flag = False
    physical_harm: Flag = False
    violence_gore: Flag = False
    bestiality: Flag = False
    live_streaming: Flag = False
    infant: Flag = False
    generative_ai: Flag = False


@form
class Hash(Form):
    """A digest of the file as the person uploaded it."""

    value: Content[Digest]
    hash_type: Attribute[HashType]


@form
class NameValue(Form):
    """One name and value."""

    name: PairName
    value: LongText


@form
class Details(Form):
    """Names and values that came with the file, or digests of it."""

    type: Attribute[DetailsType | None] = None
    name_value_pair: OneOrMore[NameValue]


@form
class FileDetails(Form):
    """The root of what `/fileinfo` takes.

    `file_viewed_by_esp` says whether a person at the company opened this very file before the
    report; courts decide by it. `potential_meme` is the older spelling of the annotation.
    """

    report_id: ReportNumber
    file_id: Opaque
    file_name: FileName | None = None
    original_file_name: FileName | None = None
    uploaded_to_esp_timestamp: datetime | None = None
    location_of_file: Url | None = None
    file_viewed_by_esp: bool | None = None
    exif_viewed_by_esp: bool | None = None
    publicly_available: bool | None = None
    file_relevance: FileRelevance | None = None
    potential_meme: AtMostOne[bool | None] = None
    file_annotations: AtMostOne[FileAnnotations | None] = None
    industry_classification: IndustryClassification | None = None
    original_file_hash: tuple[Hash, ...] = ()
    ip_capture_event: IpCaptureEvent | None = None
    device_id: tuple[DeviceId, ...] = ()
    details: tuple[Details, ...] = ()
    additional_info: tuple[Note, ...] = ()
