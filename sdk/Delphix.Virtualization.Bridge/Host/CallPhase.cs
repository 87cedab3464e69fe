namespace Delphix.Virtualization.Bridge.Host;

/// <summary>How far the call of a connection is.</summary>
internal enum CallPhase
{
    /// <summary>There is none.</summary>
    Idle,

    /// <summary>The engine has said hello. The call waits for its turn.</summary>
    Waiting,

    /// <summary>It is its turn. The engine sends the call.</summary>
    Welcomed,

    /// <summary>The operation runs.</summary>
    Running,
}
