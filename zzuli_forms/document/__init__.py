"""The tree between facts and paper: nodes, how cells tile a table, walking, lengths."""
