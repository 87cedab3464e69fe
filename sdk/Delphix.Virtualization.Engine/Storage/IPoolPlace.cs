namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Where a pool lies.</summary>
internal interface IPoolPlace
{
    /// <summary>The folder with the pool's data.</summary>
    string Root { get; }

    /// <summary>Does something while the pool is there and nobody can remove it; nothing while there is no pool yet.</summary>
    /// <param name="make">Whether to make the pool when none was made yet.</param>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">The pool that was made is missing, or another one is in its place.</exception>
    Task UseAsync(bool make, Func<Task> action, CancellationToken cancellationToken);

    /// <summary>Removes a pool that is empty, where the place keeps space or mounts something for it.</summary>
    Task RemoveIfAsync(Func<bool> isEmpty, CancellationToken cancellationToken);
}
