namespace Delphix.Virtualization.Schemas;

/// <summary>What the value of a schema's keyword must be.</summary>
internal enum KeywordValue
{
    /// <summary>Any JSON, or what rules of the keyword's own say.</summary>
    Any,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number of things: a whole one, zero or more.</summary>
    Count,

    /// <summary>A list of texts, none of them twice.</summary>
    Names,

    /// <summary>A regular expression.</summary>
    Pattern,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>A schema, or a list of at least one.</summary>
    SchemaOrList,

    /// <summary>A list of at least one schema.</summary>
    SchemaList,

    /// <summary>An object with a schema for each name.</summary>
    SchemaMap,

    /// <summary>An object with a schema for each regular expression.</summary>
    PatternMap,

    /// <summary>An object with a schema, or a list of names, for each name.</summary>
    Dependencies,
}
