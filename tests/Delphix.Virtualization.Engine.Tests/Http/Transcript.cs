using System.Text;
using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Engine.Tests.Http;

/// <summary>Writes down what a client and an engine say to each other. What differs from run to run has a name instead.</summary>
internal sealed partial class Transcript : DelegatingHandler
{
    private readonly List<(string Request, string Answer)> _exchanges = [];
    private readonly Dictionary<string, string> _names = [];

    /// <summary>All exchanges. Of the same question asked again and again, only the last one.</summary>
    public override string ToString() => string.Join("\n", _exchanges.Select(exchange => $"> {exchange.Request}\n< {exchange.Answer}\n"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = $"{request.Method} {Name(request.RequestUri!.PathAndQuery)}{await BodyOf(request.Content, cancellationToken)}";
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var cookie = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? $"\nSet-Cookie: {Name(cookies.Single())}" : "";
        var answered = $"{(int)response.StatusCode}{cookie}{await BodyOf(response.Content, cancellationToken)}";
        if (_exchanges.Count > 0 && _exchanges[^1].Request == asked)
            _exchanges.RemoveAt(_exchanges.Count - 1);
        _exchanges.Add((asked, answered));
        return response;
    }

    private async Task<string> BodyOf(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
            return "";
        if (content is MultipartFormDataContent form)
        {
            var text = new StringBuilder(
                $"\nContent-Type: {Boundary().Replace(content.Headers.ContentType!.ToString(), "boundary=BOUNDARY")}");
            foreach (var part in form)
            {
                // Before the value is read: then there is a length too.
                text.Append('\n').Append(part.Headers.ToString().ReplaceLineEndings("\n"));
                text.Append(part.Headers.ContentType is null ? Name(await part.ReadAsStringAsync(cancellationToken)) : "ARTIFACT");
            }

            return text.ToString();
        }

        return content.Headers.ContentType?.MediaType == "application/octet-stream"
            ? "\nContent-Type: application/octet-stream\nLOGS"
            : $"\nContent-Type: {content.Headers.ContentType}\n{Name(await content.ReadAsStringAsync(cancellationToken))}".TrimEnd();
    }

    private string Name(string text) => Time().Replace(Changing().Replace(text, match => NameOf(match.Value)), "TIME");

    private string NameOf(string value)
    {
        if (!_names.TryGetValue(value, out var name))
            _names[value] = name = $"RANDOM-{_names.Count + 1}";
        return name;
    }

    [GeneratedRegex("[0-9A-F]{64}|(?!3e0b5b3a)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Changing();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Time();

    [GeneratedRegex("boundary=[^;]+")]
    private static partial Regex Boundary();
}
