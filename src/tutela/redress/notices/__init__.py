"""Notices from outside (DSA, Article 16): taken in from anybody, decided by a person, answered.

Tutela never decides one by itself, and never takes a picture: a notice says where something is.
"""
