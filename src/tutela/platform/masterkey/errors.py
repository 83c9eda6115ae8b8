"""What a key service or a change of the master key runs into."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, TutelaError, Unavailable


class KeyServiceAway(Unavailable):
    """The key service {place} does not answer, and this process has not opened the master key yet.
    Nothing was lost: what needs the key can be tried again once the service answers.
    """

    code = "key-service-away"


class KeyServiceRefused(Unavailable):
    """The key service {place} refuses to work for this node: {problem}. See to its credentials and
    to the key there; nothing was lost.
    """

    code = "key-service-refused"


class KeyServiceUnfit(TutelaError):
    """The key {place} does not open this node's master key: it was sealed with another one, or was
    changed. Restore the file `keys/evidence.keyset.json`, or the key there.
    """

    code = "key-service-unfit"
    exit_code = 4


class KeyServiceNotInstalled(BadInput):
    """To use {place}, install the extra {extra}: pip install 'tutela[{extra}]'."""

    code = "key-service-not-installed"


class MasterKeyElsewhere(Conflict):
    """The master key is kept at {place}, but the setting evidence_key says {wanted}. Change it with
    `tutela evidence rotate-key`, or correct the setting.
    """

    code = "master-key-elsewhere"


class RotationRunning(Conflict):
    """The master key is being replaced since {since} already. See `tutela evidence key`; a served
    node finishes it by itself, or do so with `tutela evidence rotate-key --resume`.
    """

    code = "rotation-running"


class NoRotation(Conflict):
    """The master key is not being replaced, so there is nothing to resume."""

    code = "no-rotation"
