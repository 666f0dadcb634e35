"""附页: what a form cannot hold."""
