"""Run the command line: python -m zzuli_forms."""

from zzuli_forms.cli import program

if __name__ == "__main__":
    raise SystemExit(program())
