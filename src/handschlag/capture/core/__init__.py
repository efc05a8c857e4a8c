"""What capture decides without a database: messages read into touches, tables read into rows, columns mapped to meanings."""
