"""Why no decoder could be used. What a file does to its decoder is a Problem, not an error."""

from __future__ import annotations

from tutela.platform.errors import Conflict, Unavailable


class DecodersBusy(Unavailable):
    """All {size} decoders stayed busy for {seconds} seconds. Nothing was lost; try again."""

    code = "decoders-busy"


class DecodersClosed(Unavailable):
    """The decoders were shut down. Nothing was lost; try again when the service is back."""

    code = "decoders-closed"


class DecoderMissing(Unavailable):
    """No decoding process could be started ({reason}). See `tutela doctor`."""

    code = "decoder-missing"


class NoPreview(Conflict):
    """No picture can be made of this item here: {problem}. Nothing of it was shown."""

    code = "no-preview"
