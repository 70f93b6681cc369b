using System.IO.Compression;
using System.Xml;

namespace CrmPlatform.Content.Importing.Files.Workbooks;

/// <summary>
/// Reads the sheets of an XLSX workbook row by row. Nothing but the shared texts is held in memory, and those within a limit;
/// every part is read through a <see cref="LimitedStream"/>, so that a small file cannot unpack to a disk full.
/// </summary>
internal sealed class Workbook : IDisposable
{
    private const long MaxPart = 16L * 1024 * 1024;
    private const long MaxSheet = 2L * 1024 * 1024 * 1024;

    private readonly ZipArchive _archive;
    private readonly string _file;
    private readonly List<(string Name, string Part)> _sheets = [];
    private readonly string? _texts;
    private readonly CellFormats _formats;

    private Workbook(ZipArchive archive, string file, CellText format)
    {
        _archive = archive;
        _file = file;
        var root = PartOf("", "officeDocument") ?? "xl/workbook.xml";
        if (archive.GetEntry(root) is null)
        {
            throw ImportErrors.BinaryFile.With(("file", file), ("kind", "ZIP"));
        }

        var relations = Relations(root);
        var since1904 = ReadSheets(root, relations);
        _texts = relations.Values.FirstOrDefault(r => r.Type == "sharedStrings").Target;
        var styles = relations.Values.FirstOrDefault(r => r.Type == "styles").Target;
        using var xml = styles is null ? null : Read(styles, MaxPart);
        _formats = CellFormats.Read(xml, since1904, format);
    }

    public IReadOnlyList<string> Sheets => [.. _sheets.Select(s => s.Name)];

    /// <param name="format">How dates and numbers are to be written.</param>
    /// <exception cref="Errors.UserError">It is no workbook.</exception>
    public static Workbook Open(string path, string file, CellText format)
    {
        var archive = OpenArchive(path, file);
        try
        {
            return new Workbook(archive, file, format);
        }
        catch (Exception error) when (error is InvalidDataException or XmlException)
        {
            archive.Dispose();
            throw ImportErrors.BrokenWorkbook.With(("file", file), ("problem", error.Message));
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>The sheet of a name; without one the first that holds anything.</summary>
    public string Find(string? name)
    {
        if (_sheets.Count == 0)
        {
            throw ImportErrors.BrokenWorkbook.With(("file", _file), ("problem", "no sheets"));
        }

        if (name is null)
        {
            return _sheets.Find(s => Rows(s.Name).Any(r => r.Any(c => c.Length > 0))) is { Name: { } first } ? first : _sheets[0].Name;
        }

        return _sheets.Find(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)).Name
            ?? throw ImportErrors.UnknownSheet.With(("file", _file), ("sheet", name), ("sheets", string.Join(", ", Sheets)));
    }

    /// <summary>The rows of a sheet that are there; cells as text.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows(string sheet)
    {
        var texts = _texts is null ? [] : Guard(() => SharedTexts.Read(Read(_texts, SharedTexts.MaxLength), _file));
        using var xml = Read(_sheets.Find(s => s.Name == sheet).Part, MaxSheet);
        var rows = new SheetRows(xml, texts, _formats, _file);
        while (Guard(rows.Next) is { } row)
        {
            yield return row;
        }
    }

    public void Dispose() => _archive.Dispose();

    private static ZipArchive OpenArchive(string path, string file)
    {
        var stream = File.OpenRead(path);
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch (InvalidDataException)
        {
            stream.Dispose();
            throw ImportErrors.BinaryFile.With(("file", file), ("kind", "ZIP"));
        }
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or XmlException or FormatException or OverflowException)
        {
            throw ImportErrors.BrokenWorkbook.With(("file", _file), ("problem", error.Message));
        }
    }

    private bool ReadSheets(string root, Dictionary<string, (string Type, string Target)> relations)
    {
        var since1904 = false;
        using var xml = Read(root, MaxPart);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
            {
                since1904 = xml.GetAttribute("date1904") is "1" or "true";
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && RelationOf(xml) is { } id
                && relations.TryGetValue(id, out var relation) && relation.Type == "worksheet")
            {
                _sheets.Add((xml.GetAttribute("name") ?? id, relation.Target));
            }
        }

        return since1904;
    }

    /// <summary>The attribute r:id, whichever of the two namespaces it has.</summary>
    private static string? RelationOf(XmlReader xml)
    {
        for (var i = 0; i < xml.AttributeCount; i++)
        {
            xml.MoveToAttribute(i);
            if (xml is { LocalName: "id", NamespaceURI.Length: > 0 })
            {
                var id = xml.Value;
                xml.MoveToElement();
                return id;
            }
        }

        xml.MoveToElement();
        return null;
    }

    private string? PartOf(string source, string type) => Relations(source).Values.FirstOrDefault(r => r.Type == type).Target;

    private Dictionary<string, (string Type, string Target)> Relations(string source)
    {
        var slash = source.LastIndexOf('/') + 1;
        var path = $"{source[..slash]}_rels/{source[slash..]}.rels";
        var relations = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        if (_archive.GetEntry(path) is null)
        {
            return relations;
        }

        using var xml = Read(path, MaxPart);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && xml.GetAttribute("Id") is { } id)
            {
                var type = xml.GetAttribute("Type") ?? "";
                relations[id] = (type[(type.LastIndexOf('/') + 1)..], Resolve(source[..slash], xml.GetAttribute("Target") ?? ""));
            }
        }

        return relations;
    }

    private static string Resolve(string folder, string target) =>
        target.StartsWith('/') ? target[1..] : new Uri(new Uri("part:///" + folder), target).AbsolutePath.TrimStart('/');

    private XmlReader Read(string part, long limit)
    {
        var entry = _archive.GetEntry(part) ?? throw new InvalidDataException($"{part} is missing");
        return XmlReader.Create(new LimitedStream(entry.Open(), limit, _file), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        });
    }
}
