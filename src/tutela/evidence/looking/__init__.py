"""Looking at kept bytes, and what keeps it bearable: every door that shows one passes here.

`service` opens, ends and logs views · `budget` says how much a person may still see (pure) · `care`
shows them their own counters, takes their own limits, breaks and a senior's extension · `jobs` ends
views whose time is over and forgets counters.
"""
