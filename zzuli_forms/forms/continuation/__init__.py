"""附页: a sheet for text that a form cannot hold."""
