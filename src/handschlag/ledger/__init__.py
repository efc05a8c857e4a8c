"""The record of every decision: append-only, each entry chained to the one before it by a hash.

It receives facts from the verbs of all rooms, in their transaction: what happened, when, who did it, to what. It leaves behind
entries that the database itself refuses to change or delete, a head to hold on to, and a sentence for each fact in both
languages. Actors and subjects are opaque ids: personal data never enters the chain, so that erasure leaves it whole.
"""
