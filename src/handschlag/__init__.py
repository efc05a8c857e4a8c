"""Handschlag: the shared record in which marketing and sales agree on a lead, hand it over, and give back what was learned.

The way of a lead through the house, in the order of the packages:

1. ``market`` holds what marketing prepares: segments, channels, campaigns, materials, claims, competitors.
2. ``capture`` takes in touches and imported rows; each is accepted, or dropped for a named reason.
3. ``people`` finds out who it was, keeps contacts and companies, consent, and opens the lead.
4. ``agreement`` is the contract both sides signed; ``qualification`` applies it and says why.
5. ``handover`` gives a qualified lead to a sales rep with a brief and with deadlines; it is accepted or returned.
6. ``conversation`` keeps what the customer said and what came of it.
7. ``trial`` tries drafts on history, ``learning`` shares the credit, ``scoreboard`` shows both sides' duties and the funnel.

Below them lie ``kernel`` (pure ideas), ``engine`` (where measures run), ``ledger`` (who decided what, when), ``post`` (what is
sent) and ``organisation`` (the people of the house). Above them ``journey`` is the wiring, ``simulation`` a market with
known truth, and ``website`` the front door. A room knows what came before it, never what comes after.
"""
