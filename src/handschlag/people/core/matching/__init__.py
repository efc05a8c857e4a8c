"""Who may be who: spellings made alike, keys under which look-alikes meet, and how much two records speak for one person.

Receives what is known of people as plain text; leaves behind scores in bits with a reason for each field, and a judgement:
sure, doubtful or different. Missing says nothing. A colleague at the same firm is no duplicate.
"""
