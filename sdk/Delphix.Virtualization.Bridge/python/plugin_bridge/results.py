"""Turns the result of an operation into the objects that the official wrappers expect."""

from typing import Any

from dlpx.virtualization.platform import Mount, MountSpecification, OwnershipSpecification, Status

from plugin_bridge import requests
from plugin_bridge.definitions import RepositoryDefinition, SnapshotDefinition, SourceConfigDefinition


def read(result: dict[str, Any]) -> Any:
    """The value of a result, which has the name of its kind. None when the operation returns nothing."""
    for name, reader in _READERS.items():
        if name in result:
            return reader(result)
    return None


def _mount_specification(result: dict[str, Any]) -> MountSpecification:
    mounts = [result["stagedMount"]] if "stagedMount" in result else result["mounts"]
    owner = result.get("ownershipSpec")
    return MountSpecification(
        [_mount(item) for item in mounts],
        OwnershipSpecification(owner["uid"], owner["gid"]) if owner else None,
    )


def _mount(message: dict[str, Any]) -> Mount:
    return Mount(
        requests.read_environment(message["remoteEnvironment"]),
        message["mountPath"],
        message.get("sharedPath"),
    )


_READERS = {
    "repositories": lambda result: [RepositoryDefinition.from_dict(item["parameters"]) for item in result["repositories"]],
    "sourceConfigs": lambda result: [SourceConfigDefinition.from_dict(item["parameters"]) for item in result["sourceConfigs"]],
    "sourceConfig": lambda result: SourceConfigDefinition.from_dict(result["sourceConfig"]["parameters"]),
    "snapshot": lambda result: SnapshotDefinition.from_dict(result["snapshot"]["parameters"]),
    "status": lambda result: Status[result["status"]],
    "databaseSize": lambda result: result["databaseSize"],
    "stagedMount": _mount_specification,
    "mounts": _mount_specification,
}
