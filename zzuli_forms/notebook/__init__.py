"""In the notebook: objects show themselves, and a form is filled in beside its page."""
