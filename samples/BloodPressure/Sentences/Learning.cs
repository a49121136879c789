using Graft.Training;
using Graft.Training.Loop;

namespace Graft.Samples.BloodPressure;

/// <summary>How the sentences are learned: the last two layers of the encoder learn with the head; what lies below runs once per sentence. Three passes, the head's rate 1e-3, the layers' 3e-4.</summary>
internal static class Learning
{
    public const string Disclaimer = "This is a demonstration of transfer learning and no medical device: the sentences are made up, and nobody may be treated by what the model says.";

    /// <summary>The recipe; with <paramref name="frozen"/> the encoder stays as it is and only the head learns.</summary>
    public static Recipe Of(string texts, string backbone, bool frozen) => new()
    {
        Data = texts, Backbone = backbone,
        Policy = frozen ? new() : new() { UnfreezeLast = 2, BackboneRateFactor = 0.3 },
        Training = new TrainingOptions { Epochs = 3, Rate = 1e-3, Schedule = "linear" },
    };
}
