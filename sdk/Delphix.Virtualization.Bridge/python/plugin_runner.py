"""The plugin's entry point. Each operation of the plugin runs in a plugin host, which this module reaches when the first one is called."""

from dlpx.virtualization.platform import Plugin

from plugin_bridge import definitions, logs, operations
from plugin_bridge.plugin_host import PluginHost
from plugin_bridge.settings import Settings

definitions.install()
logs.install()
_settings = Settings.load()
plugin = Plugin()
operations.add_to(plugin, _settings, PluginHost(_settings))
