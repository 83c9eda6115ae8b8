"""Orders of authorities that bind a provider today: Articles 9 and 10 of the Digital Services Act,
and national law.

What comes in is kept until a person registers or dismisses it. Nothing is carried out before a
person says so, and the authority is told what came of it by a person.
"""
