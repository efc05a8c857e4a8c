"""What capture's pages and commands show."""
