"""One connection to the plugin host: messages in JSON, each after its length."""

import json
import selectors
import socket
import ssl
import time
from collections import deque
from typing import Any, Optional

from plugin_bridge.errors import ConnectionClosed, ConnectionLost, ProtocolError
from plugin_bridge.settings import Settings

Message = dict[str, Any]

MAX_MESSAGE_BYTES = 256 << 20
"""More than a platform library may return (192 MiB), written as JSON."""
_LENGTH_BYTES = 4
_CHUNK_BYTES = 256 << 10


class Connection:
    """
    Sends and receives messages. Any thread may post one; only the thread that calls exchange touches the socket, as Python's TLS sockets
    bear no two threads at once.
    """

    def __init__(self, tls: ssl.SSLSocket, settings: Settings) -> None:
        tls.setblocking(False)
        self._socket = tls
        self._settings = settings
        self._received = bytearray()
        self._posted: deque[bytes] = deque()
        self._unsent = memoryview(b"")
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(tls, selectors.EVENT_READ)
        self._selector.register(self._wake_reader, selectors.EVENT_READ)
        self._heard = self._sent = time.monotonic()

    def post(self, message: Message) -> None:
        """Queues a message and wakes the thread in exchange.

        Raises:
            ProtocolError: The message cannot be written as JSON in UTF-8, or is too large.
        """
        try:
            body = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        except ValueError as error:
            raise ProtocolError(f"A message cannot be written: {error}.") from error
        if len(body) > MAX_MESSAGE_BYTES:
            raise ProtocolError(f"A message has {len(body):,} bytes; the most that can be sent are {MAX_MESSAGE_BYTES:,}.")
        self._posted.append(len(body).to_bytes(_LENGTH_BYTES, "big") + body)
        try:
            self._wake_writer.send(b"\0")
        except OSError:
            # The pipe is full, which wakes the reader too, or the connection is closed.
            pass

    def exchange(self) -> list[Message]:
        """Sends what is queued, and returns what has come, which may be nothing. Waits until there is something to do.

        Raises:
            ConnectionLost: The connection broke, or the plugin host has been silent for too long.
        """
        waits_to_write = self._write()
        is_open = self._read()
        messages = self._take()
        if messages:
            return messages
        if not is_open:
            raise ConnectionClosed("it closed the connection")
        self._wait(waits_to_write)
        return []

    def restart_clock(self) -> None:
        """Begins to count silence from now, after a time in which neither side had anything to say."""
        self._heard = self._sent = time.monotonic()

    def close(self) -> None:
        """Closes the connection, which cancels what runs for it in the plugin host."""
        self._selector.close()
        for item in (self._socket, self._wake_reader, self._wake_writer):
            item.close()

    def _write(self) -> bool:
        """Sends as much as the network takes, and returns whether something is left."""
        while self._unsent or self._posted:
            if not self._unsent:
                self._unsent = memoryview(self._posted.popleft())
            try:
                count = self._socket.send(self._unsent)
            except ssl.SSLWantWriteError:
                return True
            except ssl.SSLWantReadError:
                return False
            except OSError as error:
                raise ConnectionLost(str(error)) from error
            self._unsent = self._unsent[count:]
            self._sent = time.monotonic()
        return False

    def _read(self) -> bool:
        """Receives what is there, and returns whether the connection is open."""
        while len(self._received) < self._wanted():
            try:
                chunk = self._socket.recv(_CHUNK_BYTES)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return True
            except OSError as error:
                raise ConnectionLost(str(error)) from error
            if not chunk:
                return False
            self._received += chunk
            self._heard = time.monotonic()
        return True

    def _wanted(self) -> int:
        """How many bytes the message that comes has, with its length."""
        if len(self._received) < _LENGTH_BYTES:
            return _LENGTH_BYTES
        length = int.from_bytes(self._received[:_LENGTH_BYTES], "big")
        if not 0 < length <= MAX_MESSAGE_BYTES:
            raise ProtocolError(f"The plugin host sends a message of {length:,} bytes; it may have 1 to {MAX_MESSAGE_BYTES:,}.")
        return _LENGTH_BYTES + length

    def _take(self) -> list[Message]:
        messages = []
        while len(self._received) >= (end := self._wanted()) > _LENGTH_BYTES:
            message = json.loads(self._received[_LENGTH_BYTES:end])
            del self._received[:end]
            if message["type"] != "ping":
                messages.append(message)
        return messages

    def _wait(self, waits_to_write: bool) -> None:
        now = time.monotonic()
        silent_at = self._heard + self._settings.silence_seconds
        ping_at = self._sent + self._settings.ping_seconds
        if now >= silent_at:
            raise ConnectionLost(f"it was silent for {self._settings.silence_seconds:g} seconds")
        if now >= ping_at and not self._unsent:
            self.post({"type": "ping"})
            return
        self._selector.modify(self._socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if waits_to_write else 0))
        self._selector.select(min(silent_at, ping_at if ping_at > now else silent_at) - now)
        self._forget_wakes()

    def _forget_wakes(self) -> None:
        data: Optional[bytes] = b"\0"
        while data:
            try:
                data = self._wake_reader.recv(_CHUNK_BYTES)
            except BlockingIOError:
                data = None
