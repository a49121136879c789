using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Graft.Training.Tracking;

namespace Graft.Training.Tests.Tracking;

public class MlflowLogTests
{
    [Fact]
    public void Run_WholeLife_IsWhatTheRestApiWants()
    {
        using Server server = new((path, _) => path switch
        {
            "GET /api/2.0/mlflow/experiments/get-by-name" => (404, """{"error_code":"RESOURCE_DOES_NOT_EXIST"}"""),
            "POST /api/2.0/mlflow/experiments/create" => (200, """{"experiment_id":"7"}"""),
            "POST /api/2.0/mlflow/runs/create" => (200, """{"run":{"info":{"run_id":"abc"}}}"""),
            _ => (200, "{}"),
        });
        using (MlflowLog log = new(server.Address, "pets", new JsonObject { ["backbone"] = "resnet18", ["training"] = new JsonObject { ["epochs"] = 3 } }))
        {
            log.Log([new("train loss", 1, 0.5)]);
            log.End("done", new JsonObject { ["test"] = new JsonObject { ["accuracy"] = 0.75 } }, null);
        }
        server.Requests.Select(r => r.Path).ShouldBe(["GET /api/2.0/mlflow/experiments/get-by-name", "POST /api/2.0/mlflow/experiments/create", "POST /api/2.0/mlflow/runs/create",
            "POST /api/2.0/mlflow/runs/log-batch", "POST /api/2.0/mlflow/runs/log-batch", "POST /api/2.0/mlflow/runs/log-batch", "POST /api/2.0/mlflow/runs/update"]);
        server.Requests[2].Body["experiment_id"]!.GetValue<string>().ShouldBe("7");
        server.Requests[3].Body["params"]!.AsArray().Select(p => $"{p!["key"]}={p["value"]}").ShouldBe(["backbone=resnet18", "training.epochs=3"]);
        server.Requests[4].Body["metrics"]![0]!["key"]!.GetValue<string>().ShouldBe("train.loss");
        server.Requests[4].Body["metrics"]![0]!["step"]!.GetValue<long>().ShouldBe(1);
        server.Requests[5].Body["metrics"]![0]!["value"]!.GetValue<double>().ShouldBe(0.75);
        server.Requests[6].Body["status"]!.GetValue<string>().ShouldBe("FINISHED");
        server.Requests[6].Body["run_id"]!.GetValue<string>().ShouldBe("abc");
    }

    [Fact]
    public void Begin_ServerRefuses_SaysSo()
    {
        using Server server = new((_, _) => (500, "no disk"));
        Should.Throw<GraftException>(() => new MlflowLog(server.Address, "pets", [])).Message.ShouldContain("500 no disk");
    }

    [Fact]
    public void Begin_NoServer_SaysItCantBeReached() => Should.Throw<GraftException>(() => new MlflowLog("http://127.0.0.1:9", "pets", [])).Message.ShouldContain("can't be reached");

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("pets")]
    public void Begin_NoHttpAddress_IsRefused(string address) => Should.Throw<GraftException>(() => new MlflowLog(address, "pets", [])).Message.ShouldContain("http://localhost:5000");

    /// <summary>Answers on loopback and remembers what it was asked.</summary>
    private sealed class Server : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Server(Func<string, JsonNode, (int Status, string Body)> answer)
        {
            using (TcpListener free = new(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = Task.Run(() => Serve(answer));
        }

        public string Address { get; }

        public List<(string Path, JsonNode Body)> Requests { get; } = [];

        public void Dispose() => _listener.Close();

        private void Serve(Func<string, JsonNode, (int Status, string Body)> answer)
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = _listener.GetContext();
                    string path = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
                    using StreamReader reader = new(context.Request.InputStream);
                    string text = reader.ReadToEnd();
                    JsonNode body = text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
                    Requests.Add((path, body));
                    (context.Response.StatusCode, string content) = answer(path, body);
                    context.Response.Close(System.Text.Encoding.UTF8.GetBytes(content), willBlock: true);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // closed
            }
        }
    }
}
