using CrmPlatform.Content;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

/// <summary>Tests that weigh the whole process: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public static class Alone;

/// <summary>Files that are too big for memory.</summary>
[Collection(nameof(Alone))]
public sealed class ImportMemoryTests
{
    private const string Firms = """{ "type": "Firm", "match": "name", "fields": { "name": { "column": "name" }, "sector": { "column": "sector" } } }""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Memory_does_not_grow_with_the_file(DatabaseKind database)
    {
        await using var tenant = await ImportTenant.CreateAsync(database);
        await tenant.ImportAsync("name,sector,filler\nWarm,retail,a\n", Firms);
        long most = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = new ImportWatch(_ => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before));
        await using var file = new GeneratedCsv("name,sector,filler\n", 10_000, i => $"Firm {i},retail,{new string((char)('a' + i % 26), 20_000)}\n");
        var import = await tenant.Get<IImports>().StartAsync(
            Actor.System, file, "big.csv", ImportMappings.Parse(Firms), dryRun: false, Token);
        var done = await tenant.Get<IImports>().RunAsync(import, watch, Token);

        Assert.Equal(10_000, done.Created);
        Assert.True(file.Given > 200_000_000);
        Assert.InRange(most, 0, 48 * 1024 * 1024);
    }

    /// <summary>A file that is made while it is read.</summary>
    private sealed class GeneratedCsv(string head, int rows, Func<int, string> make) : Stream
    {
        private byte[] _rest = System.Text.Encoding.UTF8.GetBytes(head);
        private int _row;

        public long Given { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_rest.Length == 0 && _row < rows)
            {
                _rest = System.Text.Encoding.UTF8.GetBytes(make(_row++));
            }

            var take = Math.Min(count, _rest.Length);
            _rest.AsSpan(0, take).CopyTo(buffer.AsSpan(offset));
            _rest = _rest[take..];
            Given += take;
            return take;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
