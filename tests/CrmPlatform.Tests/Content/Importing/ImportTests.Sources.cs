using System.Text;
using CrmPlatform.Content.Importing.Mapping;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

public abstract partial class ImportTests
{
    [Fact]
    public async Task A_workbook_is_imported_like_a_table()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var mapping = ImportMappings.Parse("""
            { "type": "Firm", "match": "name", "sheet": "Firms", "dateFormat": "dd.MM.yyyy", "fields": {
              "name": { "column": "Name" }, "foundedOn": { "column": "Founded" }, "employees": { "column": "Staff" }, "active": { "column": "Active" } } }
            """);
        var book = Workbooks.Of(("Other", [["x"], ["y"]]), ("Firms", [
            ["Name", "Founded", "Staff", "Active"],
            ["Acme", new DateTime(1999, 3, 1), 10d, true],
            ["Beta", "02.04.2001", "many", null],
        ]));
        var import = await tenant.ImportAsync(book, mapping, file: "firms.xlsx");

        Assert.Equal((2, 1, 1), (import.Read, import.Created, import.Refused));
        Assert.Equal(["Acme|1999-03-01|10|True"], await tenant.QueryAsync("Firm", "name", "foundedOn", "employees", "active"));
        Assert.Contains("Beta,02.04.2001,many,,", await tenant.ErrorsAsync(import), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_are_imported_like_a_table()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var mapping = ImportMappings.Parse("""
            { "type": "Firm", "country": "RU", "fields": { "name": { "column": "Name" }, "phone": { "column": "Phone" }, "email": { "column": "E-mail" } } }
            """);
        var import = await tenant.ImportAsync(
            Encoding.UTF8.GetBytes("BEGIN:VCARD\nVERSION:3.0\nFN:Анна\nTEL:8 916 123-45-67\nEMAIL:a@example.com\nEND:VCARD\n"), mapping, file: "anna.vcf");

        Assert.Equal(1, import.Created);
        Assert.Equal(["Анна|+79161234567|a@example.com"], await tenant.QueryAsync("Firm", "name", "phone", "email"));
    }
}
