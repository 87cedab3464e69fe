using System.Runtime.Versioning;

// The scripts run on Unix hosts, and so do their tests.
[assembly: SupportedOSPlatform("linux")]
