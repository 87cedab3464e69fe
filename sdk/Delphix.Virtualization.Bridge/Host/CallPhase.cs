namespace Delphix.Virtualization.Bridge.Host;

/// <summary>How far the call of a connection is.</summary>
internal enum CallPhase
{
    /// <summary>There is none.</summary>
    Idle,

    /// <summary>The engine has said hello. The call waits for its turn.</summary>
    Waiting,

    /// <summary>The call has a slot. The engine now sends it.</summary>
    Welcomed,

    /// <summary>The operation runs.</summary>
    Running,
}
