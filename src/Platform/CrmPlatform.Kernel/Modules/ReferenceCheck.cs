using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CrmPlatform.Errors;

namespace CrmPlatform.Kernel.Modules;

/// <summary>
/// Compares, as metadata and before any code runs, what a module refers to with what the host has. A missing method would
/// otherwise surface only when it is called.
/// </summary>
internal static class ReferenceCheck
{
    /// <exception cref="UserError"><c>module.missing-reference</c> or <c>module.broken</c>.</exception>
    public static void Check(string module, string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
        {
            throw ModuleErrors.Broken.With(("module", module), ("reason", $"{Path.GetFileName(path)} is no .NET assembly."));
        }

        var reader = file.GetMetadataReader();
        foreach (var reference in reader.AssemblyReferences.Select(reader.GetAssemblyReference))
        {
            CheckAssembly(module, reader, reference);
        }

        CheckMembers(module, reader);
    }

    private static void CheckAssembly(string module, MetadataReader reader, AssemblyReference reference)
    {
        var name = reader.GetString(reference.Name);
        var host = HostAssemblies.Find(name);
        if (host is null ? IsPlatform(name) : host.GetName().Version < reference.Version)
        {
            throw ModuleErrors.MissingReference.With(("module", module), ("reference", $"{name} {reference.Version}"));
        }
    }

    /// <summary>Types and members of the platform that the module names.</summary>
    private static void CheckMembers(string module, MetadataReader reader)
    {
        var names = new SignatureNames();
        var contracts = new Dictionary<string, AssemblyMembers?>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeReferences)
        {
            if (Owner(reader, handle, contracts) is { } owner && !owner.HasType(SignatureNames.NameOf(reader, handle)))
            {
                throw Missing(module, SignatureNames.NameOf(reader, handle));
            }
        }

        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            var (parent, typeName) = ParentOf(reader, member, names);
            if (parent is not { } type || Owner(reader, type, contracts) is not { } owner)
            {
                continue;
            }

            var signature = reader.GetString(member.Name) + SignatureNames.Of(member, names);
            if (!owner.HasMember(typeName, signature))
            {
                throw Missing(module, $"{typeName}.{signature}");
            }
        }
    }

    private static (TypeReferenceHandle? Type, string Name) ParentOf(MetadataReader reader, MemberReference member, SignatureNames names)
    {
        switch (member.Parent.Kind)
        {
            case HandleKind.TypeReference:
                var plain = (TypeReferenceHandle)member.Parent;
                return (plain, SignatureNames.NameOf(reader, plain));
            case HandleKind.TypeSpecification:
                names.Decode(reader.GetTypeSpecification((TypeSpecificationHandle)member.Parent));
                return names.Outermost is { } generic ? (generic, SignatureNames.NameOf(reader, generic)) : (null, "");
            default:
                return (null, "");
        }
    }

    private static AssemblyMembers? Owner(MetadataReader reader, TypeReferenceHandle handle, Dictionary<string, AssemblyMembers?> contracts)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference)
        {
            scope = reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        }

        if (scope.Kind != HandleKind.AssemblyReference)
        {
            return null;
        }

        var name = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name);
        if (!IsPlatform(name))
        {
            return null;
        }

        if (!contracts.TryGetValue(name, out var members))
        {
            contracts[name] = members = AssemblyMembers.Read(HostAssemblies.Find(name)!.Location);
        }

        return members;
    }

    private static bool IsPlatform(string assembly) => assembly.StartsWith("CrmPlatform.", StringComparison.Ordinal);

    private static UserError Missing(string module, string reference) =>
        ModuleErrors.MissingReference.With(("module", module), ("reference", reference));
}
