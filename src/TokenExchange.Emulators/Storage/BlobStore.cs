using System.Globalization;
using System.Security;
using System.Text;

namespace TokenExchange.Emulators.Storage;

/// <summary>The containers' blobs in memory, and what each operation does to them. One lock, so that of several conditional writes one succeeds.</summary>
internal sealed class BlobStore(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredBlob> _blobs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _containers = new(StringComparer.Ordinal);
    private long _writes;

    /// <summary>Most blocks of an append blob; Azure's limit is 50,000.</summary>
    public int MostBlocks { get; set; } = 50_000;

    /// <summary>The blobs by container and name.</summary>
    public IReadOnlyDictionary<string, StoredBlob> Blobs
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, StoredBlob>(_blobs, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Replaces the content of a blob, as somebody does who may write to the store.</summary>
    public void Overwrite(string path, byte[] content)
    {
        lock (_gate)
        {
            Store(path, _blobs[path] with { Content = content });
        }
    }

    /// <summary>Removes the blobs whose names begin so, in every container.</summary>
    public void Remove(string prefix)
    {
        lock (_gate)
        {
            foreach (var path in _blobs.Keys.Where(path => path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..].StartsWith(prefix, StringComparison.Ordinal)).ToList())
            {
                _blobs.Remove(path);
            }
        }
    }

    public BlobAnswer Create(string container)
    {
        lock (_gate)
        {
            return _containers.Add(container) ? new BlobAnswer(201) : BlobAnswer.Error(409, "ContainerAlreadyExists");
        }
    }

    public BlobAnswer Do(string operation, BlobRequest request)
    {
        lock (_gate)
        {
            if (!_containers.Contains(request.Container))
            {
                return BlobAnswer.Error(404, "ContainerNotFound");
            }

            var known = _blobs.GetValueOrDefault(request.Path);
            return operation switch
            {
                "list" => List(request),
                "append" => Append(request, known),
                "put" or "create-log" => Put(request, known, isAppendBlob: operation == "create-log"),
                "get" => known is null ? BlobAnswer.Error(404, "BlobNotFound") : Get(request, known),
                "delete" => _blobs.Remove(request.Path) ? new BlobAnswer(202) : BlobAnswer.Error(404, "BlobNotFound"),
                _ => BlobAnswer.Error(405, "UnsupportedHttpVerb"),
            };
        }
    }

    private BlobAnswer Put(BlobRequest request, StoredBlob? known, bool isAppendBlob)
    {
        if (request.IfNoneMatch == "*" && known is not null)
        {
            return BlobAnswer.Error(409, "BlobAlreadyExists");
        }

        return request.IfMatch is { } expected && !string.Equals(expected, known?.ETag, StringComparison.Ordinal)
            ? BlobAnswer.Error(412, "ConditionNotMet")
            : Store(request.Path, new StoredBlob(request.Body, isAppendBlob, 0, "", default));
    }

    private BlobAnswer Append(BlobRequest request, StoredBlob? known)
    {
        if (known is null)
        {
            return BlobAnswer.Error(404, "BlobNotFound");
        }

        if (!known.IsAppendBlob)
        {
            return BlobAnswer.Error(409, "InvalidBlobType");
        }

        return known.Blocks >= MostBlocks
            ? BlobAnswer.Error(409, "BlockCountExceedsLimit")
            : Store(request.Path, known with { Content = [.. known.Content, .. request.Body], Blocks = known.Blocks + 1 });
    }

    private BlobAnswer Store(string path, StoredBlob blob)
    {
        var stored = blob with { ETag = $"\"0x{++_writes:X16}\"", ModifiedAt = clock.GetUtcNow() };
        _blobs[path] = stored;
        return new BlobAnswer(201) { Blob = stored };
    }

    private static BlobAnswer Get(BlobRequest request, StoredBlob blob)
    {
        if (request.Range is not { } range)
        {
            return new BlobAnswer(200) { Blob = blob, Body = blob.Content };
        }

        var bounds = range["bytes=".Length..].Split('-');
        var from = int.Parse(bounds[0], CultureInfo.InvariantCulture);
        if (from >= blob.Content.Length)
        {
            return BlobAnswer.Error(416, "InvalidRange");
        }

        var end = bounds[1].Length > 0 ? (int)Math.Min(long.Parse(bounds[1], CultureInfo.InvariantCulture) + 1, blob.Content.Length) : blob.Content.Length;
        return new BlobAnswer(206) { Blob = blob, Body = blob.Content[from..end], Range = $"bytes {from}-{end - 1}/{blob.Content.Length}" };
    }

    private BlobAnswer List(BlobRequest request)
    {
        var names = _blobs.Where(pair => pair.Key.StartsWith(request.Path, StringComparison.Ordinal)).Select(pair =>
            $"<Blob><Name>{SecurityElement.Escape(pair.Key[(request.Container.Length + 1)..])}</Name><Properties>" +
            $"<Last-Modified>{pair.Value.ModifiedAt:R}</Last-Modified><Etag>{pair.Value.ETag.Trim('"')}</Etag>" +
            $"<Content-Length>{pair.Value.Content.Length}</Content-Length><BlobType>{pair.Value.TypeName}</BlobType></Properties></Blob>");
        var xml = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>{string.Concat(names)}</Blobs><NextMarker /></EnumerationResults>";
        return new BlobAnswer(200) { Body = Encoding.UTF8.GetBytes(xml), ContentType = "application/xml" };
    }
}

/// <summary>What an operation needs of its request.</summary>
/// <param name="Container">The container.</param>
/// <param name="Name">The blob; of a list, the prefix.</param>
/// <param name="Body">The body.</param>
internal sealed record BlobRequest(string Container, string Name, byte[] Body)
{
    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public string? Range { get; init; }

    public string Path => $"{Container}/{Name}";
}
