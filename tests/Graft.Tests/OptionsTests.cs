using System.ComponentModel.DataAnnotations;

namespace Graft.Tests;

public class OptionsTests
{
    private sealed record Sample : IValidatableObject
    {
        [Range(1e-8, 10.0)] public double Rate { get; init; } = 1e-3;
        [Range(1, 10_000)] public int Epochs { get; init; } = 20;
        [Range(0.0, 1.0)] public double? Share { get; init; }
        public string Name { get; init; } = "a";

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Name.Length == 0) yield return new("Name must not be empty");
        }
    }

    [Fact]
    public void Validate_SeveralFaults_TellsThemAllAtOnce() =>
        Should.Throw<GraftException>(() => Options.Validate(new Sample { Rate = -1, Epochs = 0, Name = "" })).Message
            .ShouldBe("Invalid Sample: Rate must be 1E-08 to 10, got -1; Epochs must be 1 to 10000, got 0; Name must not be empty.");

    [Fact]
    public void Validate_GoodOptions_ReturnsThem()
    {
        Sample good = new() { Share = 1 };
        Options.Validate(good).ShouldBeSameAs(good);
    }

    [Fact]
    public void Validate_NotANumber_IsRefused() => Should.Throw<GraftException>(() => Options.Validate(new Sample { Rate = double.NaN }));
}
