using System.Globalization;
using CrmPlatform.Bench;

// bench [--rows N] [--tenants N] [--host PATH] [--postgres CONNECTION] [--only sqlite|postgres|tenants]: prints JSON lines.
// bench --bare URL sqlite DATA SCRATCH | --bare URL postgres CONNECTION: serves the bare statements.
if (args is ["--bare", var url, .. var place])
{
    await BareServer.RunAsync(url, BareDatabase.Of(place));
    return 0;
}

var rows = int.Parse(Argument("--rows") ?? "1000000", CultureInfo.InvariantCulture);
var postgres = Argument("--postgres");
var tenants = int.Parse(Argument("--tenants") ?? "1000", CultureInfo.InvariantCulture);
var program = Argument("--host") ?? Path.Combine(AppContext.BaseDirectory, "CrmPlatform.Host.dll");
var only = Argument("--only");
var scratch = Directory.CreateTempSubdirectory("crm-bench-");
try
{
    Measure.Print(new { name = "machine", cores = Environment.ProcessorCount, load = Measure.Load() });
    var csv = Path.Combine(scratch.FullName, "contacts.csv");
    ContactFile.Write(csv, rows);
    Measure.Print(new { name = "file", rows, megabytes = new FileInfo(csv).Length / 1_000_000 });
    if (only is null or "sqlite")
    {
        var data = Path.Combine(scratch.FullName, "sqlite");
        await new Scenario(program, data, new BareSqlite(data, scratch.FullName), [], rows, csv).RunAsync();
    }

    if (postgres is not null && only is null or "postgres")
    {
        var data = Path.Combine(scratch.FullName, "postgres");
        await new Scenario(program, data, new BarePostgres(postgres!), ["--database", "postgres", "--connection", postgres!], rows, csv).RunAsync();
    }

    if (only is null or "tenants")
    {
        await IdleTenants.RunAsync(Path.Combine(scratch.FullName, "tenants"), tenants);
    }
}
finally
{
    scratch.Delete(recursive: true);
}

return 0;

string? Argument(string name)
{
    var index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
