"""The handover of a qualified lead to a sales rep: who gets it and why, the brief, the clocks, acceptance or return.

Receives qualified verdicts; leaves behind handovers with frozen deadlines, the pool of leads nobody could be given, and
an answer to each: accepted, returned with a reason, or run out.
"""
