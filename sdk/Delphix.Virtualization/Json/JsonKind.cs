namespace Delphix.Virtualization.Json;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind
{
    /// <summary><c>{ … }</c></summary>
    Object,

    /// <summary><c>[ … ]</c></summary>
    Array,

    /// <summary><c>"…"</c></summary>
    String,

    /// <summary>A number, as it was written.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c></summary>
    Boolean,

    /// <summary><c>null</c></summary>
    Null,
}
