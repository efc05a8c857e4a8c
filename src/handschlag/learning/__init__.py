"""What the outcomes teach: credit shared between both sides' touches.

Receives journeys and their deals; leaves behind tables that say what the credit rests on. Nothing here is causal, and it says so.
"""
