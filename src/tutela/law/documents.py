"""The YAML files of this package, read strictly: unknown, missing or doubled keys are refused."""

import json
from functools import cache
from importlib.resources import files
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from tutela.law.errors import DocumentBroken

T = TypeVar("T")


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML in which a key that appears twice is an error; plain YAML keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {twice[0]} appears twice", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


def parse(text: str, kind: type[T], name: str) -> T:
    """Read one YAML document as a `kind`. Raises `DocumentBroken` naming the place."""
    try:
        loaded = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
        # Through JSON, so that strict reading takes dates and enums from text but no lax numbers.
        packed = json.dumps(loaded, default=str)
        return TypeAdapter(kind).validate_json(packed, strict=True, extra="forbid")
    except yaml.YAMLError as error:
        raise DocumentBroken(document=name, problem=" ".join(str(error).split())) from error
    except ValidationError as error:
        raise DocumentBroken(document=name, problem=_problem(error)) from error
    except (TypeError, ValueError) as error:  # keys or cycles that JSON does not have
        raise DocumentBroken(document=name, problem=str(error)) from error


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the document"
    return f"at {place}: {first['msg']}"


@cache
def names(folder: str) -> tuple[str, ...]:
    """The ids of the documents in one folder of this package, sorted."""
    found = (files(__package__) / folder).iterdir()
    return tuple(sorted(f.name[: -len(".yaml")] for f in found if f.name.endswith(".yaml")))


def read(folder: str, name: str, kind: type[T]) -> T:
    """Read `folder/name.yaml` of this package. Raises `DocumentBroken`."""
    source = files(__package__) / folder / f"{name}.yaml"
    return parse(source.read_text(encoding="utf-8"), kind, f"{folder}/{name}.yaml")
