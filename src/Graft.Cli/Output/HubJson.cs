using System.Text.Json.Nodes;
using Graft.Hub;
using Graft.Hub.Caches;

namespace Graft.Cli.Output;

/// <summary>Models of hubs and caches as JSON, in snake case.</summary>
internal static class HubJson
{
    public static void Print(JsonNode node) => Console.Out.WriteLine(ResultJson.Of(node));

    public static JsonObject Of(ResolvedModel model) => new()
    {
        ["address"] = model.Address.ToString(),
        ["path"] = model.LocalPath,
        ["source"] = model.Source,
        ["verified"] = model.Verified,
        ["licence"] = model.Licence,
        ["package_hash"] = model.PackageHash,
        ["files"] = new JsonArray([.. model.Files.Select(f => new JsonObject { ["path"] = f.Path, ["size"] = f.Size, ["sha256"] = f.Sha256 })]),
        ["notes"] = new JsonArray([.. model.Notes.Select(n => JsonValue.Create(n))]),
    };

    public static JsonObject Of(CachedModel model) => new()
    {
        ["address"] = model.Address.ToString(),
        ["names"] = new JsonArray([.. model.Names.Select(n => JsonValue.Create(n))]),
        ["path"] = model.Path,
        ["files"] = model.Files,
        ["size"] = model.Size,
        ["last_used"] = model.LastUsed.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
    };

    public static JsonObject Of(CheckedModel check)
    {
        JsonObject model = Of(check.Model);
        model["faults"] = new JsonArray([.. check.Faults.Select(f => JsonValue.Create(f))]);
        return model;
    }
}
