using System.Security.Cryptography;
using System.Xml.Linq;
using CrmPlatform.Hosting;
using CrmPlatform.Web.Hosting;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace CrmPlatform.Web.Tenants;

/// <summary>
/// 32 random bytes in <c>keys/master.key</c> of the data directory, readable by the host's user alone. It encrypts the tenants'
/// key rings (AES-256-GCM); a copy of the rings without it is worth nothing.
/// </summary>
public sealed class HostMasterKey(PlatformOptions options)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly Lazy<byte[]> _key = new(() => ReadOrMake(Path.Combine(options.DataDirectory, "keys", "master.key")));

    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var result = new byte[NonceSize + TagSize + plain.Length];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key.Value, TagSize);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceSize + TagSize), result.AsSpan(NonceSize, TagSize));
        return result;
    }

    /// <exception cref="CryptographicException">It was encrypted by another key, or changed.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> encrypted)
    {
        if (encrypted.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("The data is too short to have been encrypted by the master key.");
        }

        var plain = new byte[encrypted.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key.Value, TagSize);
        aes.Decrypt(encrypted[..NonceSize], encrypted[(NonceSize + TagSize)..], encrypted.Slice(NonceSize, TagSize), plain);
        return plain;
    }

    private static byte[] ReadOrMake(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (!File.Exists(file))
        {
            // Written aside and moved without overwriting, so that of two hosts that start together one key wins.
            var mine = $"{file}.{Path.GetRandomFileName()}";
            PrivateFile.Write(mine, RandomNumberGenerator.GetBytes(32));
            try
            {
                File.Move(mine, file);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(mine);
            }
        }

        var key = File.ReadAllBytes(file);
        return key.Length == 32 ? key : throw new InvalidOperationException($"{file} is not a master key: it must have 32 bytes. Restore it from a backup.");
    }
}

/// <summary>Encrypts the keys of a ring by the host's master key.</summary>
public sealed class MasterKeyXmlEncryptor(HostMasterKey master) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        ArgumentNullException.ThrowIfNull(plaintextElement);
        var bytes = System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var element = new XElement("masterKeyEncrypted", Convert.ToBase64String(master.Encrypt(bytes)));
        return new EncryptedXmlInfo(element, typeof(MasterKeyXmlDecryptor));
    }
}

/// <summary>Its way back; made by the key ring from its own services.</summary>
public sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly HostMasterKey _master = services.GetRequiredService<HostMasterKey>();

    public XElement Decrypt(XElement encryptedElement)
    {
        ArgumentNullException.ThrowIfNull(encryptedElement);
        var bytes = _master.Decrypt(Convert.FromBase64String(encryptedElement.Value));
        return XElement.Parse(System.Text.Encoding.UTF8.GetString(bytes));
    }
}
