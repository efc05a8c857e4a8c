"""What leaves the house: mail from the transactional outbox, and webhooks that tell the ledger's facts.

A verb writes a message in its own transaction; if the verb fails, nothing is sent, and if it succeeds, the message is not lost.
The worker takes what is due and sends it, again and again over days where the other side does not answer. It leaves behind each
attempt, each delivery, and failures that operations see and may send again. Messages arrive at least once, under a stable id.
"""
