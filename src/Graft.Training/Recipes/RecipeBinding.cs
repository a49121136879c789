using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Graft.Training.Recipes;

/// <summary>Gives the texts of a recipe the types of the properties that they stand for.</summary>
internal static class RecipeBinding
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    /// <summary>Makes the record.</summary>
    /// <param name="tree">What was said.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="GraftException">Keys are unknown or values do not fit: all faults at once.</exception>
    public static T Bind<T>(RecipeTree tree, string source)
    {
        List<string> faults = [];
        JsonNode? typed = Group(typeof(T), tree, "", faults);
        if (faults.Count > 0) throw new GraftException($"{source}: {string.Join("; ", faults)}.");
        return typed.Deserialize<T>(Snake)!;
    }

    /// <summary>All keys of a record, options of a group as 'group.key'.</summary>
    public static IEnumerable<string> Keys(Type type, string prefix = "") => Properties(type).SelectMany(p =>
        IsGroup(p.Value.PropertyType) ? Keys(p.Value.PropertyType, $"{prefix}{p.Key}.") : [prefix + p.Key]);

    private static JsonObject Group(Type type, RecipeTree tree, string prefix, List<string> faults)
    {
        JsonObject found = [];
        Dictionary<string, PropertyInfo> known = Properties(type);
        foreach ((string key, RecipeTree value) in tree.Branches)
        {
            if (!known.TryGetValue(key, out PropertyInfo? property)) faults.Add(Unknown(prefix + key, type, prefix));
            else found[key] = Value(property.PropertyType, value, prefix + key, faults);
        }
        return found;
    }

    private static JsonNode? Value(Type type, RecipeTree tree, string key, List<string> faults)
    {
        if (IsGroup(type)) return tree.Text is null && tree.List is null ? Group(type, tree, $"{key}.", faults) : Fault($"'{key}' is a group of options, such as {key}.{Properties(type).Keys.First()}");
        if (ElementOf(type) is { } element)
        {
            // A single value, or several with commas between, is a list on the command line.
            IEnumerable<RecipeTree> entries = tree.List ?? (tree.Text is null ? [] : tree.Text.Split(',', StringSplitOptions.TrimEntries).Select(RecipeTree.OfText));
            return new JsonArray([.. entries.Select(e => Value(element, e, key, faults))]);
        }
        if (tree.List is not null || tree.Branches.Count > 0) return Fault($"'{key}' is one value, got {(tree.List is null ? "keys below it" : "a list")}");
        return tree.Text is null ? Null() : Scalar(Nullable.GetUnderlyingType(type) ?? type, tree.Text.Trim(), tree.Text, key, faults);

        JsonNode? Null() => Nullable.GetUnderlyingType(type) is not null || !type.IsValueType ? null : Fault($"'{key}' needs a value");
        JsonNode? Fault(string fault)
        {
            faults.Add(fault);
            return null;
        }
    }

    private static JsonNode? Scalar(Type type, string text, string raw, string key, List<string> faults)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (type == typeof(string)) return raw;
        if (type == typeof(bool) && bool.TryParse(text, out bool yes)) return yes;
        if ((type == typeof(int) || type == typeof(long)) && long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long whole) && (type == typeof(long) || whole == (int)whole)) return whole;
        if (type == typeof(double) && double.TryParse(text, NumberStyles.Float, invariant, out double number)) return number;
        if (type == typeof(float) && float.TryParse(text, NumberStyles.Float, invariant, out float single)) return single;
        if (type.IsEnum && EnumNames(type).FirstOrDefault(n => n.Replace("_", "", StringComparison.Ordinal) == Plain(text)) is { } name) return name;
        faults.Add(type.IsEnum ? new UnknownNameException(key, text, EnumNames(type)).Message.TrimEnd('.') : $"'{key}' must be {Describe(type)}, got '{text}'");
        return null;
    }

    private static string Plain(string text) => text.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static string[] EnumNames(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private static string Describe(Type type) => type == typeof(bool) ? "true or false" : type == typeof(int) || type == typeof(long) ? "a whole number" : "a number";

    private static string Unknown(string key, Type type, string prefix) => new UnknownNameException("key", key, Keys(type, prefix)).Message.TrimEnd('.');

    private static Dictionary<string, PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.SetMethod is not null && p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
        .ToDictionary(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name), StringComparer.Ordinal);

    // A record of options of ours; everything else is a value.
    private static bool IsGroup(Type type) => type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type);

    private static Type? ElementOf(Type type) => type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : type.IsArray ? type.GetElementType() : null;
}
