"""Facts from workbooks and CSV, a row a unit."""
