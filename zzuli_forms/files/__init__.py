"""Files in and out: the disk, office packages, workbooks, zips."""
