"""Run the command line: python -m zzuli_forms."""

from zzuli_forms.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
