"""Facts checked against a model: all faults at once, and facts to go on with where some are faulty."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from zzuli_forms.errors import FactsError, Fault, Faults, Remark
from zzuli_forms.models.changed import changes
from zzuli_forms.models.facts import Facts, field_named, model_in
from zzuli_forms.models.phones import LOCAL_AREA, area_code
from zzuli_forms.models.samples import example

F = TypeVar("F", bound=Facts)
Paths = Collection[str]


@dataclass(frozen=True)
class Checked(Generic[F]):
    """Facts checked against their model: the faults, the facts, with sample values in the faulty fields, and remarks on
    what the model changed in the stated texts.
    """

    facts: F
    faults: Faults[Fault]
    remarks: Faults[Remark] = field(default_factory=Faults[Remark])

    @property
    def faulty(self) -> frozenset[str]:
        """Return the paths of the fields that hold sample values."""
        return frozenset(fault.path for fault in self.faults)


def check(model: type[F], stated: Mapping[str, object], area: str = LOCAL_AREA) -> Checked[F]:
    """Check the stated facts against a model; nothing is laid out, so it takes a moment only."""
    settings = {"area_code": area_code(area)}
    try:
        facts, faults = model.model_validate(stated, context=settings), Faults[Fault]()
    except FactsError as error:
        faults = error.faults
        facts = _with_samples(model, stated, frozenset(fault.path for fault in faults), settings)
    return Checked(facts, faults, Faults(changes(model, stated, facts, {fault.path for fault in faults})))


def _with_samples(
    model: type[F], stated: Mapping[str, object], faulty: frozenset[str], settings: Mapping[str, str]
) -> F:
    """Return the facts with samples at the faulty paths, and where a sample clashes with what is stated."""
    try:
        return model.model_validate(_mended(model, stated, example(model), faulty, ""), context=settings)
    except FactsError as error:
        clashing = {fault.path for fault in error.faults} - faulty
        if not clashing:
            raise
        return _with_samples(model, stated, faulty | clashing, settings)


def _mended(model: type[BaseModel], stated: object, sample: object, faulty: Paths, path: str) -> object:
    """Return the stated value with samples in the place of whatever is missing or faulty."""
    if stated is None or path in faulty:
        return sample
    if isinstance(stated, Mapping) and isinstance(sample, Mapping):
        named = {field_named(model, key): value for key, value in stated.items()}
        return {
            name: _mended(
                model_in(field.annotation) or model,
                named.get(name),
                sample.get(field.title),
                faulty,
                f"{path}.{name}".lstrip("."),
            )
            for name, field in model.model_fields.items()
        }
    if isinstance(stated, list | tuple) and isinstance(sample, list):
        return [_mended(model, item, sample[0], faulty, f"{path}[{index}]") for index, item in enumerate(stated)]
    return stated
