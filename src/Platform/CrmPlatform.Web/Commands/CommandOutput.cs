using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CrmPlatform.Web.Commands;

/// <summary>What commands print: tables for people, JSON for programs.</summary>
public static class CommandOutput
{
    private static readonly JsonWriterOptions _json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteJsonAsync(this CommandContext context, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, _json))
        {
            write(writer);
        }

        await context.Out.WriteLineAsync(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>Columns as wide as their widest value, numbers to the right.</summary>
    public static async Task WriteTableAsync(this CommandContext context, IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        var cells = rows.Select(r => r.Select(v => Convert.ToString(v, context.Culture) ?? "").ToArray()).ToList();
        var widths = heads.Select((h, i) => cells.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        var right = heads.Select((_, i) => rows.Count > 0 && rows.All(r => r[i] is null or long or int or decimal)).ToArray();
        await context.Out.WriteLineAsync(Line(heads, widths, right));
        await context.Out.WriteLineAsync(string.Join("  ", widths.Select(w => new string('-', w))));
        foreach (var row in cells)
        {
            await context.Out.WriteLineAsync(Line(row, widths, right));
        }
    }

    /// <summary>The names of columns, in the person's language.</summary>
    public static string[] Heads(this CommandContext context, params ReadOnlySpan<string> names)
    {
        var heads = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            heads[i] = context.Text("cli.head." + names[i]);
        }

        return heads;
    }

    public static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    public static string YesNo(this CommandContext context, bool value) => context.Text(value ? "cli.yes" : "cli.no");

    private static string Line(IReadOnlyList<string> cells, int[] widths, bool[] right) =>
        string.Join("  ", cells.Select((c, i) => right[i] ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))).TrimEnd();
}
