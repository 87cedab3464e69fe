"""A double of the documented package: errors of the libraries."""


class LibraryError(Exception):
    """A library failed, in a way that a plugin may handle."""

    def __init__(self, id: int, message: str) -> None:
        self._id = id
        super().__init__(message)


class PluginScriptError(Exception):
    """A checked script ended with an exit code other than 0."""
