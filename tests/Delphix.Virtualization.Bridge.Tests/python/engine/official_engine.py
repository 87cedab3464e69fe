"""
Drives the plugin of a project through the wrappers of the official packages, for a check by hand: they are not part of this repository.
The environment variable DVP_OFFICIAL_PACKAGES of the tests lists their folders.
"""

import json
import logging
import sys
import types
from typing import Any

from channel import Channel, Message
from google.protobuf import json_format
from stand_in_engine import describe

_REQUESTS = {
    "discovery.repository": "RepositoryDiscovery",
    "discovery.source_config": "SourceConfigDiscovery",
    "linked.start_staging": "StartStaging",
    "linked.stop_staging": "StopStaging",
    "linked.status": "StagedStatus",
    "linked.worker": "StagedWorker",
    "linked.mount_specification": "StagedMountSpec",
    "virtual.cleanup": "VirtualCleanup",
    "virtual.pre_snapshot": "VirtualPreSnapshot",
    "virtual.post_snapshot": "VirtualPostSnapshot",
    "virtual.status": "VirtualStatus",
    "virtual.mount_specification": "VirtualMountSpec",
    "virtual.source_size": "VirtualSourceSize",
}
_BY_STRATEGY = {"pre_snapshot": "PreSnapshot", "post_snapshot": "PostSnapshot", "source_size": "SourceSize"}


def call(plugin: Any, operation: str, request: Message) -> Message:
    """Runs an operation through its wrapper and returns the result's message."""
    from dlpx.virtualization.api import platform_pb2

    group, name = operation.split(".")
    wrapper = f"_internal_{name}"
    if group == "upgrade":
        return _migrate(getattr(plugin.upgrade, wrapper), name, request)
    message = _REQUESTS.get(operation, name.capitalize())
    if group == "linked" and name in _BY_STRATEGY:
        strategy = "staged" if "stagedSource" in request else "direct"
        wrapper, message = f"_internal_{strategy}_{name}", f"{strategy.capitalize()}{_BY_STRATEGY[name]}"
    elif operation == "virtual.source_size":
        wrapper = "_internal_virtual_source_size"
    if name in ("pre_snapshot", "post_snapshot") and group == "linked":
        request["snapshotParameters"] = request.get("snapshotParameters") or {"parameters": None}
    proto = json_format.ParseDict(_to_proto(request), getattr(platform_pb2, f"{message}Request")())
    result = getattr(getattr(plugin, group), wrapper)(proto).return_value
    return _from_proto(json_format.MessageToDict(result, including_default_value_fields=True), group)


def _migrate(wrapper: Any, name: str, request: Message) -> Message:
    from dlpx.virtualization.api import platform_pb2

    proto = platform_pb2.UpgradeRequest(
        pre_upgrade_parameters={key: json.dumps(value) for key, value in request["preUpgradeParameters"].items()},
        type=name.replace("_", "").upper(),
        migration_ids=request["migrationIds"],
    )
    values = wrapper(proto).return_value.post_upgrade_parameters
    return {"postUpgradeParameters": {key: json.loads(value) for key, value in values.items()}}


def _to_proto(value: Any) -> Any:
    """Definitions travel as JSON text."""
    if isinstance(value, dict):
        return {key: {"json": json.dumps(item)} if key == "parameters" else _to_proto(item) for key, item in value.items()}
    return [_to_proto(item) for item in value] if isinstance(value, list) else value


def _from_proto(result: Message, group: str) -> Message:
    if "databaseSize" in result:
        return {"databaseSize": int(result["databaseSize"])}
    if group == "linked" and not result.get("mounts", True):
        del result["mounts"]
    values: Message = _without_empty(result)
    return values


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: json.loads(item["json"]) if key == "parameters" else _without_empty(item)
        for key, item in value.items()
        if not (key == "sharedPath" and item == "") and not (key == "name" and item == "" and "parameters" in value)
    }


def _install_libraries(channel: Channel) -> None:
    from dlpx.virtualization.api import libs_pb2

    def library(name: str, message: str) -> Any:
        response_type = getattr(libs_pb2, f"{message}Response")

        def run(request: Any) -> Any:
            arguments = json_format.MessageToDict(request, including_default_value_fields=True)
            if "remoteConnection" in arguments:
                arguments["connection"] = arguments.pop("remoteConnection")
            for optional in ("rsyncUser", "username"):
                if arguments.get(optional) == "":
                    arguments[optional] = None
            answer = channel.library(name, arguments)
            if "error" in answer:
                return response_type(error={"actionable_error": answer["error"]})
            if "exit" in answer:
                return response_type(error={"non_actionable_error": {}})
            if "privateKey" in answer:
                answer = {"username": answer["username"], "keyPair": {key: answer[key] for key in ("privateKey", "publicKey")}}
            response = response_type()
            response.return_value.SetInParent()
            json_format.ParseDict(answer, response.return_value)
            return response

        return run

    def log(request: Any) -> Any:
        channel.log({0: 10, 1: 20, 2: 40}[request.level], "", request.message)
        response = libs_pb2.LogResponse()
        response.return_value.SetInParent()
        return response

    module: Any = types.ModuleType("dlpx.virtualization._engine.libs")
    for name, message in (("run_bash", "RunBash"), ("run_powershell", "RunPowerShell"), ("run_expect", "RunExpect"),
                          ("run_sync", "RunSync"), ("retrieve_credentials", "Credentials"), ("upgrade_password", "UpgradePassword")):
        setattr(module, name, library(name, message))
    module.log = log
    package: Any = types.ModuleType("dlpx.virtualization._engine")
    package.libs = module
    sys.modules.update({package.__name__: package, module.__name__: module})


def _implemented(group: Any) -> list[str]:
    suffix = "_impl"
    return sorted(name.removesuffix(suffix) for name, function in vars(group).items() if name.endswith(suffix) and function)


def main() -> None:
    """Loads the plugin, then runs one call after the other."""
    channel = Channel()
    _install_libraries(channel)
    # Where the official build generates classes.
    generated: Any = types.ModuleType("generated")
    generated.definitions = types.ModuleType("generated.definitions")
    sys.modules.update({"generated": generated, "generated.definitions": generated.definitions})
    sys.path.insert(0, sys.argv[1])
    from plugin_runner import plugin

    operations: dict[str, Any] = {group: _implemented(getattr(plugin, group)) for group in ("discovery", "linked", "virtual")}
    operations["upgrade"] = plugin.upgrade.migration_id_list
    channel.send({"ready": True, "handlers": len(logging.getLogger().handlers), "operations": operations})
    for message in channel.calls():
        try:
            channel.send({"result": call(plugin, message["operation"], message["request"])})
        except BaseException as error:
            channel.send({"error": describe(error)})


if __name__ == "__main__":
    main()
