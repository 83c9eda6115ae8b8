"""One report, many recipients: a confirmed case reaches someone who can act, once, provably.

`model` is the report as a value; `recipients` are plug-ins that turn it into what one body takes.
A person sends; a job carries it out and can be killed at any step; nothing is called filed without
a receipt.
"""
