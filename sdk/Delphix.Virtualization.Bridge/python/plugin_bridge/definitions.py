"""
The plugin's definition classes. The official build generates classes from the schemas, which lose what they do not know; the C# code has
classes of its own, so that here a definition only holds its values.
"""

import importlib
from typing import Any


class _Definition:
    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "_Definition":
        """Holds values; the official wrappers call this with what an engine sends."""
        return cls(values)

    def to_dict(self) -> dict[str, Any]:
        """The values; the official wrappers call this for what an engine gets."""
        return self._values


class RepositoryDefinition(_Definition):
    """A repository's values."""


class SourceConfigDefinition(_Definition):
    """A source config's values."""


class LinkedSourceDefinition(_Definition):
    """A linked source's values."""


class VirtualSourceDefinition(_Definition):
    """A virtual source's values."""


class SnapshotDefinition(_Definition):
    """A snapshot's values."""


class SnapshotParametersDefinition(_Definition):
    """The values of snapshot parameters."""


def install() -> None:
    """Puts these classes in the place of the generated ones, which the official wrappers look up at each call."""
    generated = importlib.import_module("generated.definitions")
    for definition in _Definition.__subclasses__():
        setattr(generated, definition.__name__, definition)
