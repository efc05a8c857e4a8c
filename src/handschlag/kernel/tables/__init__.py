"""Files of rows, CSV and XLSX, as people and programs write them: which encoding, which delimiter, and the rows, in bounded memory."""

from handschlag.kernel.tables.problems import TableProblem, TableRefused
from handschlag.kernel.tables.reading import Table, inspect

__all__ = ["Table", "TableProblem", "TableRefused", "inspect"]
