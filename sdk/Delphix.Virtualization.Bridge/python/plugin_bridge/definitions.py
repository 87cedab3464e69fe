"""
The plugin's definition classes. The official build generates classes from the schemas, which lose what they do not know; the C# code has
classes of its own, so that here a definition only holds its values.
"""

import importlib
from typing import Any


class Definition:
    """Holds the values of a repository, a source config or another object as they are."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Definition":
        """Holds values; the official wrappers call this with what an engine sends."""
        return cls(values)

    def to_dict(self) -> dict[str, Any]:
        """The values; the official wrappers call this for what an engine gets."""
        return self._values


class RepositoryDefinition(Definition):
    """A repository's values."""


class SourceConfigDefinition(Definition):
    """A source config's values."""


class LinkedSourceDefinition(Definition):
    """A linked source's values."""


class VirtualSourceDefinition(Definition):
    """A virtual source's values."""


class SnapshotDefinition(Definition):
    """A snapshot's values."""


class SnapshotParametersDefinition(Definition):
    """The values of snapshot parameters."""


def install() -> None:
    """Puts these classes in the place of the generated ones, which the official wrappers look up at each call."""
    generated = importlib.import_module("generated.definitions")
    for definition in Definition.__subclasses__():
        setattr(generated, definition.__name__, definition)
