"""What a clerk wrote, in files of every kind, to facts."""
