"""Kinds of text and number, with the limits that NCMEC's documentation sets.

The schema itself has no lengths. The limits are those of the public documentation as clients
enforce them; the ones without a number have none that we know of.
"""

from typing import Annotated

from tutela.reporting.cybertip.elements.places import COUNTRIES, STATES
from tutela.reporting.cybertip.simple import (
    Code,
    Degrees,
    IpAddress,
    Long,
    Patterned,
    Text,
    Token,
    Whole,
    Words,
)

INT = 2**31 - 1
LONG = 2**63 - 1

Name = Annotated[str, Text(100)]
Line = Annotated[str, Text(255)]
Zip = Annotated[str, Text(20)]
Vehicle = Annotated[str, Text(300)]
EmailText = Annotated[str, Text(255)]
PhoneText = Annotated[str, Text(50)]
EspIdentifier = Annotated[str, Text(255)]
EspService = Annotated[str, Text(100)]
ScreenName = Annotated[str, Text(256)]
PlatformName = Annotated[str, Text(256)]
FileName = Annotated[str, Text(2056)]
HashType = Annotated[str, Text(64)]
PairName = Annotated[str, Text(64)]
DeviceValue = Annotated[str, Text(2083)]
Opaque = Annotated[str, Token(255)]
Digest = Annotated[str, Text()]
Url = Annotated[str, Words(2083)]

Note = Annotated[str, Text(3000, lines=True)]
LongText = Annotated[str, Text(lines=True)]

Ip = Annotated[str, IpAddress()]
Port = Annotated[int, Whole(0, 65535)]
Age = Annotated[int, Whole(0, 150)]
ReportNumber = Annotated[int, Long(1, LONG)]
Latitude = Annotated[float, Degrees(-90, 90)]
Longitude = Annotated[float, Degrees(-180, 180)]

CallingCode = Annotated[
    str, Patterned(pattern=r"\+[0-9]{1,3}", meaning="a calling code such as +49")
]
Extension = Annotated[str, Patterned(limit=10, pattern="[0-9]+", meaning="a number of digits")]
Country = Annotated[str, Code(COUNTRIES)]
State = Annotated[str, Code(STATES)]
