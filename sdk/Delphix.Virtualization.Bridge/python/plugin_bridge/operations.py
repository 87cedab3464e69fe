"""
Adds to a plugin those operations that its C# code has. The official build looks at the names of their parameters, which therefore stand
here in full.
"""

from typing import Any, Callable, Optional, Protocol

from dlpx.virtualization.common import RemoteConnection
from dlpx.virtualization.platform import DirectSource, StagedSource, VirtualSource

from plugin_bridge import requests, results
from plugin_bridge.definitions import RepositoryDefinition, SnapshotDefinition, SnapshotParametersDefinition, SourceConfigDefinition
from plugin_bridge.requests import Message
from plugin_bridge.settings import Settings

_Call = Callable[[Message], Any]
_Operation = Callable[..., Any]


class Host(Protocol):
    """What runs operations."""

    def call(self, operation: str, request: Message) -> Message:
        """Runs an operation and returns its result."""


def add_to(plugin: Any, settings: Settings, host: Host) -> None:
    """Decorates one function for each operation and each data migration that the settings list."""
    linked = _STAGED if settings.strategy == "STAGED" else _DIRECT
    for operation in settings.operations:
        group, name = _documented(operation)
        make = (linked if group == "linked" else _OTHERS)[operation]
        getattr(getattr(plugin, group), name)()(_named(operation, make(_call_of(host, operation))))
    for migration_id, operation in settings.migrations:
        group, name = _documented(operation)
        migrate = _MIGRATIONS[operation](_migration_of(host, operation, migration_id))
        getattr(plugin.upgrade, name)(migration_id)(_named(f"{operation}.{migration_id}", migrate))


def _documented(operation: str) -> tuple[str, str]:
    """The group and the name of an operation's decorator: linked.preSnapshot has linked and pre_snapshot."""
    group, name = operation.split(".")
    return group, "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _named(operation: str, function: _Operation) -> _Operation:
    """Names a function after its operation, as messages of the official build name it."""
    function.__name__ = operation.replace(".", "_")
    return function


def _call_of(host: Host, operation: str) -> _Call:
    return lambda request: results.read(host.call(operation, request))


def _migration_of(host: Host, operation: str, migration_id: str) -> _Call:
    def migrate(old: Message) -> Message:
        request = {"migrationIds": [migration_id], "preUpgradeParameters": {"value": old}}
        new: Message = host.call(operation, request)["postUpgradeParameters"]["value"]
        return new

    return migrate


def _of_connection(call: _Call) -> _Operation:
    def operation(source_connection: RemoteConnection) -> Any:
        return call({
            "sourceConnection": requests.connection(source_connection),
        })

    return operation


def _of_connection_and_repository(call: _Call) -> _Operation:
    def operation(source_connection: RemoteConnection, repository: RepositoryDefinition) -> Any:
        return call({
            "sourceConnection": requests.connection(source_connection),
            "repository": requests.definition(repository),
        })

    return operation


def _of_staged_snapshot(call: _Call) -> _Operation:
    def operation(
        staged_source: StagedSource,
        repository: RepositoryDefinition,
        source_config: SourceConfigDefinition,
        optional_snapshot_parameters: Optional[SnapshotParametersDefinition],
    ) -> Any:
        return call({
            "stagedSource": requests.staged_source(staged_source),
            "repository": requests.definition(repository),
            "sourceConfig": requests.definition(source_config),
            "snapshotParameters": requests.optional_definition(optional_snapshot_parameters),
        })

    return operation


def _of_staged_source(call: _Call) -> _Operation:
    def operation(staged_source: StagedSource, repository: RepositoryDefinition, source_config: SourceConfigDefinition) -> Any:
        return call({
            "stagedSource": requests.staged_source(staged_source),
            "repository": requests.definition(repository),
            "sourceConfig": requests.definition(source_config),
        })

    return operation


def _of_staged_mount(call: _Call) -> _Operation:
    def operation(staged_source: StagedSource, repository: RepositoryDefinition) -> Any:
        return call({
            "stagedSource": requests.staged_source(staged_source),
            "repository": requests.definition(repository),
        })

    return operation


def _of_direct_snapshot(call: _Call) -> _Operation:
    def operation(
        direct_source: DirectSource,
        repository: RepositoryDefinition,
        source_config: SourceConfigDefinition,
        optional_snapshot_parameters: Optional[SnapshotParametersDefinition],
    ) -> Any:
        return call({
            "directSource": requests.direct_source(direct_source),
            "repository": requests.definition(repository),
            "sourceConfig": requests.definition(source_config),
            "snapshotParameters": requests.optional_definition(optional_snapshot_parameters),
        })

    return operation


def _of_direct_source(call: _Call) -> _Operation:
    def operation(direct_source: DirectSource, repository: RepositoryDefinition, source_config: SourceConfigDefinition) -> Any:
        return call({
            "directSource": requests.direct_source(direct_source),
            "repository": requests.definition(repository),
            "sourceConfig": requests.definition(source_config),
        })

    return operation


def _of_virtual_source(call: _Call) -> _Operation:
    def operation(virtual_source: VirtualSource, repository: RepositoryDefinition, source_config: SourceConfigDefinition) -> Any:
        return call({
            "virtualSource": requests.virtual_source(virtual_source),
            "repository": requests.definition(repository),
            "sourceConfig": requests.definition(source_config),
        })

    return operation


def _of_virtual_source_and_repository(call: _Call) -> _Operation:
    def operation(virtual_source: VirtualSource, repository: RepositoryDefinition) -> Any:
        return call({
            "virtualSource": requests.virtual_source(virtual_source),
            "repository": requests.definition(repository),
        })

    return operation


def _of_new_virtual_source(call: _Call) -> _Operation:
    def operation(virtual_source: VirtualSource, snapshot: SnapshotDefinition, repository: RepositoryDefinition) -> Any:
        return call({
            "virtualSource": requests.virtual_source(virtual_source),
            "snapshot": requests.definition(snapshot),
            "repository": requests.definition(repository),
        })

    return operation


def _of_virtual_source_and_snapshot(call: _Call) -> _Operation:
    def operation(
        virtual_source: VirtualSource,
        repository: RepositoryDefinition,
        source_config: SourceConfigDefinition,
        snapshot: SnapshotDefinition,
    ) -> Any:
        return call({
            "virtualSource": requests.virtual_source(virtual_source),
            "repository": requests.definition(repository),
            "sourceConfig": requests.definition(source_config),
            "snapshot": requests.definition(snapshot),
        })

    return operation


def _of_old_repository(migrate: _Call) -> _Operation:
    def operation(old_repository: Message) -> Any:
        return migrate(old_repository)

    return operation


def _of_old_source_config(migrate: _Call) -> _Operation:
    def operation(old_source_config: Message) -> Any:
        return migrate(old_source_config)

    return operation


def _of_old_linked_source(migrate: _Call) -> _Operation:
    def operation(old_linked_source: Message) -> Any:
        return migrate(old_linked_source)

    return operation


def _of_old_virtual_source(migrate: _Call) -> _Operation:
    def operation(old_virtual_source: Message) -> Any:
        return migrate(old_virtual_source)

    return operation


def _of_old_snapshot(migrate: _Call) -> _Operation:
    def operation(old_snapshot: Message) -> Any:
        return migrate(old_snapshot)

    return operation


_STAGED = {
    "linked.preSnapshot": _of_staged_snapshot,
    "linked.postSnapshot": _of_staged_snapshot,
    "linked.startStaging": _of_staged_source,
    "linked.stopStaging": _of_staged_source,
    "linked.status": _of_staged_source,
    "linked.worker": _of_staged_source,
    "linked.mountSpecification": _of_staged_mount,
    "linked.sourceSize": _of_staged_source,
}
_DIRECT = {
    "linked.preSnapshot": _of_direct_snapshot,
    "linked.postSnapshot": _of_direct_snapshot,
    "linked.sourceSize": _of_direct_source,
}
_OTHERS = {
    "discovery.repository": _of_connection,
    "discovery.sourceConfig": _of_connection_and_repository,
    "virtual.initialize": _of_virtual_source_and_repository,
    "virtual.configure": _of_new_virtual_source,
    "virtual.unconfigure": _of_virtual_source,
    "virtual.reconfigure": _of_virtual_source_and_snapshot,
    "virtual.cleanup": _of_virtual_source,
    "virtual.start": _of_virtual_source,
    "virtual.stop": _of_virtual_source,
    "virtual.preSnapshot": _of_virtual_source,
    "virtual.postSnapshot": _of_virtual_source,
    "virtual.mountSpecification": _of_virtual_source_and_repository,
    "virtual.status": _of_virtual_source,
    "virtual.sourceSize": _of_virtual_source,
}
_MIGRATIONS = {
    "upgrade.repository": _of_old_repository,
    "upgrade.sourceConfig": _of_old_source_config,
    "upgrade.linkedSource": _of_old_linked_source,
    "upgrade.virtualSource": _of_old_virtual_source,
    "upgrade.snapshot": _of_old_snapshot,
}
