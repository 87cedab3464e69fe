"""The plugin host, as the operations of the plugin see it."""

import os
import ssl
import threading
import time
from typing import Any, Optional

from plugin_bridge import tls
from plugin_bridge.connection import Connection, Message
from plugin_bridge.conversation import Conversation
from plugin_bridge.errors import ConnectionClosed, ConnectionLost, ProtocolError, failure, user_error
from plugin_bridge.settings import Settings

_PROTOCOL = 1
_FIRST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 2


class PluginHost:
    """Keeps connections, which are opened when a call needs one, and used again for later calls."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._context: Optional[ssl.SSLContext] = None
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._process = os.getpid()

    def call(self, operation: str, request: Message) -> Message:
        """Runs an operation in the plugin host.

        Returns:
            The content of the response's returnValue.

        Raises:
            UserError: The operation tells the user of a problem, or the plugin host cannot run it.
            PluginError: The C# code failed with an internal error.
            LibraryError, SystemExit: A library raised it, and the C# code did not handle it.
        """
        connection = self._accepted()
        conversation = Conversation(connection)
        try:
            end = conversation.hold(operation, request)
        except ConnectionLost as error:
            connection.close()
            raise user_error(
                f"The connection to the plugin host at {self._settings.address} broke while {operation} ran: {error}.",
                "The operation was cancelled there. See the log of the plugin host, then run the job again.",
            ) from error
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        if end["type"] == "returned":
            result: dict[str, Any] = end["result"]
            return result
        raise conversation.library_error(end["library"]) if end["kind"] == "library" else failure(end)

    def _accepted(self) -> Connection:
        """
        A connection on which the plugin host waits for a call. Nothing runs before that, so that a connection that breaks until then is
        replaced by another one.
        """
        deadline = time.monotonic() + self._settings.connect_seconds
        pause = _FIRST_PAUSE_SECONDS
        while True:
            kept = self._take()
            try:
                return self._greeted(kept, is_new=False) if kept else self._greeted(self._connect(), is_new=True)
            except ConnectionLost as error:
                if kept:
                    continue
                if time.monotonic() + pause >= deadline:
                    raise tls.unreachable(self._settings, error) from error
            threading.Event().wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _connect(self) -> Connection:
        if self._context is None:
            self._context = tls.make_context(self._settings)
        return Connection(tls.connect(self._settings, self._context), self._settings)

    def _greeted(self, connection: Connection, is_new: bool) -> Connection:
        try:
            self._greet(connection, is_new)
            return connection
        except BaseException:
            connection.close()
            raise

    def _greet(self, connection: Connection, is_new: bool) -> None:
        """Says which plugin the call is for. The plugin host may let it wait until others have ended."""
        settings = self._settings
        connection.restart_clock()
        connection.post({
            "type": "hello",
            "protocol": _PROTOCOL,
            "plugin": settings.plugin_id,
            "build": settings.build_number,
            "hash": settings.artifact_hash,
        })
        while not (messages := self._exchange(connection, is_new)):
            pass
        answer = messages[0]
        if answer["type"] == "refused":
            raise user_error(answer["message"], answer["action"])
        if answer["type"] == "stopping":
            raise ConnectionLost("it stops")
        if answer["type"] != "welcome":
            raise ProtocolError(f"The plugin host answered with a message of the type '{answer['type']}'.")

    def _exchange(self, connection: Connection, is_new: bool) -> list[Message]:
        try:
            return connection.exchange()
        except ConnectionLost as error:
            cause = error.__cause__
            is_alert = isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError)
            # With TLS 1.3, the plugin host judges a certificate only after the connection is open, and may close it without a word.
            if is_new and (is_alert or isinstance(error, ConnectionClosed)):
                raise tls.refused(self._settings, str(error)) from error
            raise

    def _take(self) -> Optional[Connection]:
        with self._lock:
            if self._process != os.getpid():
                # After a fork, the open connections still belong to the parent process.
                self._idle, self._process = [], os.getpid()
            return self._idle.pop() if self._idle else None

    def _keep(self, connection: Connection) -> None:
        with self._lock:
            self._idle.append(connection)
