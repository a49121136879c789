using System.Net;
using System.Net.Http.Headers;

namespace Graft.Hub.Transfer;

/// <summary>
/// HTTP as every source needs it: the system's proxy, redirects under our eyes (credentials are chosen for each address, encryption is never given up on the way),
/// trouble that may pass told apart from answers, and nothing at all while offline.
/// </summary>
internal sealed class Transport(HubOptions options)
{
    private const int MostRedirects = 10;

    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static readonly ProductInfoHeaderValue Agent = new("graft", typeof(Transport).Assembly.GetName().Version!.ToString(3));

    public HubOptions Options => options;

    /// <summary>Asks once; the body is not read yet.</summary>
    /// <exception cref="UnreachableException">No answer, or 408, 429, 500, 502, 503, 504.</exception>
    public async Task<Answer> AskAsync(Question question, CancellationToken cancel)
    {
        if (options.Offline) throw new GraftException($"Offline: {Bare(question.Url)} is not asked.");
        Uri url = question.Url;
        for (int hops = 0; hops <= MostRedirects; hops++)
        {
            Answer answer = await SendAsync(question, url, cancel).ConfigureAwait(false);
            Uri? next = answer.Status is 301 or 302 or 303 or 307 or 308 ? answer.Location : null;
            if (next is null || question.Within is { } origin && !Question.SameOrigin(next, origin)) return Checked(answer);
            answer.Dispose();
            url = Checked(url, next);
        }
        throw new GraftException($"{Bare(question.Url)} redirects more than {MostRedirects} times.");
    }

    /// <summary>Asks up to six times, waiting as the server says, else 1, 2, 4, 8, 8 seconds.</summary>
    public async Task<Answer> AskPatientlyAsync(Func<Question> question, CancellationToken cancel)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                return await AskAsync(question(), cancel).ConfigureAwait(false);
            }
            catch (UnreachableException e) when (failures < Backoff.Retries)
            {
                await options.Delay(Backoff.After(failures, e.Wait), cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>An address fit for messages: without query, which may hold a signature.</summary>
    public static string Bare(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Encryption is not given up, and a redirect leads to the web and nowhere else.</summary>
    public static Uri Checked(Uri from, Uri to)
    {
        if (to.Scheme is not ("https" or "http")) throw new GraftException($"{Bare(from)} redirects to '{to.Scheme}:', which is not followed.");
        if (from.Scheme == "https" && to.Scheme == "http")
            throw new GraftException($"{Bare(from)} redirects to the unencrypted {Bare(to)}, which is not followed.");
        return to;
    }

    private static async Task<Answer> SendAsync(Question question, Uri url, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(question.Method, url) { Content = question.Content?.Invoke() };
        request.Headers.UserAgent.Add(new(Agent.Product!));
        request.Headers.TryAddWithoutValidation("Accept", question.Accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.Authorization = question.Credentials(url);
        if (question.From > 0) request.Headers.Range = new RangeHeaderValue(question.From, null);
        if (question.From > 0 && question.IfRange is { IsWeak: false } tag) request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(question.Patience);
        try
        {
            return new(await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false), url);
        }
        catch (HttpRequestException e)
        {
            throw new UnreachableException($"{Bare(url)} can't be reached: {e.Message} Check the network, the proxy (HTTPS_PROXY) and the address.", null, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new UnreachableException($"{Bare(url)} did not answer within {question.Patience.TotalSeconds:0.#} s.", null, e);
        }
    }

    private static Answer Checked(Answer answer)
    {
        if (answer.Status is not (408 or 429 or 500 or 502 or 503 or 504)) return answer;
        using (answer)
        {
            string what = answer.Message.StatusCode == HttpStatusCode.TooManyRequests ? "has had too many requests from here"
                : $"answers {answer.Status} {answer.Message.ReasonPhrase}".TrimEnd();
            throw new UnreachableException($"{Bare(answer.Url)} {what}.", Backoff.Asked(answer));
        }
    }
}
