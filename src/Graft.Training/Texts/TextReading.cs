using Graft.Backbones;
using Graft.Data.Texts;
using Graft.Text;
using Graft.Training.Heads;

namespace Graft.Training.Texts;

/// <summary>How texts are brought to a model, by what the recipe says and the backbone takes.</summary>
internal static class TextReading
{
    private const int BytesOfAToken = 24;

    /// <exception cref="GraftException">The windows share too many tokens, or a value is out of its range.</exception>
    public static TextPreprocessing Of(Recipe recipe, TextBackbone backbone, TextSet set)
    {
        int length = Math.Min(recipe.MaxLength ?? int.MaxValue, backbone.Preprocessing.MaxLength), windows = recipe.Windows ?? 1;
        bool together = set.Pairs && set.Task != TextTask.Similarity; // each of two long texts has half of the window
        int stride = windows == 1 ? 0 : recipe.Stride ?? length / 8, room = (length - backbone.Tokenizer.AddedCount(together)) / (together ? 2 : 1);
        if (stride >= room && windows > 1) throw new GraftException($"Windows of {room} tokens can share at most {room - 1} with the one before, got a stride of {stride}.");
        return Options.Validate(backbone.Preprocessing with { MaxLength = length, Pairs = set.Pairs, Windows = windows, Stride = stride, Characters = HeadNames.LooksAtCharacters(recipe.Head) ? BytesOfAToken : 0 });
    }
}
