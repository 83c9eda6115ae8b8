"""Article 18 of the Digital Services Act: is life or safety threatened, and who was told.

Each case with a confirmed item of a hosting surface gets one assessment. A person makes it, and a
person tells the authority; Tutela keeps the clock and the receipt, and sends nothing by itself.
"""
