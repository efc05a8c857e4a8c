"""The people of the house: users and their roles, the two mandates to sign, sales reps with team, territory and calendar.

Receives what operations enters; leaves behind who may do what, and when somebody works. Figures about single employees
are off by default.
"""
