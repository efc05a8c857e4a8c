"""The contract of both sides: its terms as data, its versions, its signatures, its text in plain sentences.

Receives what the two sides propose; leaves behind the one version in force at any moment, signed by both mandates over the
same hash. It is executed to the letter by ``qualification`` and ``handover``, which know nothing else about a good lead.
"""
