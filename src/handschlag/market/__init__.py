"""What marketing prepares: segments, channels, campaigns with their cost, materials, claims, and the brands around us.

Receives what marketing enters or imports; leaves behind the names that touches, agreements and briefs refer to.
"""
