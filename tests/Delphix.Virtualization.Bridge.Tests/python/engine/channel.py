"""The line to the test that drives an engine: one JSON document a line, for calls, library calls and the answers to both."""

import itertools
import json
import queue
import sys
import threading
from typing import Any, Iterator

Message = dict[str, Any]


class Channel:
    """Reads and writes lines. Library calls may come from any thread."""

    def __init__(self) -> None:
        self._output = sys.stdout
        # A plugin may print nothing; what it does print must not look like an answer.
        sys.stdout = sys.stderr
        self._writing = threading.Lock()
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.Queue[Message]] = {}
        self._calls: queue.Queue[Message] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def calls(self) -> Iterator[Message]:
        """The requests of the test, until it closes the line."""
        while call := self._calls.get():
            yield call

    def send(self, message: Message) -> None:
        """Sends a message to the test."""
        with self._writing:
            print(json.dumps(message), file=self._output, flush=True)

    def library(self, name: str, arguments: Message) -> Message:
        """Has the test call a library, and waits for its answer."""
        number = next(self._numbers)
        answer = self._answers[number] = queue.Queue()
        self.send({"library": name, "id": number, "arguments": arguments})
        return answer.get()

    def log(self, level: int, logger: str, message: str) -> None:
        """Hands over a log line."""
        self.send({"log": message, "level": level, "logger": logger})

    def _read(self) -> None:
        for line in sys.stdin:
            message = json.loads(line)
            if "answer" in message:
                self._answers.pop(message["answer"]).put(message["result"])
            else:
                self._calls.put(message)
        self._calls.put({})
