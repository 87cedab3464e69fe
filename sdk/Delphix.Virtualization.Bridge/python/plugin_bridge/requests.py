"""Turns the objects that the official wrappers pass to an operation into the platform's messages."""

from typing import Any, Optional

from dlpx.virtualization.common import RemoteConnection, RemoteEnvironment, RemoteHost, RemoteUser
from dlpx.virtualization.platform import DirectSource, Mount, StagedSource, VirtualSource

from plugin_bridge.definitions import Definition

Message = dict[str, Any]


def definition(value: Definition) -> Message:
    """The message of a repository, a source config or a snapshot."""
    return {"parameters": value.to_dict()}


def optional_definition(value: Optional[Definition]) -> Optional[Message]:
    """The message of snapshot parameters; None when a policy runs the sync."""
    return None if value is None else definition(value)


def connection(value: RemoteConnection) -> Message:
    """The message of a connection."""
    return {
        "environment": environment(value.environment),
        "user": {"name": value.user.name, "reference": value.user.reference},
    }


def environment(value: RemoteEnvironment) -> Message:
    """The message of an environment."""
    host = value.host
    return {
        "name": value.name,
        "reference": value.reference,
        "host": {
            "name": host.name,
            "reference": host.reference,
            "binaryPath": host.binary_path,
            "scratchPath": host.scratch_path,
        },
    }


def mount(value: Mount) -> Message:
    """The message of a mount. An empty shared path is none."""
    message: Message = {"remoteEnvironment": environment(value.remote_environment), "mountPath": value.mount_path}
    if value.shared_path:
        message["sharedPath"] = value.shared_path
    return message


def direct_source(value: DirectSource) -> Message:
    """The message of a dSource that the engine copies itself."""
    return {
        "linkedSource": {"guid": value.guid, **definition(value.parameters)},
        "connection": connection(value.connection),
    }


def staged_source(value: StagedSource) -> Message:
    """The message of a dSource on a staging host. A mount without a path means that nothing is mounted."""
    message: Message = {
        "linkedSource": {"guid": value.guid, **definition(value.parameters)},
        "sourceConnection": connection(value.source_connection),
        "stagedConnection": connection(value.staged_connection),
    }
    if value.mounts:
        message["mounts"] = [mount(item) for item in value.mounts]
    elif value.mount and value.mount.mount_path:
        message["stagedMount"] = mount(value.mount)
    return message


def virtual_source(value: VirtualSource) -> Message:
    """The message of a VDB."""
    return {
        "guid": value.guid,
        **definition(value.parameters),
        "connection": connection(value.connection),
        "mounts": [mount(item) for item in value.mounts],
    }


def read_connection(message: Message) -> RemoteConnection:
    """The connection of a message."""
    user = message["user"]
    return RemoteConnection(read_environment(message["environment"]), RemoteUser(user["name"], user["reference"]))


def read_environment(message: Message) -> RemoteEnvironment:
    """The environment of a message."""
    host = message["host"]
    return RemoteEnvironment(
        message["name"],
        message["reference"],
        RemoteHost(host["name"], host["reference"], host["binaryPath"], host["scratchPath"]),
    )
