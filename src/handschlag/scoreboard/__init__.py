"""The duties of both sides, and the funnel from first touch to deal won.

Receives the facts of every room; leaves nothing behind but figures, and for each problem in the data the records to look at.
"""
