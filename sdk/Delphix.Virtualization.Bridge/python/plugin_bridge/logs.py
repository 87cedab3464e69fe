"""Log lines go to the engine through its own handler."""

import logging

from dlpx.virtualization.libs import PlatformHandler

_LEVELS = {
    "Trace": logging.DEBUG,
    "Debug": logging.DEBUG,
    "Information": logging.INFO,
    "Warning": logging.WARNING,
    "Error": logging.ERROR,
    "Critical": logging.CRITICAL,
}


def install() -> None:
    """Adds the engine's handler to the root logger, once."""
    root = logging.getLogger()
    if not any(isinstance(handler, PlatformHandler) for handler in root.handlers):
        root.addHandler(PlatformHandler())
    root.setLevel(logging.DEBUG)


def write(level: str, logger: str, message: str) -> None:
    """Writes a line of the C# code, with its level in .NET's words."""
    # As an argument, so that a % in it is no placeholder.
    logging.getLogger(logger).log(_LEVELS.get(level, logging.ERROR), "%s", message)
