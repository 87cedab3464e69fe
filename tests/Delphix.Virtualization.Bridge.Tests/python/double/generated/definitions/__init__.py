"""Stands where the official build generates classes, which lose what they do not know. Nothing may use these."""


class RepositoryDefinition:
    """Of no use."""


class SourceConfigDefinition:
    """Of no use."""


class LinkedSourceDefinition:
    """Of no use."""


class VirtualSourceDefinition:
    """Of no use."""


class SnapshotDefinition:
    """Of no use."""


class SnapshotParametersDefinition:
    """Of no use."""
