"""What the exchange between nodes refuses, as sentences.

What a peer reads of them says nothing of who else is known here.
"""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, NotFound, TooLarge, Unavailable


class DescriptorInvalid(BadInput):
    """This is no descriptor of a node: {problem}."""

    code = "descriptor-invalid"


class DescriptorOld(Conflict):
    """A newer descriptor of this node is known here already. Ask for the one it has now."""

    code = "descriptor-old"


class PeerKeyDiffers(Conflict):
    """This node is known here with another key, and it did not sign that it has a new one. If it
    lost its key, it ends that key and gives you a new descriptor; until then believe nothing.
    """

    code = "peer-key-differs"


class PeerIsUs(BadInput):
    """This descriptor is this node's own. Add the one that the other node gave you."""

    code = "peer-is-us"


class PeerOtherWorld(Conflict):
    """A demo node speaks with demo nodes only, and a real one with real ones."""

    code = "peer-other-world"


class PeerUnknown(NotFound):
    """There is no other node {peer} here."""

    code = "peer-unknown"
    console = "`tutela peer list` shows those there are."


class PeerCodeDiffers(Conflict):
    """The code is not that of the key in the descriptor. Ask them for their descriptor again, and
    have the code read out by somebody you know; do not copy it from the message that brought it.
    """

    code = "peer-code-differs"


class PeerMoveRefused(Conflict):
    """The other node is {state} here, so this cannot be done: {command}."""

    code = "peer-move-refused"


class PeerNotActive(Conflict):
    """Nothing is sent to {peer}: it is {state} here."""

    code = "peer-not-active"


class PeerReasonMissing(BadInput):
    """Say why, in at most {most} signs."""

    code = "peer-reason-missing"


class PeerNeedsPerson(Forbidden):
    """Only a person signed in with their own account says which node is to be believed."""

    code = "peer-needs-person"
    console = "Say who with --as NAME."


class NodeNameless(Conflict):
    """This node has not said yet what it is called and where it takes messages."""

    code = "node-nameless"
    console = "`tutela peer describe --name … --address https://…` says it."


class NameInvalid(BadInput):
    """A node's name is one line of at most {most} signs."""

    code = "node-name-invalid"


class MessageUnknown(NotFound):
    """There is no message {message} to another node."""

    code = "message-unknown"


class MessageMoveRefused(Conflict):
    """This message is {state}, so this cannot be done: {command}."""

    code = "message-move-refused"


class SealedMessageUnreadable(Conflict):
    """What was kept of this message cannot be opened: it was sealed elsewhere, or changed."""

    code = "sealed-message-unreadable"


class MessageUnsayable(BadInput):
    """This node cannot say "{kind}" to that one: {problem}."""

    code = "message-unsayable"


class SenderUnknown(Forbidden):
    """The sender is not known here, or the signature is not theirs. Nothing was taken in."""

    code = "sender-unknown"


class PassInvalid(BadInput):
    """What was sent is no post between nodes: {problem}. Nothing was taken in."""

    code = "pass-invalid"


class PassStale(Conflict):
    """The clocks of the two nodes are {seconds} seconds apart, or this is an old request. Nothing
    was taken in; send it again with the right time.
    """

    code = "pass-stale"


class PostTooLarge(TooLarge):
    """At most {most} envelopes travel together. Nothing was taken in."""

    code = "post-too-large"


class EnvelopeInvalid(BadInput):
    """This envelope cannot be taken: {problem}."""

    code = "envelope-invalid"


class EnvelopeElsewhere(Forbidden):
    """This envelope is for another node, or from another than the one that brings it."""

    code = "envelope-elsewhere"


class EnvelopeForged(Forbidden):
    """The signature of this envelope is not its sender's."""

    code = "envelope-forged"


class EnvelopeEarly(Unavailable):
    """This envelope says that it was sent later than now. Set the clock, and send it again."""

    code = "envelope-early"


class EnvelopeUnwanted(Forbidden):
    """A node of this kind is not told "{kind}" by one of that kind."""

    code = "envelope-unwanted"


class EnvelopeTwice(Conflict):
    """Another envelope with this id, or with this number about the same, is here already."""

    code = "envelope-twice"


class EnvelopeFull(Unavailable):
    """Too many envelopes about this wait for one that has not come. Send that one first."""

    code = "envelope-full"
