"""How long what belongs to a filed report is kept: the Union's limit, and a foreign duty.

The Union's limit holds. Where a recipient's law wants things kept for longer, that is a conflict:
it is shown, and a person decides it on record.
"""
