using System.Globalization;
using System.Net;
using System.Security.Cryptography;

/// <summary>A hub with one large file, and the storage from which it comes at a given speed; counts what it sends.</summary>
internal sealed class SlowHub : IDisposable
{
    private const int Piece = 1 << 20;

    private readonly byte[] _content;
    private readonly double _bytesASecond;
    private readonly HttpListener _hub = new(), _storage = new();
    private long _sent;
    private int _downloads;

    public SlowHub(byte[] content, double bytesASecond, int port)
    {
        (_content, _bytesASecond) = (content, bytesASecond);
        (Address, StorageAddress) = (At(port), At(port + 1));
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        _hub.Prefixes.Add(Address + "/");
        _storage.Prefixes.Add(StorageAddress + "/");
        _hub.Start();
        _storage.Start();
        _ = LoopAsync(_hub, Head);
        _ = LoopAsync(_storage, SendAsync);
    }

    public string Address { get; }

    public string Sha256 { get; }

    public long Sent => Interlocked.Read(ref _sent);

    public int Downloads => _downloads;

    private string StorageAddress { get; }

    public void Reset() => (_sent, _downloads) = (0, 0);

    public void Dispose()
    {
        _hub.Close();
        _storage.Close();
    }

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static async Task LoopAsync(HttpListener listener, Func<HttpListenerContext, Task> answer)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                _ = Task.Run(() => answer(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) { }
    }

    private Task Head(HttpListenerContext context)
    {
        context.Response.StatusCode = 302;
        context.Response.Headers["X-Repo-Commit"] = new string('1', 40);
        context.Response.Headers["X-Linked-Etag"] = $"\"{Sha256}\"";
        context.Response.Headers["X-Linked-Size"] = _content.Length.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Location"] = StorageAddress + "/file";
        context.Response.Close();
        return Task.CompletedTask;
    }

    private async Task SendAsync(HttpListenerContext context)
    {
        Interlocked.Increment(ref _downloads);
        int from = context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        context.Response.StatusCode = from > 0 ? 206 : 200;
        context.Response.Headers["ETag"] = $"\"{Sha256}\"";
        if (from > 0) context.Response.Headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{_content.Length - 1}/{_content.Length}");
        context.Response.ContentLength64 = _content.Length - from;
        try
        {
            for (int at = from; at < _content.Length; at += Piece)
            {
                int length = Math.Min(Piece, _content.Length - at);
                await context.Response.OutputStream.WriteAsync(_content.AsMemory(at, length));
                Interlocked.Add(ref _sent, length);
                await Task.Delay(TimeSpan.FromSeconds(length / _bytesASecond));
            }
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or InvalidOperationException)
        {
            context.Response.Abort(); // the client was killed
        }
    }
}
