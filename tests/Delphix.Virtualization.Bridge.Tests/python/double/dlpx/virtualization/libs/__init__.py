"""A double of the documented package: the platform libraries, which hand each call to the engine that drives the plugin."""

import logging
import sys
from typing import Any, Callable, Optional

from dlpx.virtualization.common import Credentials, KeyPairCredentials, PasswordCredentials, RemoteConnection, check
from dlpx.virtualization.libs.exceptions import LibraryError, PluginScriptError

Answer = dict[str, Any]
_check = check


class RunResult:
    """How a script ended."""

    def __init__(self, answer: Answer) -> None:
        self.exit_code: int = answer["exitCode"]
        self.stdout: str = answer["stdout"]
        self.stderr: str = answer["stderr"]


class Engine:
    """What an engine gives to the libraries."""

    call: Callable[[str, Answer], Answer]
    log: Callable[[int, str, str], None]


def _call(name: str, arguments: Answer) -> Answer:
    answer = Engine.call(name, arguments)
    if "error" in answer:
        raise LibraryError(answer["error"]["id"], answer["error"]["message"])
    if "exit" in answer:
        sys.exit()
    return answer


def _run(name: str, connection: Any, command: Any, variables: Any, must_succeed: bool, **more: Any) -> RunResult:
    _check(name, "remote_connection", connection, RemoteConnection)
    _check(name, "command", command, str)
    for key, value in _check(name, "variables", variables or {}, dict).items():
        _check(name, "a variable's name", key, str)
        _check(name, "a variable's value", value, str)
    answer = _call(name, {"connection": _connection(connection), "command": command, "variables": variables or {}, **more})
    result = RunResult(answer)
    if must_succeed and result.exit_code != 0:
        raise PluginScriptError(f"The script ended with {result.exit_code}: {result.stdout} {result.stderr}")
    return result


def run_bash(remote_connection: RemoteConnection, command: str, variables: Optional[dict[str, str]] = None,
             use_login_shell: bool = False, check: bool = False) -> RunResult:
    """Runs a bash script."""
    return _run("run_bash", remote_connection, command, variables, check, useLoginShell=use_login_shell)


def run_powershell(remote_connection: RemoteConnection, command: str, variables: Optional[dict[str, str]] = None,
                   check: bool = False) -> RunResult:
    """Runs a PowerShell script."""
    return _run("run_powershell", remote_connection, command, variables, check)


def run_expect(remote_connection: RemoteConnection, command: str, variables: Optional[dict[str, str]] = None,
               check: bool = False) -> RunResult:
    """Runs an expect script."""
    return _run("run_expect", remote_connection, command, variables, check)


def run_sync(remote_connection: RemoteConnection, source_directory: str, rsync_user: Optional[str] = None,
             exclude_paths: Optional[list[str]] = None, sym_links_to_follow: Optional[list[str]] = None) -> None:
    """Copies a directory into the dSource."""
    _check("run_sync", "remote_connection", remote_connection, RemoteConnection)
    _check("run_sync", "source_directory", source_directory, str)
    for name, paths in (("exclude_paths", exclude_paths), ("sym_links_to_follow", sym_links_to_follow)):
        for path in _check("run_sync", name, paths or [], list):
            _check("run_sync", f"an item of {name}", path, str)
    _call("run_sync", {
        "connection": _connection(remote_connection),
        "sourceDirectory": source_directory,
        "rsyncUser": rsync_user,
        "excludePaths": exclude_paths,
        "symLinksToFollow": sym_links_to_follow,
    })


def retrieve_credentials(credentials_supplier: dict[str, Any]) -> Credentials:
    """Retrieves the credentials behind a supplier."""
    _check("retrieve_credentials", "credentials_supplier", credentials_supplier, dict)
    answer = _call("retrieve_credentials", {"credentialsSupplier": credentials_supplier})
    if "password" in answer:
        return PasswordCredentials(answer["username"], answer["password"])
    return KeyPairCredentials(answer["username"], answer["privateKey"], answer["publicKey"])


def upgrade_password(password: str, username: Optional[str] = None) -> dict[str, Any]:
    """Turns a password into a supplier."""
    _check("upgrade_password", "password", password, str)
    supplier: dict[str, Any] = _call("upgrade_password", {"password": password, "username": username})["credentialsSupplier"]
    return supplier


class PlatformHandler(logging.Handler):
    """Hands log lines to the engine."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hands over one line."""
        Engine.log(record.levelno, record.name, self.format(record))


def _connection(value: RemoteConnection) -> Answer:
    host = value.environment.host
    return {
        "environment": {
            "name": value.environment.name,
            "reference": value.environment.reference,
            "host": {
                "name": host.name,
                "reference": host.reference,
                "binaryPath": host.binary_path,
                "scratchPath": host.scratch_path,
            },
        },
        "user": {"name": value.user.name, "reference": value.user.reference},
    }
