"""What dvp build writes beside this code: which plugin it stands for, and how its plugin host is reached."""

import json
import pkgutil
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Settings:
    """The content of settings.json."""

    plugin_id: str
    plugin_name: str
    build_number: str
    artifact_hash: str
    strategy: str
    operations: tuple[str, ...]
    migrations: tuple[tuple[str, str], ...]
    """The id of each data migration, and the operation that runs it."""
    host: str
    port: int
    authority: str
    certificate: str
    key: str
    connect_seconds: float = 30
    """How long to try to reach a plugin host that is down, such as one that starts again."""
    ping_seconds: float = 15
    silence_seconds: float = 60

    @staticmethod
    def load() -> "Settings":
        """Reads settings.json, from a folder or from a zip file."""
        data = pkgutil.get_data(__package__, "settings.json")
        if data is None:
            raise ImportError("The plugin lacks plugin_bridge/settings.json. Build it again with dvp build --official.")
        return Settings.of(json.loads(data))

    @staticmethod
    def of(values: dict[str, Any]) -> "Settings":
        """Makes the settings of what the file says."""
        lists = {
            "operations": tuple(values["operations"]),
            "migrations": tuple((item["id"], item["operation"]) for item in values["migrations"]),
        }
        return Settings(**{**values, **lists})

    @property
    def address(self) -> str:
        """Where the plugin host listens, for messages."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
