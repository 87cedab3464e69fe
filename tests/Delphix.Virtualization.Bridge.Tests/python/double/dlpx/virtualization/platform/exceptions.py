"""A double of the documented package: errors."""


class UserError(Exception):
    """A problem that the user can do something about."""

    def __init__(self, message: str, action: str = "", output: str = "") -> None:
        super().__init__(message, action, output)


class IncorrectReturnTypeError(Exception):
    """An operation returned something of a wrong type."""


class OperationAlreadyDefinedError(Exception):
    """An operation was decorated twice."""
