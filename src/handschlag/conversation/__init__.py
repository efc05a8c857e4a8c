"""What the customer said and what came of it: conversations, the needs, objections and competitors heard, and deals.

Receives accepted handovers; leaves behind results that go back to marketing the same minute, and deals won or lost that close the lead.
"""
