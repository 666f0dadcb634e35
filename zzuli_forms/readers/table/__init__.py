"""Facts from workbooks and CSV, one row per unit."""
