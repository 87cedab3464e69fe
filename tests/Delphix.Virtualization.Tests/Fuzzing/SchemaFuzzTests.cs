using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Tests.Fuzzing;

/// <summary>Whatever stands in a schema file, it is read, or refused with the SDK's exception; what was read validates any value.</summary>
public sealed class SchemaFuzzTests
{
    private const int Seed = 3;

    [Fact]
    [SuppressMessage("Design", "CA1031", Justification = "Any exception of another family is what the test looks for.")]
    public void Schema_file_of_any_form_is_read_or_refused()
    {
        var random = new Random(Seed);
        var mutator = new JsonMutator(random, SchemaSeeds.Names, SchemaSeeds.Values);
        var read = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var file = SchemaSeeds.Next(random, mutator);
            try
            {
                var schemas = PluginSchemas.Parse(file);
                read++;
                for (var i = 0; i < 3; i++)
                    Validate(schemas, random.Next(2) == 0 ? mutator.Mutate(JsonNode.Parse(SchemaSeeds.ValidValue)!) : mutator.Value());
            }
            catch (PluginDefinitionException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {Seed}, round {round}, {file}: {e}");
            }
        }

        read.Should().BeInRange(300, 9_000, "else little was tested");
    }

    private static void Validate(PluginSchemas schemas, JsonNode? value)
    {
        try
        {
            schemas.Validate(DefinitionKind.Snapshot, value, "The value");
        }
        catch (SchemaViolationException)
        {
        }
    }
}
