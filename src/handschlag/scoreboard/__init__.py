"""The duties of both sides, and the funnel from first touch to deal won.

Receives the facts of every room; leaves nothing behind but figures, each of which opens the leads it counts.
"""
