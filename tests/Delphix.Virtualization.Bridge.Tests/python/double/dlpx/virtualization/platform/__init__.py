"""A double of the documented package: the plugin with its decorators, and the classes of operations."""

import inspect
import re
from enum import Enum
from typing import Any, Callable, Optional

from dlpx.virtualization.common import RemoteConnection, RemoteEnvironment, check
from dlpx.virtualization.platform.exceptions import OperationAlreadyDefinedError

_Operation = Callable[..., Any]


class Status(Enum):
    """Whether a dataset can be used."""

    ACTIVE = 0
    INACTIVE = 1


class Mount:
    """Where storage is mounted."""

    def __init__(self, remote_environment: RemoteEnvironment, mount_path: str, shared_path: Optional[str] = None) -> None:
        self.remote_environment: RemoteEnvironment = check("Mount", "remote_environment", remote_environment, RemoteEnvironment)
        self.mount_path: str = check("Mount", "mount_path", mount_path, str)
        self.shared_path = check("Mount", "shared_path", shared_path, str) if shared_path else shared_path


class OwnershipSpecification:
    """Whom storage belongs to."""

    def __init__(self, uid: int, gid: int) -> None:
        self.uid: int = check("OwnershipSpecification", "uid", uid, int)
        self.gid: int = check("OwnershipSpecification", "gid", gid, int)


class MountSpecification:
    """How storage is mounted."""

    def __init__(self, mounts: list[Mount], ownership_specification: Optional[OwnershipSpecification] = None) -> None:
        self.mounts: list[Mount] = check("MountSpecification", "mounts", mounts, list)
        for mount in mounts:
            check("MountSpecification", "an item of mounts", mount, Mount)
        if ownership_specification:
            check("MountSpecification", "ownership_specification", ownership_specification, OwnershipSpecification)
        self.ownership_specification = ownership_specification


class DirectSource:
    """A dSource that the engine copies itself."""

    def __init__(self, guid: str, connection: RemoteConnection, parameters: Any) -> None:
        self.guid = guid
        self.connection: RemoteConnection = check("DirectSource", "connection", connection, RemoteConnection)
        self.parameters = parameters


class StagedSource:
    """A dSource on a staging host."""

    def __init__(self, guid: str, source_connection: RemoteConnection, parameters: Any, mount: Optional[Mount],
                 staged_connection: RemoteConnection, mounts: Optional[list[Mount]]) -> None:
        self.guid = guid
        self.source_connection: RemoteConnection = check("StagedSource", "source_connection", source_connection, RemoteConnection)
        self.parameters = parameters
        self.mount = mount
        self.staged_connection: RemoteConnection = check("StagedSource", "staged_connection", staged_connection, RemoteConnection)
        self.mounts = mounts


class VirtualSource:
    """A VDB."""

    def __init__(self, guid: str, connection: RemoteConnection, parameters: Any, mounts: list[Mount]) -> None:
        self.guid = guid
        self.connection: RemoteConnection = check("VirtualSource", "connection", connection, RemoteConnection)
        self.parameters = parameters
        self.mounts = mounts


class _Operations:
    """The decorators of a group of operations. Each takes one function with the documented parameters."""

    def __init__(self, **parameters: str) -> None:
        self._parameters = parameters
        self.functions: dict[str, _Operation] = {}

    def __getattr__(self, name: str) -> Callable[[], Callable[[_Operation], _Operation]]:
        if name.startswith("_") or name not in self._parameters:
            raise AttributeError(name)
        return lambda: lambda function: self._add(name, function)

    def _add(self, name: str, function: _Operation) -> _Operation:
        if name in self.functions:
            raise OperationAlreadyDefinedError(name)
        actual = inspect.getfullargspec(function).args
        if not any(sorted(actual) == sorted(expected.split()) for expected in self._parameters[name].split("|")):
            raise TypeError(f"{name} has the parameters {actual}, and not {self._parameters[name]}.")
        self.functions[name] = function
        return function


class _Migrations:
    """The decorators of data migrations, whose ids are unique and not zero."""

    _KINDS = ("repository", "source_config", "linked_source", "virtual_source", "snapshot")

    def __init__(self) -> None:
        self.functions: dict[str, tuple[str, _Operation]] = {}

    def __getattr__(self, name: str) -> Callable[[str], Callable[[_Operation], _Operation]]:
        if name not in self._KINDS:
            raise AttributeError(name)
        return lambda migration_id: lambda function: self._add(name, migration_id, function)

    def _add(self, kind: str, migration_id: str, function: _Operation) -> _Operation:
        if not re.fullmatch(r"\d+(\.\d+)*", migration_id) or not any(map(int, migration_id.split("."))):
            raise ValueError(f"'{migration_id}' is not a migration id.")
        standard = re.sub(r"(\.0+)+$", "", migration_id)
        if standard in self.functions:
            raise OperationAlreadyDefinedError(standard)
        if inspect.getfullargspec(function).args != [f"old_{kind}"]:
            raise TypeError(f"The migration {migration_id} must take old_{kind}.")
        self.functions[standard] = (kind, function)
        return function


_SNAPSHOT = " repository source_config optional_snapshot_parameters"
_SOURCE = " repository source_config"


class Plugin:
    """What a plugin's entry point holds."""

    def __init__(self) -> None:
        self.discovery = _Operations(repository="source_connection", source_config="source_connection repository")
        self.linked = _Operations(
            pre_snapshot=f"staged_source{_SNAPSHOT}|direct_source{_SNAPSHOT}",
            post_snapshot=f"staged_source{_SNAPSHOT}|direct_source{_SNAPSHOT}",
            start_staging=f"staged_source{_SOURCE}",
            stop_staging=f"staged_source{_SOURCE}",
            status=f"staged_source{_SOURCE}",
            worker=f"staged_source{_SOURCE}",
            mount_specification="staged_source repository",
            source_size=f"staged_source{_SOURCE}|direct_source{_SOURCE}",
        )
        self.virtual = _Operations(
            initialize="virtual_source repository",
            configure="virtual_source snapshot repository",
            unconfigure=f"virtual_source{_SOURCE}",
            reconfigure=f"virtual_source{_SOURCE} snapshot",
            cleanup=f"virtual_source{_SOURCE}",
            start=f"virtual_source{_SOURCE}",
            stop=f"virtual_source{_SOURCE}",
            pre_snapshot=f"virtual_source{_SOURCE}",
            post_snapshot=f"virtual_source{_SOURCE}",
            mount_specification="virtual_source repository",
            status=f"virtual_source{_SOURCE}",
            source_size=f"virtual_source{_SOURCE}",
        )
        self.upgrade = _Migrations()
