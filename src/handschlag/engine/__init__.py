"""Where measures run: DuckDB inside this process, on Arrow tables.

It receives records as Arrow tables and a measure, a function from table expressions to a table expression, and leaves an Arrow
table behind; nothing is stored. The engine knows no framework and no database: readings hand the rows over, and the same measure
can run on another engine.
"""
