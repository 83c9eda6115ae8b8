"""The law as data: profiles, the gate, deadlines and the state-machine engine.

Pure: no database, network, clock or randomness; instants and facts arrive as arguments. It imports
nothing else of tutela. The only files it reads are its own, inside the package.

`catalogue` loads profiles · `gate` decides whether a scan is covered now · `deadlines` counts ·
`machine` moves · `machines` are the Regulation's tables · `classification` holds label schemes ·
`describe` says a profile aloud.
"""
