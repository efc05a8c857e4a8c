"""Drafts tried on history before anyone signs: whom would they have handed over, and when?

Receives a draft and the history as it was known; leaves behind a comparison with the version in force. It shares its one measure with ``qualification``.
"""
