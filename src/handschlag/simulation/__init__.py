"""A market with known truth: it makes the demo, feeds tests, and will judge whether the loop learns.

Receives a seed; leaves behind history made by the same verbs that people use.
"""
