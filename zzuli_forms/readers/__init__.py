"""Turn what a clerk wrote, in files of every kind, into facts."""
