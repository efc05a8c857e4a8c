"""Credit shared among the touches of a journey: counting, not causality, and exact: nothing here is simulated but the ranges.

``coding`` turns touches into sorted, coded arrays; ``rules`` and ``shapley`` count over them in one pass; ``chains`` solves the
absorbing Markov chain of the journeys; ``sharing`` has every model by name; ``ranges`` says how far a figure would have moved
had other journeys been drawn. Importing anything below this package imports numba (about a second): pages import it when they count.
"""
