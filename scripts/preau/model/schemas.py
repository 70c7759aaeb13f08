"""The JSON Schema of each kind, made from the models: what editors, forms and other programs check against."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from preau.model.fields import Model
from preau.model.kinds import KINDS, schemas
from preau.model.trailfile import TrailFile

BASE = "schemas"
FILES: dict[str, type[Model]] = {"trail": TrailFile}
"""What the site publishes for programs, that nobody writes by hand."""


def schema(name: str) -> dict[str, Any] | None:
    """The schema of one kind, None for a kind that has none. A vocabulary is the bare list of its terms."""
    model = (dict(schemas()) | FILES).get(name)
    if model is None:
        return None
    made = model.model_json_schema(by_alias=True)
    if name == "vocabulary":
        made = {"type": "array", "items": {"$ref": "#/$defs/Term"}, "minItems": 1, "$defs": made["$defs"]}
    paths = [kind.path for kind in KINDS if kind.name == name]
    lead = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"/{BASE}/{name}.json"}
    standard: dict[str, Any] = _standard(made)
    return lead | standard | ({"x-path": paths[0]} if paths else {})


def _standard(made: Any) -> Any:
    """The same schema with the words of the standard for bounds, where pydantic leaves its own."""
    words = {"ge": "minimum", "le": "maximum"}
    if isinstance(made, dict):
        numeric = made.get("type") == "integer"
        return {words.get(key, key) if numeric else key: _standard(value) for key, value in made.items()}
    return [_standard(value) for value in made] if isinstance(made, list) else made


def names() -> list[str]:
    """The names of the schema files."""
    return [f"{name}.json" for name in dict(schemas()) | FILES]


@cache
def published() -> Mapping[str, str]:
    """Each schema as the file that is published under `/schemas/`."""
    named = dict(schemas()) | FILES
    return {f"{name}.json": json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n" for name in named}
