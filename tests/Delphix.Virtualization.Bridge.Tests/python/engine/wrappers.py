"""Calls operations as the documented wrappers do: makes their objects from messages, and refuses a result of a wrong type."""

from typing import Any, Optional

from dlpx.virtualization.common import RemoteConnection, RemoteEnvironment, RemoteHost, RemoteUser
from dlpx.virtualization.platform import DirectSource, Mount, MountSpecification, StagedSource, Status, VirtualSource
from dlpx.virtualization.platform.exceptions import IncorrectReturnTypeError

Message = dict[str, Any]
_MAX_INT32 = 2**31


def call(plugin: Any, operation: str, request: Message) -> Message:
    """Runs an operation or a data migration and returns the result's message."""
    group, name = operation.split(".")
    if group == "upgrade":
        return _migrate(plugin, name, request)
    function = getattr(plugin, group).functions[name]
    return _result(operation, function(**_arguments(request, operation)))


def _definitions() -> Any:
    import generated.definitions

    return generated.definitions


def _migrate(plugin: Any, kind: str, request: Message) -> Message:
    functions = [
        plugin.upgrade.functions[migration_id]
        for migration_id in request["migrationIds"]
        if plugin.upgrade.functions[migration_id][0] == kind
    ]
    values = dict(request["preUpgradeParameters"])
    for reference in values:
        for _, function in functions:
            values[reference] = function(values[reference])
    return {"postUpgradeParameters": values}


def _arguments(request: Message, operation: str) -> Message:
    definitions = _definitions()
    arguments: Message = {}
    for name, message in request.items():
        if name == "sourceConnection":
            arguments["source_connection"] = _connection(message)
        elif name == "snapshotParameters":
            values = (message or {}).get("parameters")
            parameters = None if values is None else definitions.SnapshotParametersDefinition.from_dict(values)
            arguments["optional_snapshot_parameters"] = parameters
        elif name == "directSource":
            connection = _connection(message["connection"])
            arguments["direct_source"] = DirectSource(message["linkedSource"]["guid"], connection, _linked(message))
        elif name == "stagedSource":
            arguments["staged_source"] = _staged_source(message)
        elif name == "virtualSource":
            values = definitions.VirtualSourceDefinition.from_dict(message["parameters"])
            mounts = [_mount(item) for item in message["mounts"]]
            arguments["virtual_source"] = VirtualSource(message["guid"], _connection(message["connection"]), values, mounts)
        else:
            documented, of = {
                "repository": ("repository", "RepositoryDefinition"),
                "sourceConfig": ("source_config", "SourceConfigDefinition"),
                "snapshot": ("snapshot", "SnapshotDefinition"),
            }[name]
            arguments[documented] = getattr(definitions, of).from_dict(message["parameters"])
    if operation in ("linked.pre_snapshot", "linked.post_snapshot"):
        arguments.setdefault("optional_snapshot_parameters", None)
    return arguments


def _linked(message: Message) -> Any:
    return _definitions().LinkedSourceDefinition.from_dict(message["linkedSource"]["parameters"])


def _staged_source(message: Message) -> StagedSource:
    mounts = [_mount(item) for item in message.get("mounts") or []]
    # Where nothing is mounted, there is a mount without a path.
    mount = None if mounts else _mount(message.get("stagedMount") or {"mountPath": ""})
    return StagedSource(
        message["linkedSource"]["guid"],
        _connection(message["sourceConnection"]),
        _linked(message),
        mount,
        _connection(message["stagedConnection"]),
        mounts or None,
    )


def _connection(message: Message) -> RemoteConnection:
    user = message["user"]
    return RemoteConnection(_environment(message["environment"]), RemoteUser(user["name"], user["reference"]))


def _environment(message: Optional[Message]) -> RemoteEnvironment:
    message = message or {"name": "", "reference": "", "host": {}}
    host = {"name": "", "reference": "", "binaryPath": "", "scratchPath": "", **message["host"]}
    return RemoteEnvironment(
        message["name"],
        message["reference"],
        RemoteHost(host["name"], host["reference"], host["binaryPath"], host["scratchPath"]),
    )


def _mount(message: Message) -> Mount:
    return Mount(_environment(message.get("remoteEnvironment")), message["mountPath"], message.get("sharedPath", ""))


def _result(operation: str, value: Any) -> Message:
    definitions = _definitions()
    match operation:
        case "discovery.repository":
            return {"repositories": _list(operation, value, definitions.RepositoryDefinition)}
        case "discovery.source_config":
            return {"sourceConfigs": _list(operation, value, definitions.SourceConfigDefinition)}
        case "linked.post_snapshot" | "virtual.post_snapshot":
            return {"snapshot": _definition(operation, value, definitions.SnapshotDefinition)}
        case "virtual.configure" | "virtual.reconfigure" | "virtual.initialize":
            return {"sourceConfig": _definition(operation, value, definitions.SourceConfigDefinition)}
        case "linked.mount_specification" | "virtual.mount_specification":
            return _mount_specification(operation, _checked(operation, value, MountSpecification))
        case "linked.status" | "virtual.status":
            return {"status": _checked(operation, value, Status).name}
        case "linked.source_size" | "virtual.source_size":
            if type(value) is not int or not 0 <= value < 2**64:
                raise IncorrectReturnTypeError(f"{operation} returned {value!r}.")
            return {"databaseSize": value}
    return {}


def _mount_specification(operation: str, value: MountSpecification) -> Message:
    mounts = [_mount_message(mount) for mount in value.mounts]
    result: Message = {"mounts": mounts}
    if operation.startswith("linked."):
        if not mounts:
            raise IncorrectReturnTypeError(f"{operation} returned no mount.")
        if len(mounts) == 1:
            if "sharedPath" in mounts[0]:
                raise IncorrectReturnTypeError(f"{operation} returned a single mount with a shared path.")
            result = {"stagedMount": mounts[0]}
    if owner := value.ownership_specification:
        if not all(-_MAX_INT32 <= number < _MAX_INT32 for number in (owner.uid, owner.gid)):
            raise IncorrectReturnTypeError(f"{operation} returned the owner {owner.uid}:{owner.gid}.")
        result["ownershipSpec"] = {"uid": owner.uid, "gid": owner.gid}
    return result


def _mount_message(mount: Mount) -> Message:
    environment = mount.remote_environment
    host = environment.host
    message = {
        "remoteEnvironment": {
            "name": environment.name,
            "reference": environment.reference,
            "host": {
                "name": host.name,
                "reference": host.reference,
                "binaryPath": host.binary_path,
                "scratchPath": host.scratch_path,
            },
        },
        "mountPath": mount.mount_path,
    }
    if mount.shared_path:
        message["sharedPath"] = mount.shared_path
    return message


def _list(operation: str, value: Any, of: type) -> list[Message]:
    return [_definition(operation, item, of) for item in _checked(operation, value, list)]


def _definition(operation: str, value: Any, of: type) -> Message:
    return {"parameters": _checked(operation, value, of).to_dict()}


def _checked(operation: str, value: Any, expected: type) -> Any:
    if not isinstance(value, expected):
        raise IncorrectReturnTypeError(f"{operation} returned {type(value).__name__}, and not {expected.__name__}.")
    return value
