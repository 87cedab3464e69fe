"""Calls the platform libraries for the C# code."""

from typing import Any

from dlpx.virtualization import libs
from dlpx.virtualization.common import KeyPairCredentials

from plugin_bridge import requests


def call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Calls a library.

    Args:
        name: The library's documented name.
        arguments: Its arguments by name, in the form of the messages; one that is absent has its default.

    Returns:
        The result as a message.
    """
    values = dict(arguments)
    if "remote_connection" in values:
        values["remote_connection"] = requests.read_connection(values["remote_connection"])
    return _LIBRARIES[name](values)


def _run(library: Any, values: dict[str, Any]) -> dict[str, Any]:
    result = library(**values)
    return {"exitCode": result.exit_code, "stdout": result.stdout, "stderr": result.stderr}


def _run_sync(values: dict[str, Any]) -> dict[str, Any]:
    libs.run_sync(**values)
    return {}


def _retrieve_credentials(values: dict[str, Any]) -> dict[str, Any]:
    credentials: Any = libs.retrieve_credentials(**values)
    if isinstance(credentials, KeyPairCredentials):
        return {
            "username": credentials.username,
            "privateKey": credentials.private_key,
            "publicKey": credentials.public_key,
        }
    return {"username": credentials.username, "password": credentials.password}


def _upgrade_password(values: dict[str, Any]) -> dict[str, Any]:
    return {"credentialsSupplier": libs.upgrade_password(**values)}


_LIBRARIES = {
    "run_bash": lambda values: _run(libs.run_bash, values),
    "run_powershell": lambda values: _run(libs.run_powershell, values),
    "run_expect": lambda values: _run(libs.run_expect, values),
    "run_sync": _run_sync,
    "retrieve_credentials": _retrieve_credentials,
    "upgrade_password": _upgrade_password,
}
