"""Data against a model: each fault pydantic finds, said as one of our rules, at its line and column."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from preau.findings import Finding
from preau.model import fields
from preau.reading import faults
from preau.reading.marks import A_GROUP, A_LIST, A_TEXT, EXAMPLE_GROUP, EXAMPLE_LIST, EXAMPLE_TEXT, SHAPE, Marked

M = TypeVar("M", bound=fields.Model)
Route = tuple[str | int, ...]

_SHAPES = {fields.SLUG: faults.SHAPE_SLUG, fields.TERRITORY: faults.SHAPE_TERRITORY, fields.EMAIL: faults.SHAPE_ADDRESS}
_BY_EXAMPLE = (
    ("2faf1b51-be8e-4d27-b982-0f1b92f2ccdc", faults.SHAPE_IDENTIFIER), ("ssh-ed25519 " + "A" * 68, faults.SHAPE_KEY),
    ("34/river-banks", faults.SHAPE_RECORD), ("01-first-steps", faults.SHAPE_STEM),
    ("2026-0001", faults.SHAPE_DECISION), ("c" * 40, faults.SHAPE_COMMIT), ("c0ffee00", faults.SHAPE_REVISION),
    ("river-banks.jpg", faults.SHAPE_PICTURE), ("river-banks.mp4", faults.SHAPE_VIDEO),
    ("river-banks.vtt", faults.SHAPE_CAPTIONS), ("0,5", faults.SHAPE_QUANTITY),
    ("https://preau.example", faults.SHAPE_URL),
)  # fmt: skip
"""What a pattern asks for, in words: those of the first example that it accepts."""
_EXPECTED = {
    "tuple_type": (A_LIST, EXAMPLE_LIST), "list_type": (A_LIST, EXAMPLE_LIST), "string_type": (A_TEXT, EXAMPLE_TEXT),
    "model_type": (A_GROUP, EXAMPLE_GROUP), "model_attributes_type": (A_GROUP, EXAMPLE_GROUP),
    "dict_type": (A_GROUP, EXAMPLE_GROUP),
}  # fmt: skip


def validate(
    model: type[M], data: Any, marked: Marked, path: str, skip: frozenset[str] = frozenset()
) -> tuple[M | None, list[Finding]]:
    """The value that the data make, or every fault in them. Keys in `skip` are judged elsewhere when missing."""
    if not isinstance(data, Mapping):
        line, column, length = marked.place(())
        return None, [SHAPE.at(path, line, column, length, expected=A_GROUP, example=EXAMPLE_GROUP)]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    kept = [detail for detail in details if not _skipped(detail, skip)]
    found = [(detail, _finding(model, detail, marked, path)) for detail in kept]
    meant = {(*detail["loc"][:-1], dict(finding.facts).get("near", "")) for detail, finding in found}
    return None, [finding for detail, finding in found if detail["type"] != "missing" or detail["loc"] not in meant]


def _skipped(detail: ErrorDetails, skip: frozenset[str]) -> bool:
    """Faults judged elsewhere, and a count that only lacks the items that are themselves at fault."""
    kind, route, value = detail["type"], detail["loc"], detail["input"]
    if kind == "too_short":
        return isinstance(value, Sequence) and len(value) >= detail["ctx"]["min_length"]
    return kind == "missing" and len(route) == 1 and str(route[0]) in skip


def _finding(model: type[BaseModel], detail: ErrorDetails, marked: Marked, path: str) -> Finding:
    route: Route = tuple(part for part in detail["loc"] if part != "[key]")
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(model, route, marked, path)
    if isinstance(value, Mapping | list) and kind.startswith(("date", "literal", "int", "bool", "enum", "preau")):
        return SHAPE.at(path, *marked.place(route), expected=A_TEXT, example=EXAMPLE_TEXT)
    if kind == "missing":
        place = marked.place(route[:-1], key=True)
        return faults.MISSING.at(path, *place, key=route[-1])
    place = marked.place(route)
    if isinstance(value, str) and value.strip() in {"", "null", "~"}:
        return faults.EMPTY_VALUE.at(path, *marked.place(route, key=True), key=_last_name(route))
    speak = _SPEAKERS.get(kind)
    if speak:
        return speak(path, place, value, context)
    if kind in _EXPECTED:
        expected, example = _EXPECTED[kind]
        return SHAPE.at(path, *place, expected=expected, example=example)
    return faults.MALFORMED.at(path, *place, value=value, shape=faults.SHAPE_OTHER)


def _last_name(route: Route) -> str:
    return next((str(part) for part in reversed(route) if isinstance(part, str)), "")


def _unknown_key(model: type[BaseModel], route: Route, marked: Marked, path: str) -> Finding:
    allowed = _keys_at(model, route[:-1])
    key = str(route[-1])
    near = nearest(key, allowed)
    return faults.UNKNOWN_KEY.at(path, *marked.place(route, key=True), key=key, near=near, allowed=", ".join(allowed))


def _keys_at(model: type[BaseModel], route: Route) -> list[str]:
    current: Any = model
    for part in route:
        if isinstance(part, str) and isinstance(current, type) and issubclass(current, BaseModel):
            named = {field.alias or name: field.annotation for name, field in current.model_fields.items()}
            current = _inner_model(named.get(part))
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items() if not _is_section(field)]
    return []


def _is_section(field: Any) -> bool:
    return isinstance(field.json_schema_extra, dict) and bool(field.json_schema_extra.get("x-section"))


def _inner_model(annotation: Any) -> Any:
    """The model inside `tuple[Model, ...]`, `Model | None` or `Annotated[…]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in {typing.Annotated, tuple, typing.Union, types.UnionType}:
        inner = [_inner_model(part) for part in typing.get_args(annotation)]
        return next((part for part in inner if part is not None), None)
    return None


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """The known word most like the one written, as ` Did you mean …?` facts; empty when none is near."""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


Place = tuple[int, int, int]
Speaker = Callable[[str, Place, Any, Mapping[str, Any]], Finding]


def _short(path: str, place: Place, value: Any, context: Mapping[str, Any]) -> Finding:
    return faults.TOO_SHORT.at(path, *place, size=len(str(value).strip()), least=context["min_length"])


def _long(path: str, place: Place, value: Any, context: Mapping[str, Any]) -> Finding:
    return faults.TOO_LONG.at(path, *place, size=len(str(value).strip()), most=context["max_length"])


def _choice(path: str, place: Place, value: Any, context: Mapping[str, Any]) -> Finding:
    allowed = [part.strip("'") for part in str(context["expected"]).replace(" or ", ", ").split(", ")]
    near = nearest(str(value), allowed)
    return faults.NOT_ALLOWED.at(path, *place, value=value, allowed=", ".join(allowed), near=near)


def _pattern(path: str, place: Place, value: Any, context: Mapping[str, Any]) -> Finding:
    return faults.MALFORMED.at(path, *place, value=value, shape=shape_of(context["pattern"]))


def shape_of(pattern: str) -> str:
    """What a pattern of the models asks for, in words."""
    if pattern in _SHAPES:
        return _SHAPES[pattern]
    return next((words for example, words in _BY_EXAMPLE if re.search(pattern, example)), faults.SHAPE_OTHER)


def _count(path: str, place: Place, value: Any, context: Mapping[str, Any]) -> Finding:
    few = "min_length" in context
    limit = context["min_length" if few else "max_length"]
    return faults.COUNT.at(path, *place, size=len(value), sign="≥" if few else "≤", limit=limit)


def _bounds(path: str, place: Place, value: Any, context: Mapping[str, Any]) -> Finding:
    limit = context.get("ge", context.get("le"))
    return faults.BOUNDS.at(path, *place, value=value, sign="≥" if "ge" in context else "≤", limit=limit)


def _plainly(rule: Any, **facts: str) -> Speaker:
    return lambda path, place, value, context: rule.at(path, *place, value=value, **facts, **context)


def _no_day(path: str, place: Place, value: Any, context: Mapping[str, Any]) -> Finding:
    return faults.NOT_A_DAY.at(path, *place, value=value)


_SPEAKERS: dict[str, Speaker] = {
    "string_too_short": _short, "string_too_long": _long, "literal_error": _choice, "enum": _choice,
    "string_pattern_mismatch": _pattern, "too_short": _count, "too_long": _count,
    "greater_than_equal": _bounds, "less_than_equal": _bounds,
    "preau_markup": _plainly(faults.MARKUP_IN_FIELD),
    "preau_day": _no_day, "date_from_datetime_parsing": _no_day, "date_parsing": _no_day,
    "preau_duration": _plainly(faults.NOT_A_DURATION), "preau_whole": _plainly(faults.NOT_A_NUMBER),
    "preau_truth": _plainly(faults.NOT_A_TRUTH),
}  # fmt: skip
