"""Reports as the EU Centre and an authority receive them: taken in, triaged, assessed, answered.

Everything here rests on draft law (COM(2022) 209). A node of a provider or a hotline receives none.
"""
