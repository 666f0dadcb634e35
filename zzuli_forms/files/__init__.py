"""Reading and writing files: the disk, office packages, workbooks, zips."""
