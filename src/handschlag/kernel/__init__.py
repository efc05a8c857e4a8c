"""What every room needs and no room owns: business time, ids, money, canonical JSON, the clock, refusals, the verdict.

Nothing happens here; values come in and values go out. The kernel touches no framework, no table, no network. It receives
plain Python values and leaves plain frozen ones behind, so that the rest of the house can reason about them.
"""
