using Delphix.Virtualization;

namespace Sample;

public sealed class Runner
{
    public static readonly Plugin Field = new Plugin().AddOperations<Discovering>();

    public static Plugin Plugin { get; } = new Plugin().AddOperations<Discovering>().AddOperations<Ingesting>().AddOperations<Migrating>();

    public static Plugin WithFaults { get; } = new Plugin().AddOperations<WrongOperations>();

    public static Plugin? Null => null;

    public static string Text => "";

    public Plugin OfInstance => Plugin;
}

public static class Throwing
{
    public static Plugin Plugin { get; } = new Plugin().AddOperations<Discovering>().AddOperations<Discovering>();
}
