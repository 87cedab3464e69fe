using Delphix.Virtualization.Tools.Demo;
using Spectre.Console;
try { using var c = new CancellationTokenSource(); Console.CancelKeyPress += (_, e) => { e.Cancel = true; c.Cancel(); };
await DemoCommand.RunAsync("plugin_config.yml", args.Length > 0 ? args[0] : null, AnsiConsole.Console, c.Token); return 0; }
catch (Delphix.Virtualization.UserException e) { Console.WriteLine($"{e.Message}\n{e.Action}\n{e.Output}"); if (e.InnerException is {} i) Console.WriteLine(i); return 1; }
