"""NCMEC's CyberTipline Reporting API: its documents, rules, schema and answers, and how it is used.

But for `client`, `calls`, `delivery`, `trial` and `plugin` nothing here opens a connection, reads a
clock or a file. The order and the names are those of NCMEC's own schema `cyber_tipline.xsd`
(November 2025), with later elements marked as newer.
"""
