using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Graft.Tests.Hub;

/// <summary>What a client asked.</summary>
internal sealed record WebRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());
}

/// <summary>What it is answered, misbehaviour included.</summary>
internal sealed record WebAnswer(int Status)
{
    public byte[] Body { get; init; } = [];
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The connection is closed after so many bytes of the body.</summary>
    public int? CloseAfter { get; init; }

    /// <summary>It is reset instead of closed.</summary>
    public bool Reset { get; init; }

    /// <summary>Nothing more comes after so many bytes; the connection stays.</summary>
    public int? StallAfter { get; init; }

    /// <summary>The body comes again and again, until the client has had enough.</summary>
    public bool Endless { get; init; }

    /// <summary>No Content-Length; the end of the connection ends the body.</summary>
    public bool NoLength { get; init; }

    public static WebAnswer Text(string body, params (string Name, string Value)[] headers) =>
        new(200) { Body = Encoding.UTF8.GetBytes(body), Headers = headers.ToDictionary(h => h.Name, h => h.Value) };
}

/// <summary>A tiny HTTP/1.1 server of one answer per connection that can do what a proper one will not: cut, reset, stall, lie about lengths.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public WebServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public Func<WebRequest, WebAnswer> Answer { get; set; } = _ => new(404);

    public ConcurrentQueue<WebRequest> Requests { get; } = [];

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                if (await ReadAsync(stream) is not { } request) return;
                Requests.Enqueue(request);
                WebAnswer answer = Answer(request);
                await SendAsync(stream, request, answer);
                if (answer.Reset) client.LingerState = new LingerOption(true, 0);
                else client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException) { }
        }
    }

    private async Task SendAsync(NetworkStream stream, WebRequest request, WebAnswer answer)
    {
        StringBuilder head = new($"HTTP/1.1 {answer.Status} X\r\nConnection: close\r\n");
        foreach (var (name, value) in answer.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (!answer.NoLength && !answer.Headers.ContainsKey("Content-Length")) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (request.Method == "HEAD") return;
        int sent = Math.Min(answer.Body.Length, Math.Min(answer.CloseAfter ?? int.MaxValue, answer.StallAfter ?? int.MaxValue));
        await stream.WriteAsync(answer.Body.AsMemory(0, sent), _stop.Token);
        while (answer.Endless) await stream.WriteAsync(answer.Body, _stop.Token);
        await stream.FlushAsync(_stop.Token);
        if (answer.StallAfter is not null) await Task.Delay(TimeSpan.FromSeconds(20), _stop.Token);
        if (answer.Reset) await Task.Delay(100, _stop.Token); // so that what was sent arrives
    }

    private async Task<WebRequest?> ReadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Add(one[0]);
        }
        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(h => h[0].ToLowerInvariant(), h => h[1]);
        if (headers.GetValueOrDefault("expect") is not null) await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
        return new(first[0], first[1], headers, headers.ContainsKey("transfer-encoding") ? await ChunksAsync(stream) : await ExactlyAsync(stream, int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)));
    }

    private async Task<byte[]> ExactlyAsync(NetworkStream stream, int length)
    {
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return body;
    }

    private async Task<byte[]> ChunksAsync(NetworkStream stream)
    {
        List<byte> body = [];
        while (true)
        {
            int length = int.Parse(await LineAsync(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(await ExactlyAsync(stream, length));
            await LineAsync(stream);
            if (length == 0) return [.. body];
        }
    }

    private async Task<string> LineAsync(NetworkStream stream)
    {
        StringBuilder line = new();
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal)) line.Append((char)(await ExactlyAsync(stream, 1))[0]);
        return line.ToString().TrimEnd();
    }

    private static bool EndsHead(List<byte> head) => head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n' && head[^4] == '\r';
}
