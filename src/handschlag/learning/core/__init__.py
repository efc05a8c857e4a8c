"""The rules of learning, without framework and tables: periods, journeys, credit."""
