"""The rules of the scoreboard, without framework and tables: funnel, rates, duties, problems."""
