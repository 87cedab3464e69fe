using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class BindingTests
{
    [Fact]
    public void Faults_of_all_kinds_are_reported_at_once() =>
        FaultsOf<Faulty>(PluginStrategy.Direct).Should().Equal(
            "Faulty: the constructor asks for List<String> names; it can have ILibs, ILogger<T>, ILoggerFactory and TimeProvider.",
            "Faulty.Rename (virtual.start): there is no parameter 'source'. Expected: virtualSource, repository, sourceConfig and, if "
                + "wanted, CancellationToken cancellationToken.",
            "Faulty.Rename (virtual.start): the parameter 'virtualSource' is missing. Expected: virtualSource, repository, sourceConfig "
                + "and, if wanted, CancellationToken cancellationToken.",
            "Faulty.Swap (virtual.stop): the parameter 'repository' must be RepositoryDefinition, not SourceConfigDefinition.",
            "Faulty.Swap (virtual.stop): the parameter 'sourceConfig' must be SourceConfigDefinition, not String.",
            "Faulty.Count (virtual.sourceSize): must return the size in bytes (long), not Int32.",
            "Faulty.Again (virtual.sourceSize): the plugin has this operation twice; Faulty.Count has it too.",
            "Faulty.Stage (linked.startStaging): a Direct plugin does not have this operation.",
            "Faulty.Odd (upgrade.snapshot): '1.x' is not a migration id. Use positive integers separated by dots, such as 2.0.1.",
            "Faulty.Same (upgrade.repository): the migration id 1.2 is taken by Faulty.First. Ids are unique across all kinds of "
                + "migrations.");

    [Fact]
    public void Exception_text_has_one_fault_per_line()
    {
        var act = () => SampleRuntime.Create<Faulty>(PluginStrategy.Direct);

        var thrown = act.Should().ThrowExactly<PluginDefinitionException>().Which;
        thrown.Message.Split(Environment.NewLine).Should().Equal(thrown.Faults).And.HaveCountGreaterThan(1);
    }

    [Fact]
    public void Parameters_of_wrong_types_are_named_as_in_code() =>
        FaultsOf<WrongParameters>().Should().Equal(
            "WrongParameters.Find (discovery.repository): the parameter 'sourceConnection' must be RemoteConnection, not "
                + "RemoteEnvironment.",
            "WrongParameters.Copy (linked.preSnapshot): the parameter 'stagedSource' must be StagedSource, not "
                + "DirectSource<LinkedSourceDefinition>.",
            "WrongParameters.Copy (linked.preSnapshot): the parameter 'optionalSnapshotParameters' must be SnapshotParametersDefinition?, "
                + "not Nullable<Boolean>.",
            "WrongParameters.Start (virtual.start): the parameter 'virtualSource' must be VirtualSource, not "
                + "VirtualSource<SnapshotDefinition>.",
            "WrongParameters.Start (virtual.start): the parameter 'repository' must be RepositoryDefinition, not RepositoryDefinition&.",
            "WrongParameters.Configure (virtual.configure): the parameter 'snapshot' must be SnapshotDefinition, not JsonObject.",
            "WrongParameters.Migrate (upgrade.repository): the parameter 'oldRepository' must be JsonObject, not RepositoryDefinition.");

    [Fact]
    public void Direct_source_of_wrong_type_is_reported() =>
        FaultsOf<WrongDirect>(PluginStrategy.Direct).Should().Equal(
            "WrongDirect.Size (linked.sourceSize): the parameter 'directSource' must be DirectSource, not "
                + "StagedSource<LinkedSourceDefinition>.");

    [Fact]
    public void Results_of_wrong_types_are_reported_with_the_expected_one() =>
        FaultsOf<WrongResults>().Should().Equal(
            "WrongResults.Find (discovery.repository): must return a list of RepositoryDefinition, not RepositoryDefinition.",
            "WrongResults.List (discovery.sourceConfig): must return a list of SourceConfigDefinition, not "
                + "IReadOnlyList<RepositoryDefinition>.",
            "WrongResults.Configure (virtual.configure): must return a SourceConfigDefinition, not Void.",
            "WrongResults.Describe (virtual.postSnapshot): must return a SnapshotDefinition, not List<SnapshotDefinition>.",
            "WrongResults.Mounts (virtual.mountSpecification): must return a MountSpecification, not Mount.",
            "WrongResults.Check (virtual.status): must return a Status, not Boolean.",
            "WrongResults.Start (virtual.start): must return nothing (void, Task or ValueTask), not Status.",
            "WrongResults.Migrate (upgrade.repository): must return a JsonObject, not JsonArray.");

    [Fact]
    public void Cancellation_token_of_another_name_is_an_unknown_parameter() =>
        FaultsOf<MisnamedToken>().Should().Equal(
            "MisnamedToken.Find (discovery.repository): there is no parameter 'token'. Expected: sourceConnection and, if wanted, "
                + "CancellationToken cancellationToken.");

    [Fact]
    public void Cancellation_token_in_place_of_a_value_is_reported() =>
        FaultsOf<TokenForValue>().Should().Equal(
            "TokenForValue.List (discovery.sourceConfig): the parameter 'repository' must be RepositoryDefinition, not CancellationToken.");

    [Fact]
    public void Methods_that_cannot_be_called_or_awaited_are_reported() =>
        FaultsOf<WrongMethods>().Should().BeEquivalentTo(
            "WrongMethods.Hidden (virtual.start): the method must be public.",
            "WrongMethods.Generic (virtual.stop): the method must not be generic.",
            "WrongMethods.FireAndForget (virtual.cleanup): an async method must return Task or ValueTask; nobody can wait for async void.");

    [Fact]
    public void Class_that_cannot_be_made_is_reported_once() =>
        FaultsOf<TwoConstructors>().Should().Equal(
            "TwoConstructors: the class must have exactly one public constructor, and not be abstract.");

    [Fact]
    public void Abstract_class_is_reported() =>
        FaultsOf<AbstractClass>().Should().Equal(
            "AbstractClass: the class must have exactly one public constructor, and not be abstract.");

    [Fact]
    public async Task Class_of_static_operations_needs_no_constructor()
    {
        var runtime = SampleRuntime.Create<OnlyStatic>();

        (await runtime.AnswerAsync("virtual.start", Messages.Virtual())).Should().Be("""{"returnValue":{}}""");
    }

    [Fact]
    public void Operations_of_two_classes_are_distinguished_by_class()
    {
        var act = () => SampleRuntime.Create(new Plugin().AddOperations<OnlyStatic>().AddOperations<SampleProvisioning>());

        act.Should().ThrowExactly<PluginDefinitionException>().Which.Faults.Should().Equal(
            "SampleProvisioning.Start (virtual.start): the plugin has this operation twice; OnlyStatic.Run has it too.");
    }

    [Fact]
    public async Task Inherited_operation_runs_on_the_class_that_was_added()
    {
        var runtime = SampleRuntime.Create<Derived>();

        (await runtime.AnswerAsync("virtual.sourceSize", Messages.Virtual())).Should().Be("""{"returnValue":{"databaseSize":42}}""");
    }

    [Fact]
    public void AddOperations_class_without_operations_is_refused()
    {
        var act = () => new Plugin().AddOperations<BindingTests>();

        act.Should().ThrowExactly<ArgumentException>().Which.Message
            .Should().Be("BindingTests has no method with an operation attribute, such as [Linked.PreSnapshot].");
    }

    [Fact]
    public void AddOperations_class_twice_is_refused()
    {
        var act = () => new Plugin().AddOperations<SampleDiscovery>().AddOperations<SampleDiscovery>();

        act.Should().ThrowExactly<ArgumentException>().Which.Message.Should().Be("SampleDiscovery was added to the plugin before.");
    }

    private static IReadOnlyList<string> FaultsOf<TOperations>(PluginStrategy strategy = PluginStrategy.Staged)
        where TOperations : class
    {
        var act = () => SampleRuntime.Create<TOperations>(strategy);
        return act.Should().ThrowExactly<PluginDefinitionException>().Which.Faults;
    }

    private sealed class Faulty(List<string> names)
    {
        [Virtual.Start]
        public void Rename(VirtualSource source, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => names.Clear();

        [Virtual.Stop]
        public void Swap(VirtualSource virtualSource, SourceConfigDefinition repository, string sourceConfig) => names.Clear();

        [Virtual.SourceSize]
        public int Count(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => 1;

        [Virtual.SourceSize]
        public long Again(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => 1;

        [Linked.StartStaging]
        public void Stage(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => names.Clear();

        [Upgrade.Snapshot("1.x")]
        public JsonObject Odd(JsonObject oldSnapshot) => oldSnapshot;

        [Upgrade.Snapshot("1.2")]
        public JsonObject First(JsonObject oldSnapshot) => oldSnapshot;

        [Upgrade.Repository("01.02.0")]
        public JsonObject Same(JsonObject oldRepository) => oldRepository;
    }

    private sealed class WrongParameters
    {
        [Discovery.Repository]
        public List<RepositoryDefinition> Find(RemoteEnvironment sourceConnection) => [];

        [Linked.PreSnapshot]
        public void Copy(
            DirectSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig,
            bool? optionalSnapshotParameters)
        {
        }

        [Virtual.Start]
        public void Start(
            VirtualSource<SnapshotDefinition> virtualSource, ref RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
        }

        [Virtual.Configure]
        public Task<SourceConfigDefinition> Configure(VirtualSource virtualSource, JsonObject snapshot, RepositoryDefinition repository) =>
            throw new NotSupportedException();

        [Upgrade.Repository("1")]
        public JsonObject Migrate(RepositoryDefinition oldRepository) => [];
    }

    private sealed class WrongDirect
    {
        [Linked.SourceSize]
        public long Size(StagedSource directSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => 1;
    }

    private sealed class WrongResults
    {
        [Discovery.Repository]
        public RepositoryDefinition Find(RemoteConnection sourceConnection) => throw new NotSupportedException();

        [Discovery.SourceConfig]
        public Task<IReadOnlyList<RepositoryDefinition>> List(RemoteConnection sourceConnection, RepositoryDefinition repository) =>
            throw new NotSupportedException();

        [Virtual.Configure]
        public Task Configure(VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository) =>
            Task.CompletedTask;

        [Virtual.PostSnapshot]
        public List<SnapshotDefinition> Describe(
            VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            [];

        [Virtual.MountSpecification]
        public ValueTask<Mount> Mounts(VirtualSource virtualSource, RepositoryDefinition repository) => throw new NotSupportedException();

        [Virtual.Status]
        public bool Check(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => true;

        [Virtual.Start]
        public Task<Status> Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            throw new NotSupportedException();

        [Upgrade.Repository("1")]
        public JsonArray Migrate(JsonObject oldRepository) => [];
    }

    private sealed class MisnamedToken
    {
        [Discovery.Repository]
        public List<RepositoryDefinition> Find(RemoteConnection sourceConnection, CancellationToken token) => [];
    }

    private sealed class TokenForValue
    {
        [Discovery.SourceConfig]
        public List<SourceConfigDefinition> List(RemoteConnection sourceConnection, CancellationToken repository) => [];
    }

    private sealed class WrongMethods
    {
        [Virtual.Stop]
        public void Generic<T>(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
        }

        [Virtual.Cleanup]
        public async void FireAndForget(
            VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            await Task.Yield();

        [Virtual.Start]
        internal void Hidden(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
        }
    }

    private sealed class TwoConstructors
    {
        public TwoConstructors()
        {
        }

        public TwoConstructors(ILibs libs) => ArgumentNullException.ThrowIfNull(libs);

        [Virtual.Start]
        public void Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
        }

        [Virtual.Stop]
        public void Stop(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
        }
    }

    private abstract class AbstractClass
    {
        [Virtual.SourceSize]
        public long Size(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => Bytes;

        protected abstract long Bytes { get; }
    }

    private sealed class Derived : AbstractClass
    {
        protected override long Bytes => 42;
    }

    private sealed class OnlyStatic
    {
        private OnlyStatic()
        {
        }

        [Virtual.Start]
        public static void Run(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
        }
    }
}
