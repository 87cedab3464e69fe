"""The errors of this bridge, and what becomes of a failure of the C# code."""

from typing import Any

from dlpx.virtualization.platform.exceptions import UserError

# An empty output means to the engine that none was given: it shows a stack trace instead.
_NO_OUTPUT = " "
# What this side adds to a stack stays below 128 KiB with it.
_STACK_CHARACTERS = 24 * 1024


class ConnectionLost(Exception):
    """The connection broke. Whether the plugin host did anything depends on how far the call was."""


class ConnectionClosed(ConnectionLost):
    """The plugin host closed the connection."""


class ProtocolError(Exception):
    """A message that the other side would not understand, or that this one does not."""


class PluginError(Exception):
    """The C# code failed with an internal error, or returned what it may not."""


class PluginHostStack(Exception):
    """Where in the C# code an error came from: the cause of a PluginError, so that it is in the engine's stack trace."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def user_error(message: str, action: str, output: str = "") -> UserError:
    """An error for the user; an empty output stays empty."""
    return UserError(message, action, output or _NO_OUTPUT)


def failure(message: dict[str, Any]) -> Exception:
    """The exception for a failure of the C# code that did not come from a library."""
    if message["kind"] == "user":
        return user_error(message["message"], message["action"], message["output"])
    error = PluginError(message["message"])
    error.__cause__ = PluginHostStack(message["stack"][:_STACK_CHARACTERS])
    return error
