"""The JSON Schemas are those of the models, well formed, and accept everything that `check` accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from preau.model.kinds import schemas
from preau.model.schemas import published
from preau.reading.load import shelve
from preau.reading.marks import read_yaml
from preau.reading.records import read_record
from preau.reading.texts import split
from preau.reading.tree import WorkTree

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scripts" / "preau" / "schemas"
SITES = [ROOT, ROOT / "tests" / "sites" / "minimal"]
Schema = dict[str, Any]
PUBLISHED = published()
SCHEMAS: dict[str, Schema] = {name.removesuffix(".json"): json.loads(text) for name, text in PUBLISHED.items()}


def test_committed_schemas_are_fresh() -> None:
    """What editors and forms read is what the models say (else run `python tests/tools/write_schemas.py`)."""
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}

    assert committed == PUBLISHED


def parts(schema: Any) -> Iterator[Schema]:
    """Every schema inside a schema."""
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key not in {"default", "examples", "enum", "const"}:
                yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


WORDS = {
    "$schema",
    "$id",
    "$ref",
    "$defs",
    "additionalProperties",
    "anyOf",
    "const",
    "default",
    "description",
    "enum",
    "examples",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "required",
    "title",
    "type",
    "x-path",
    "x-section",
    "x-max-text",
}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_is_a_well_formed_schema(name: str) -> None:
    """Every word is one of the standard, every reference leads somewhere, every pattern can be read."""
    schema = SCHEMAS[name]

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert f"/schemas/{name}.json" == schema["$id"]
    named = {
        id(part[key]) for part in parts(schema) for key in ("properties", "patternProperties", "$defs") if key in part
    }
    for part in parts(schema):
        if id(part) in named:
            continue
        assert set(part) <= WORDS
        re.compile(part.get("pattern", ""))
        if "$ref" in part:
            assert part["$ref"].removeprefix("#/$defs/") in schema["$defs"]
        if part.get("type") == "object" and "properties" in part:
            assert part["additionalProperties"] is False
            assert set(part.get("required", [])) <= set(part["properties"])


def faults(value: Any, schema: Schema, whole: Schema, place: str = "") -> list[str]:
    """Where a value, read as strings, breaks a schema: as much of the standard as the schemas use."""
    if "$ref" in schema:
        return faults(value, whole["$defs"][schema["$ref"].removeprefix("#/$defs/")], whole, place)
    if "anyOf" in schema:
        tried = [faults(value, one, whole, place) for one in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    if "enum" in schema or "const" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{place}: {value!r} is not listed"]
    return JUDGES[schema.get("type", "string")](value, schema, whole, place)


def _object(value: Any, schema: Schema, whole: Schema, place: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place}: not an object"]
    known = schema.get("properties", {})
    found = [f"{place}: {key} is missing" for key in schema.get("required", []) if key not in value]
    for key, inner in value.items():
        rule = known.get(key, schema.get("additionalProperties"))
        found += (
            faults(inner, rule, whole, f"{place}/{key}") if isinstance(rule, dict) else [f"{place}: {key} is unknown"]
        )
    return found


def _array(value: Any, schema: Schema, whole: Schema, place: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{place}: not a list"]
    bounded = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9)
    found = [] if bounded else [f"{place}: {len(value)} items"]
    for index, inner in enumerate(value):
        found += faults(inner, schema["items"], whole, f"{place}/{index}")
    return found


def _string(value: Any, schema: Schema, whole: Schema, place: str) -> list[str]:
    if not isinstance(value, str):
        return [f"{place}: not a string"]
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10**9)
    good = least <= len(value) <= most and re.search(schema.get("pattern", ""), value)
    return [] if good else [f"{place}: {value!r}"]


def _integer(value: Any, schema: Schema, whole: Schema, place: str) -> list[str]:
    good = str(value).isdigit() and schema.get("minimum", 0) <= int(value) <= schema.get("maximum", 10**9)
    return [] if good else [f"{place}: {value!r}"]


def _boolean(value: Any, schema: Schema, whole: Schema, place: str) -> list[str]:
    return [] if value in {"true", "false"} else [f"{place}: {value!r}"]


def _null(value: Any, schema: Schema, whole: Schema, place: str) -> list[str]:
    return [f"{place}: not null"]


JUDGES = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "boolean": _boolean,
    "null": _null,
}


@pytest.mark.parametrize("root", SITES, ids=["real", "minimal"])
def test_accepts_what_check_accepts(root: Path) -> None:
    """A form or an editor that follows a schema refuses nothing that the movement publishes."""
    found = []
    shelf = shelve(WorkTree(root))
    modules = {slug for slug, course in shelf.registry.courses.items() if course.kind == "module"}
    for read in shelf.reads.values():
        kind = (
            "card"
            if read.entry.kind.name == "chapter" and read.entry.facts["slug"] in modules
            else read.entry.kind.name
        )
        if kind in SCHEMAS:
            schema = SCHEMAS[kind]
            data = read.marked.data["terms"] if kind == "vocabulary" else read.marked.data
            found += faults(data, schema, schema, read.entry.path)

    assert found == []
    assert len(shelf.reads) > 10


@pytest.mark.parametrize("root", SITES, ids=["real", "minimal"])
def test_accepts_every_initiative(root: Path) -> None:
    """The head and the sections of each initiative together are what the schema describes."""
    schema = SCHEMAS["initiative"]
    tree = WorkTree(root)
    found = []
    for entry in shelve(tree).records:
        record = read_record(tree, entry, "fr")
        document, _ = split(record.text, entry.path)
        assert document is not None
        data = read_yaml(document.head, entry.path).data | record.sections.values
        found += faults(data, schema, schema, entry.path)

    assert found == []


def test_every_kind_with_a_model_has_its_schema() -> None:
    """A kind added without its schema could not be checked by a form."""
    assert {name for name, _ in schemas()} | {"trail"} == set(SCHEMAS)
