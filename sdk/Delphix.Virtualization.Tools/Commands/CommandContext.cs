using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>
/// What a command has to work with: its options, the engine, and the two ways of showing things, to people and to scripts.
/// </summary>
internal sealed class CommandContext : IAsyncDisposable
{
    private readonly ParseResult _parsed;
    private readonly GlobalOptions _options;
    private readonly Lazy<JobProgress> _progress;
    private LocalEngine? _engine;
    private CompiledMethods? _compiled;

    internal CommandContext(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = (DvpConfiguration)parsed.InvocationConfiguration;
        _parsed = parsed;
        _options = configuration.Options;
        Terminal = configuration.Terminal;
        CancellationToken = cancellationToken;
        IsJson = parsed.GetValue(_options.Json);
        Verbosity = _options.VerbosityOf(parsed);
        _progress = new Lazy<JobProgress>(() => new JobProgress(Terminal));
    }

    internal Terminal Terminal { get; }

    internal CancellationToken CancellationToken { get; }

    internal bool IsJson { get; }

    internal int Verbosity { get; }

    /// <summary>
    /// Whether to show progress. With <c>--json</c> only with <c>-v</c>, so that an error is one JSON document on stderr.
    /// </summary>
    private bool ShowsProgress => IsJson ? Verbosity >= GlobalOptions.Detailed : Verbosity > GlobalOptions.Quiet;

    internal T Of<T>(Argument<T> argument) => _parsed.GetValue(argument)!;

    internal T Of<T>(Option<T> option) => _parsed.GetValue(option)!;

    /// <summary>Whether an option is on the command line, be it without a value.</summary>
    internal bool Has(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>Waits for a debugger, where the command line says so.</summary>
    internal async Task WaitForDebuggerAsync()
    {
        if (!Of(_options.WaitForDebugger) || Debugger.IsAttached)
            return;
        Terminal.Error.WriteLine($"Waiting for a debugger: attach it to process {Environment.ProcessId}.");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!Debugger.IsAttached)
            await timer.WaitForNextTickAsync(CancellationToken);
    }

    /// <summary>Asks for a value that is not to be seen.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="option">The option that it is the value of.</param>
    internal Task<string> AskAsync(string name, string option) => new UnseenInput(Terminal).ReadAsync(name, option, CancellationToken);

    /// <summary>The values of <c>--param</c>.</summary>
    internal Task<JsonObject> ParametersAsync(Option<string[]> option) =>
        ParameterValues.Parse(Of(option)).ReadAsync(new UnseenInput(Terminal), CancellationToken);

    /// <summary>
    /// The values of <c>--param</c>; a person at a terminal is asked for those that are required and missing. Where the plugin is not
    /// known, because something else on the command line is wrong, nobody is asked.
    /// </summary>
    /// <param name="option">The option.</param>
    /// <param name="definition">What the values are of.</param>
    /// <param name="findPlugin">Finds the plugin that takes them.</param>
    /// <param name="others">Values that other options give; null for none.</param>
    internal async Task<JsonObject> ParametersAsync(
        Option<string[]> option,
        DefinitionKind definition,
        Func<CatalogIndex, PluginObject?> findPlugin,
        JsonObject? others = null)
    {
        var given = await ParametersAsync(option);
        foreach (var (name, value) in others ?? [])
            given[name] = value?.DeepClone();
        if (IsJson || !Terminal.IsErrorInteractive || Terminal.ReadKey is null)
            return given;
        if (findPlugin(await IndexAsync()) is { } plugin)
        {
            var schemas = await (await EngineAsync()).ReadSchemaFileAsync(plugin, CancellationToken);
            var fields = FormField.Of(schemas[PluginSchemas.NameOf(definition)] as JsonObject);
            await new ParameterForm(Terminal).FillInAsync(fields, given, CancellationToken);
        }

        return given;
    }

    /// <summary>Opens the engine. What processes that died left half-done is undone first, so that all that is shown is true.</summary>
    internal async Task<LocalEngine> EngineAsync()
    {
        if (_engine is not null)
            return _engine;
        var directory = Of(_options.EngineDirectory) is { } named ? new EngineDirectory(named) : EngineDirectory.Default;
        var calls = Verbosity >= GlobalOptions.Calls ? new CallProgress(Note) : null;
        _engine = new LocalEngine(directory, Note, calls, scripts: calls);
        if (Terminal.IsOfProcess && Directory.Exists(directory.Root))
            _compiled = CompiledMethods.Begin(directory.Compiled, string.Join('-', CommandNames()));
        await _engine.RecoverAsync(CancellationToken);
        return _engine;
    }

    internal async Task<T> FindAsync<T>(string nameOrReference)
        where T : CatalogObject =>
        await (await EngineAsync()).FindAsync<T>(nameOrReference, CancellationToken);

    internal async Task<CatalogIndex> IndexAsync() => await CatalogIndex.LoadAsync(await EngineAsync(), CancellationToken);

    /// <summary>The values of objects, as their plugins' schemas say to show them.</summary>
    internal async Task<ObjectValues> ValuesAsync(CatalogIndex index) =>
        await ObjectValues.LoadAsync(await EngineAsync(), index, CancellationToken);

    /// <summary>Runs a workflow as a job and shows how it goes.</summary>
    internal async Task<Job> RunAsync(Workflow workflow)
    {
        var engine = await EngineAsync();
        using var cancelling = CancellationToken.Register(
            () => Note("Interrupted: what the job did is being undone. Ctrl-C again ends dvp at once."));
        if (!ShowsProgress)
            return await engine.RunAsync(workflow, null, CancellationToken);
        return await _progress.Value.ShowAsync(workflow.Title, () => engine.RunAsync(workflow, _progress.Value, CancellationToken));
    }

    /// <summary>Runs a workflow that makes or changes an object, and shows the object.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="sentence">Says to people what has come of it.</param>
    internal Task RunAsync<T>(Workflow workflow, Func<T, CatalogIndex, string> sentence)
        where T : CatalogObject => RunAsync<T>(workflow, (item, index, _) => Task.FromResult(sentence(item, index)));

    /// <summary>The same, where the sentence says something of the job too.</summary>
    internal async Task RunAsync<T>(Workflow workflow, Func<T, CatalogIndex, Job, Task<string>> sentence)
        where T : CatalogObject
    {
        var job = await RunAsync(workflow);
        var index = await IndexAsync();
        var item = index.Find<T>(job.TargetReference)
            ?? throw new UserException(
                $"{job.Target} was removed by another command in the meantime.", "See what happened: dvp job list", "");
        var text = await sentence(item, index, job);
        Show(() => ObjectJson.Of(item, index), () => text);
    }

    /// <summary>Runs a workflow that has no object to show for it, and shows the job.</summary>
    internal async Task RunAsync(Workflow workflow, Func<Job, string> sentence)
    {
        var job = await RunAsync(workflow);
        Show(() => JobJson.Of(job), () => sentence(job));
    }

    /// <summary>Runs something that is not a job but tells its steps.</summary>
    internal Task<T> RunAsync<T>(string title, Func<IProgress<string>?, Task<T>> run) =>
        ShowsProgress ? _progress.Value.ShowAsync(title, () => run(new StepProgress(_progress.Value.Begin))) : run(null);

    /// <summary>Runs something that is not a job but tells what it does and how far it has come, from 0 to 1.</summary>
    internal Task<T> RunAsync<T>(string title, Func<Action<string, double>, Task<T>> run) =>
        ShowsProgress ? _progress.Value.ShowAsync(title, () => run(_progress.Value.Advance)) : run((_, _) => { });

    /// <summary>Shows a list.</summary>
    /// <param name="items">The items.</param>
    /// <param name="toJson">An item for scripts.</param>
    /// <param name="columns">The columns for people.</param>
    /// <param name="noun">What one item is called.</param>
    internal void ShowList<T>(IReadOnlyList<T> items, Func<T, JsonObject> toJson, IReadOnlyList<Column<T>> columns, string noun)
    {
        if (IsJson)
            JsonOutput.Write(new JsonArray([.. items.Select(toJson)]), Terminal.Output);
        else if (items.Count > 0)
            TextTable.Write(items, columns, Terminal);
        else if (Verbosity > GlobalOptions.Quiet)
            Terminal.Error.WriteLine($"There is no {noun} yet.");
    }

    /// <summary>Shows a result.</summary>
    internal void Show(Func<JsonObject> toJson, Func<string> toText)
    {
        if (IsJson)
            JsonOutput.Write(toJson(), Terminal.Output);
        else if (Verbosity > GlobalOptions.Silent)
            Terminal.Output.WriteLine(Terminal.Printable(toText()));
    }

    /// <summary>Shows one item of a result that is written item by item: for scripts, a JSON document in one line.</summary>
    internal void ShowLine(Func<JsonObject> toJson, Func<string> toText) =>
        Terminal.Output.WriteLine(IsJson ? toJson().ToJsonString(JsonOutput.OneLine) : Terminal.Printable(toText()));

    /// <summary>Tells people something beside the result.</summary>
    internal void Note(string message)
    {
        if (ShowsProgress)
            _progress.Value.Note(message);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        _compiled?.Dispose();
    }

    // Names of the subcommands, without dvp.
    private IEnumerable<string> CommandNames() =>
        _parsed.Tokens.Where(token => token.Type == TokenType.Command).Select(token => token.Value);

    // Progress<T> would report on other threads, in any order.
    private sealed class StepProgress(Action<string> begin) : IProgress<string>
    {
        public void Report(string value) => begin(value);
    }

    private sealed class CallProgress(Action<string> note) : IProgress<OperationCall>, IProgress<ScriptCall>
    {
        public void Report(ScriptCall value) => note(value.ToString());

        public void Report(OperationCall value) =>
            note($"{value.Operation} {(value.Succeeded ? "returned" : "failed")} after {HumanText.Duration(value.Duration)}.");
    }
}
