using System.Globalization;
using CrmPlatform.Bench;

// bench [--rows N] [--postgres CONNECTION] [--only sqlite|postgres]: prints JSON lines.
var rows = int.Parse(Argument("--rows") ?? "1000000", CultureInfo.InvariantCulture);
var postgres = Argument("--postgres");
var only = Argument("--only");
var scratch = Directory.CreateTempSubdirectory("crm-bench-");
try
{
    var csv = Path.Combine(scratch.FullName, "contacts.csv");
    ContactFile.Write(csv, rows);
    Measure.Print(new { name = "file", rows, megabytes = new FileInfo(csv).Length / 1_000_000 });
    if (only is null or "sqlite")
    {
        var data = Path.Combine(scratch.FullName, "sqlite");
        await new Scenario(data, new BareSqlite(data, scratch.FullName), [], rows, csv).RunAsync();
    }

    if (postgres is not null && only is null or "postgres")
    {
        var data = Path.Combine(scratch.FullName, "postgres");
        await new Scenario(data, new BarePostgres(postgres!), ["--database", "postgres", "--connection", postgres!], rows, csv).RunAsync();
    }

    await IdleTenants.RunAsync(Path.Combine(scratch.FullName, "tenants"), count: 1_000);
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
