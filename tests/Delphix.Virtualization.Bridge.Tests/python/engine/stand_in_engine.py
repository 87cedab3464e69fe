"""Stands in for an official engine: loads the plugin below the source folder of the first argument, and runs its operations."""

import logging
import sys
import traceback
from typing import Any

from channel import Channel, Message

_GROUPS = ("discovery", "linked", "virtual", "upgrade")


def describe(error: BaseException) -> Message:
    """What an engine makes of an exception."""
    stack = "".join(traceback.format_exception(error))
    kind = type(error).__name__
    if kind == "UserError":
        message, action, output = error.args
        # An output that is not given is replaced by the stack.
        return {"type": kind, "message": message, "action": action, "output": output or stack}
    if kind == "LibraryError":
        return {"type": kind, "message": str(error), "id": getattr(error, "_id")}
    return {"type": kind, "message": str(error), "stack": stack}


def _run(plugin: Any, call: Message) -> Message:
    import wrappers

    try:
        return {"result": wrappers.call(plugin, call["operation"], call["request"])}
    except BaseException as error:
        return {"error": describe(error)}


def main() -> None:
    """Loads the plugin, then runs one call after the other."""
    from dlpx.virtualization.libs import Engine

    channel = Channel()
    Engine.call = channel.library
    Engine.log = channel.log
    sys.path.insert(0, sys.argv[1])
    from plugin_runner import plugin

    operations = {group: sorted(getattr(plugin, group).functions) for group in _GROUPS}
    channel.send({"ready": True, "handlers": len(logging.getLogger().handlers), "operations": operations})
    for call in channel.calls():
        channel.send(_run(plugin, call))


if __name__ == "__main__":
    main()
