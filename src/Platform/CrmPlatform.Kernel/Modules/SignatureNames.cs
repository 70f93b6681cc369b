using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Writes signatures of metadata as text, equal for equal signatures of two assemblies.</summary>
internal sealed class SignatureNames : ISignatureTypeProvider<string, object?>
{
    private bool _outermostSeen;

    /// <summary>The generic type of the type specification decoded last, when it is of another assembly.</summary>
    public TypeReferenceHandle? Outermost { get; private set; }

    /// <summary>Decodes a type specification; what is decoded first of it is its generic type.</summary>
    public void Decode(TypeSpecification specification)
    {
        _outermostSeen = false;
        Outermost = null;
        specification.DecodeSignature(this, null);
        _outermostSeen = true;
    }

    public static string Of(MemberReference member, SignatureNames names) => member.GetKind() == MemberReferenceKind.Field
        ? " : " + member.DecodeFieldSignature(names, null)
        : Text(member.DecodeMethodSignature(names, null));

    public static string Of(MethodDefinition method, SignatureNames names) => Text(method.DecodeSignature(names, null));

    public static string Of(FieldDefinition field, SignatureNames names) => " : " + field.DecodeSignature(names, null);

    public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + name
            : Qualify(reader.GetString(type.Namespace), name);
    }

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? NameOf(reader, outer) + "+" + name
            : Qualify(reader.GetString(type.Namespace), name);
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        _outermostSeen = true;
        return NameOf(reader, handle);
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        if (!_outermostSeen)
        {
            _outermostSeen = true;
            Outermost = handle;
        }

        return NameOf(reader, handle);
    }

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(",", typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index.ToString(CultureInfo.InvariantCulture);

    public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index.ToString(CultureInfo.InvariantCulture);

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape)
    {
        // Members of arrays are made by the runtime.
        Outermost = null;
        return $"{elementType}[{shape.Rank.ToString(CultureInfo.InvariantCulture)}]";
    }

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => "fn" + Text(signature);

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    private static string Text(MethodSignature<string> signature) =>
        $"({string.Join(",", signature.ParameterTypes)}) : {signature.ReturnType}";

    private static string Qualify(string space, string name) => space.Length == 0 ? name : space + "." + name;
}

/// <summary>The types of an assembly and their members, as metadata says.</summary>
internal sealed class AssemblyMembers
{
    private readonly Dictionary<string, HashSet<string>> _types = new(StringComparer.Ordinal);

    public static AssemblyMembers Read(string path)
    {
        using var file = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var names = new SignatureNames();
        var result = new AssemblyMembers();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            var members = type.GetMethods().Select(reader.GetMethodDefinition).Select(m => reader.GetString(m.Name) + SignatureNames.Of(m, names))
                .Concat(type.GetFields().Select(reader.GetFieldDefinition).Select(f => reader.GetString(f.Name) + SignatureNames.Of(f, names)));
            result._types[SignatureNames.NameOf(reader, handle)] = members.ToHashSet(StringComparer.Ordinal);
        }

        return result;
    }

    public bool HasType(string type) => _types.ContainsKey(type);

    public bool HasMember(string type, string signature) => _types.TryGetValue(type, out var members) && members.Contains(signature);
}
