"""The agreement applied: how well a lead fits, how interested it is, and the verdict with every reason.

Receives leads that something happened to; leaves behind verdicts with the version and hash they were judged by, the points
and the evidence. One compiled measure decides for one lead now and for all leads of last year.
"""
