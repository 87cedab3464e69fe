"""One call of an operation: the library calls and log lines that come back while it runs, and its end."""

import contextvars
import logging
import threading
import time
from typing import Any, Callable, Optional

from plugin_bridge import libraries, logs
from plugin_bridge.connection import Connection, Message
from plugin_bridge.errors import ProtocolError
from plugin_bridge.scripts import Script

_LEFT_LIBRARY_SECONDS = 10


class Conversation:
    """Answers the plugin host until the operation has ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._threads: list[threading.Thread] = []
        self._scripts: dict[int, Script] = {}
        self._errors: dict[int, BaseException] = {}
        self._ended = False

    def hold(self, operation: str, request: Message) -> Message:
        """Calls an operation and returns the message that ends it, returned or failed.

        Raises:
            ConnectionLost: The connection broke. The plugin host cancels the operation, and its scripts are ended.
        """
        self._connection.post({"type": "call", "operation": operation, "request": request})
        try:
            end: Optional[Message] = None
            while end is None:
                for message in self._connection.exchange():
                    end = self._answer(message)
            return end
        except BaseException:
            for number in list(self._scripts):
                self._end(number)
            raise
        finally:
            self._ended = True
            self._join()

    def library_error(self, number: int) -> BaseException:
        """The exception that a library call of this operation raised."""
        return self._errors[number]

    def _answer(self, message: Message) -> Optional[Message]:
        kind = message["type"]
        if kind in ("returned", "failed"):
            return message
        if kind == "log":
            logs.write(message["level"], message["logger"], message["message"])
        elif kind == "library":
            script = Script.mark(message["name"], message["arguments"])
            if script:
                self._scripts[message["id"]] = script
            self._start(self._call_library, message, script)
        elif kind == "cancel":
            self._end(message["id"])
        else:
            raise ProtocolError(f"The plugin host sent a message of the unknown type '{kind}'.")
        return None

    def _start(self, function: Callable[..., None], *arguments: Any) -> None:
        # Each has a thread of its own: a script that reads another one's progress must not wait for its end.
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(function, *arguments), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _call_library(self, message: Message, script: Optional[Script]) -> None:
        number = message["id"]
        answer: Message
        try:
            answer = {"type": "libraryReturned", "id": number, "result": libraries.call(message["name"], message["arguments"])}
        except BaseException as error:  # SystemExit too: it ends the operation, on the thread that called it.
            answer = self._failure(number, error)
        self._scripts.pop(number, None)
        if script:
            script.returned.set()
        if self._ended:
            return
        try:
            self._connection.post(answer)
        except ProtocolError as error:
            self._connection.post(self._failure(number, error))

    def _failure(self, number: int, error: BaseException) -> Message:
        self._errors[number] = error
        # Only a LibraryError has an id, which it keeps to itself.
        library_error_id = getattr(error, "_id", None)
        kind = "error" if isinstance(library_error_id, int) else "end"
        text = str(error) or type(error).__name__
        return {"type": "libraryFailed", "id": number, "kind": kind, "errorId": library_error_id or 0, "message": text}

    def _end(self, number: int) -> None:
        """Ends a script whose result nobody waits for any more."""
        script = self._scripts.pop(number, None)
        if script:
            self._start(self._end_script, script)

    def _end_script(self, script: Script) -> None:
        try:
            script.end()
        except BaseException as error:  # On a host that is gone, there is nothing to end.
            logging.getLogger(__name__).warning("A script that was cancelled may continue: %s", error)

    def _join(self) -> None:
        """Waits a little for libraries whose result the operation did not wait for."""
        deadline = time.monotonic() + _LEFT_LIBRARY_SECONDS
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))
