"""Removal orders of the draft Regulation, between nodes: COM(2022) 209, Articles 14 and 15, Annexes
IV to VI.

An authority asks, a court signs with a key that no node holds, the provider carries out within
twenty-four hours of its own receipt, and the Centre looks whether it is gone. What only a court may
say is believed by its signature alone, whoever brings it.
"""
