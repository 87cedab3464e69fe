namespace Delphix.Virtualization.Packaging;

/// <summary>A plugin whose code is loaded. Disposing it lets the code be unloaded, once nothing refers to it any more.</summary>
public sealed class LoadedPlugin : IDisposable
{
    private readonly Plugin _plugin;
    private PluginLoadContext? _context;

    internal LoadedPlugin(Plugin plugin, PluginLoadContext context)
    {
        _plugin = plugin;
        _context = context;
    }

    /// <summary>The object that the entry point holds.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Plugin Plugin
    {
        get
        {
            ObjectDisposedException.ThrowIf(_context is null, this);
            return _plugin;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _context, null)?.Unload();
}
