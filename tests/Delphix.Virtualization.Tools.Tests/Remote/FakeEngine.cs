using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Delphix.Virtualization.Tools.Tests.Remote;

/// <summary>A server that answers as the platform's documentation says an engine does, unless a test says otherwise.</summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly Func<HttpContext, Task<bool>> _otherwise;
    private int _cookies;

    private FakeEngine(Func<HttpContext, Task<bool>>? otherwise, X509Certificate2? certificate)
    {
        _otherwise = otherwise ?? (_ => Task.FromResult(false));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        _web = builder.Build();
        _web.Run(AnswerAsync);
    }

    internal Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The requests with their cookies and bodies.</summary>
    internal ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What the job of an upload says, one after the other; the last one from then on.</summary>
    internal ConcurrentQueue<string> JobStates { get; } = new(["""{"jobState":"COMPLETED","events":[]}"""]);

    /// <param name="otherwise">Answers a request and returns true, or leaves it.</param>
    /// <param name="certificate">For https; null: http.</param>
    internal static async Task<FakeEngine> StartAsync(Func<HttpContext, Task<bool>>? otherwise = null, X509Certificate2? certificate = null)
    {
        var engine = new FakeEngine(otherwise, certificate);
        await engine._web.StartAsync();
        return engine;
    }

    /// <summary>A server's certificate that nobody has reason to trust, unless it is named to them.</summary>
    /// <param name="name">The name of the server that it is for; null: its address.</param>
    internal static X509Certificate2 CreateCertificate(string? name = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        if (name is null)
            names.AddIpAddress(IPAddress.Loopback);
        else
            names.AddDnsName(name);
        var request = new CertificateRequest("CN=engine", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _web.StopAsync(now.Token);
        await _web.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var path = $"{context.Request.Path}{context.Request.QueryString}".Replace("/resources/json/delphix/", "", StringComparison.Ordinal);
        Requests.Enqueue($"{context.Request.Method} {path} [{context.Request.Headers.Cookie}] {await reader.ReadToEndAsync()}".TrimEnd());
        if (await _otherwise(context))
            return;
        if (path is "session" or "login")
            context.Response.Headers.SetCookie = $"JSESSIONID=COOKIE-{++_cookies}; Path=/resources; HttpOnly";
        await context.Response.WriteAsync(path switch
        {
            "session" =>
                """{"type":"OKResult","status":"OK","result":{"type":"APISession","version":{"type":"APIVersion","major":1,"minor":"""
                    + """10,"micro":5},"locale":null,"client":null},"job":null,"action":null}""",
            "login" => """{"type":"OKResult","status":"OK","result":"USER-2","job":null,"action":null}""",
            "toolkit/requestUploadToken" =>
                """{"type":"OKResult","status":"OK","result":"""
                    + """{"type":"FileUploadResult","url":"/resources/json/delphix/data/upload","token":"5cb1eeb2"},"job":"""
                    + """null,"action":"ACTION-1"}""",
            "data/upload" => """{"type":"OKResult","status":"OK","result":"","job":"JOB-7","action":"ACTION-2"}""",
            "action/ACTION-2/getJob" => $$"""{"type":"OKResult","status":"OK","result":{{NextJobState()}}}""",
            "toolkit" => """
                {"type":"ListResult","status":"OK","result":[
                    {"type":"Toolkit","reference":"APPDATA_TOOLKIT-9","namespace":"NAMESPACE-1","identifier":"7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61"},
                    {"type":"Toolkit","reference":"APPDATA_TOOLKIT-1","namespace":null,"identifier":"7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61"}],"total":2,"overflow":false}
                """,
            "service/support/bundle/generate" =>
                """{"type":"DataResult","status":"OK","result":"../5d6d5bb8 ","job":"JOB-208","action":"ACTION-515"}""",
            _ when path.StartsWith("data/downloadOutputStream", StringComparison.Ordinal) => "the logs",
            _ => throw new InvalidOperationException(path),
        });
    }

    private string NextJobState()
    {
        JobStates.TryPeek(out var state);
        if (JobStates.Count > 1)
            JobStates.TryDequeue(out _);
        return state!;
    }
}
