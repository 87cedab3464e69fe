"""Scripts on hosts, which can be ended: the platform libraries have no call for that."""

import pkgutil
import threading
import time
import uuid
from typing import Any, Optional

from plugin_bridge import libraries

_WITH_VARIABLES = ("run_bash", "run_expect")
_MARK = "DVP_BRIDGE_SCRIPT"
_END_SECONDS = 8
_PAUSE_SECONDS = 1


class Script:
    """A script on a Unix host. A variable that no other script has is in the environment of all that it starts."""

    def __init__(self, connection: dict[str, Any], mark: str) -> None:
        self._connection = connection
        self._mark = mark
        self.returned = threading.Event()
        """Set when the library that runs the script has returned."""

    @staticmethod
    def mark(library: str, arguments: dict[str, Any]) -> Optional["Script"]:
        """Gives a script the variable. None when the library runs none that could be found again."""
        if library not in _WITH_VARIABLES:
            return None
        mark = uuid.uuid4().hex
        arguments["variables"] = {**(arguments.get("variables") or {}), _MARK: mark}
        return Script(arguments["remote_connection"], mark)

    def end(self) -> None:
        """Ends what the script has started, by another script on the same host. It may be about to begin there, so this looks again."""
        text = (pkgutil.get_data(__package__, "end_script.sh") or b"").decode()
        deadline = time.monotonic() + _END_SECONDS
        while True:
            libraries.call("run_bash", {
                "remote_connection": self._connection,
                "command": text,
                "variables": {"DVP_BRIDGE_ENDED": self._mark},
            })
            if self.returned.wait(_PAUSE_SECONDS) or time.monotonic() > deadline:
                return
