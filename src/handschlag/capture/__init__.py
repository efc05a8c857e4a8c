"""Touches and tables come in: by HTTP, by forms of our own and by import. Each is accepted, recognised as a duplicate, or set aside for a named reason.

Receives what sources send; leaves behind append-only touches that wait to be walked, imported rows with what became of
each, a quarantine that can be looked at and replayed, and counts in which nothing is missing.
"""
