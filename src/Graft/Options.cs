using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Graft;

/// <summary>Checks an options record once, at the door, against the ranges stated at its properties.</summary>
internal static class Options
{
    /// <summary>Returns the options, or tells all that is wrong with them at once: Invalid TrainingOptions: Epochs must be 1 to 10000, got 0.</summary>
    /// <param name="options">A record whose properties carry <see cref="RangeAttribute"/>; it may add rules of its own by <see cref="IValidatableObject"/>.</param>
    /// <exception cref="GraftException">Some value is out of its range.</exception>
    public static T Validate<T>(T options) where T : class
    {
        List<string> faults = [.. options.GetType().GetProperties().Select(p => Fault(p, options)).OfType<string>()];
        if (options is IValidatableObject own) faults.AddRange(own.Validate(new ValidationContext(options)).Select(r => r.ErrorMessage!));
        return faults.Count == 0 ? options : throw new GraftException($"Invalid {options.GetType().Name}: {string.Join("; ", faults)}.");
    }

    private static string? Fault(PropertyInfo property, object options)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range || property.GetValue(options) is not { } value) return null;
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        double least = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), most = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        return number >= least && number <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{property.Name} must be {least} to {most}, got {number}");
    }
}
