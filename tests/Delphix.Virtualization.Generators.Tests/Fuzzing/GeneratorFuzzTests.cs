extern alias sdk;

using System.Diagnostics.CodeAnalysis;
using Delphix.Virtualization.Generators.Definitions;
using Delphix.Virtualization.Generators.Schemas;
using Delphix.Virtualization.Generators.Tests.Harness;
using Delphix.Virtualization.Tests.Fuzzing;
using Microsoft.CodeAnalysis;
using PluginSchemas = sdk::Delphix.Virtualization.Schemas.PluginSchemas;

namespace Delphix.Virtualization.Generators.Tests.Fuzzing;

/// <summary>
/// Whatever stands in a schema file, the generator makes classes or reports faults, and accepts and refuses what the runtime does; only
/// defaults it leaves to the runtime.
/// </summary>
public sealed class GeneratorFuzzTests
{
    private const int Seed = 4;
    private const int Compiled = 20;
    private const int Compared = 50;

    [Fact]
    [SuppressMessage("Design", "CA1031", Justification = "Any exception is what the test looks for.")]
    public void SchemaFile_of_any_form_gives_classes_or_faults()
    {
        var random = new Random(Seed);
        var mutator = new JsonMutator(random, SchemaSeeds.Names, SchemaSeeds.Values);
        var accepted = new List<string>();
        for (var round = 0; round < 2_000; round++)
        {
            var file = SchemaSeeds.Next(random, mutator);
            try
            {
                var set = DefinitionSetReader.Read([new SchemaText("schema.json", file)]);
                foreach (var definition in set.Definitions)
                    DefinitionWriter.Write(definition, "Sample");
                if (set.Diagnostics.All(fault => fault.Descriptor.DefaultSeverity == DiagnosticSeverity.Warning))
                    accepted.Add(file);
                else if (round % 10 == 0)
                    PluginSchemas.Check(file).Should().Contain(fault => !fault.IsWarning);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {Seed}, round {round}, {file}: {e}");
            }
        }

        accepted.Count.Should().BeInRange(60, 1_800, "else little was tested");
        foreach (var file in accepted.Where((_, index) => index % (accepted.Count / Compiled) == 0))
            new PluginProject(file).Check().Should().BeEmpty("of {0}", file);
        foreach (var file in accepted.Where((_, index) => index % (accepted.Count / Compared) == 0))
            PluginSchemas.Check(file).Should().NotContain(fault => !fault.IsWarning, "of {0}", file);
    }
}
