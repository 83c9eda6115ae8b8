"""The sealed store: what is kept of a hit, who looked at it, and its erasure on a clock.

`vault` seals, opens and erases bytes · `service` keeps, opens and erases inside the caller's work ·
`jobs` erases what is due and sweeps what no row knows.
"""
