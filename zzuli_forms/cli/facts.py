"""The facts a command is given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zzuli_forms.filing.notices import begun
from zzuli_forms.filing.options import Options
from zzuli_forms.forms.form import Form
from zzuli_forms.models.editions import in_edition
from zzuli_forms.readers.text import facts_file


def stated_in(path: Path, form: Form, options: Options) -> Mapping[str, object]:
    """Return what a file states for a form, in the edition of the options; the errors of reading are passed on."""
    return in_edition(form.model, begun(form.model, facts_file.read(path)), options.edition)
