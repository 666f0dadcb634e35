"""Facts from YAML, TOML and JSON."""
