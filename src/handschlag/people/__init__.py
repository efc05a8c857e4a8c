"""Who it was: contacts and companies, the identifiers that belong to them, their attributes over time, consent, and the lead.

Receives touches and imported rows; leaves behind one contact per person, one open lead per contact, and a history that can
be seen as it was known at any moment.
"""
