"""The wiring: in which order work moves forward, in one readable list, and the worker that moves it.

Receives facts not yet walked; leaves them walked. No room imports forward: this one knows them all.
"""
