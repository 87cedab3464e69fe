"""One call of an operation: the library calls and log lines that come back while it runs, and its end."""

import contextvars
import threading
import time
from typing import Optional

from plugin_bridge import libraries, logs
from plugin_bridge.connection import Connection, Message
from plugin_bridge.errors import ProtocolError

_LEFT_LIBRARY_SECONDS = 10


class Conversation:
    """Answers the plugin host until the operation has ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._threads: list[threading.Thread] = []
        self._errors: dict[int, BaseException] = {}
        self._ended = False

    def hold(self, operation: str, request: Message) -> Message:
        """Calls an operation and returns the message that ends it, returned or failed.

        Raises:
            ConnectionLost: The connection broke. The plugin host cancels the operation.
        """
        self._connection.post({"type": "call", "operation": operation, "request": request})
        try:
            end: Optional[Message] = None
            while end is None:
                for message in self._connection.exchange():
                    end = self._answer(message)
            self._join()
            return end
        finally:
            self._ended = True

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
            # Each has a thread of its own: a script that reads another one's progress must not wait for its end.
            context = contextvars.copy_context()
            thread = threading.Thread(target=context.run, args=(self._call_library, message), daemon=True)
            self._threads.append(thread)
            thread.start()
        else:
            raise ProtocolError(f"The plugin host sent a message of the unknown type '{kind}'.")
        return None

    def _call_library(self, message: Message) -> None:
        number = message["id"]
        answer: Message
        try:
            answer = {"type": "libraryReturned", "id": number, "result": libraries.call(message["name"], message["arguments"])}
        except BaseException as error:  # SystemExit too: it ends the operation, on the thread that called it.
            answer = self._failure(number, error)
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

    def _join(self) -> None:
        """Waits a little for libraries whose result the operation did not wait for."""
        deadline = time.monotonic() + _LEFT_LIBRARY_SECONDS
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))
