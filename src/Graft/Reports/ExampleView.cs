namespace Graft.Reports;

/// <summary>Shows examples in the page: photos as small pictures, texts as they are.</summary>
internal abstract class ExampleView
{
    private const int Shown = 300;

    public static ExampleView Of(InputKind kind) => kind == InputKind.Photo ? new PhotoView() : new TextView();

    /// <summary>What one example is called: photo, text.</summary>
    public abstract string Noun { get; }

    /// <summary>A count with its noun.</summary>
    public string Count(int n) => FormattableString.Invariant($"{n:N0} {Noun}{(n == 1 ? "" : "s")}");

    /// <summary>The example with a caption.</summary>
    public abstract Html Figure(string input, Html caption);

    /// <summary>The example with what its predicted class rests on, where that is known.</summary>
    public abstract Html Explained(ScoredExample example, Html caption);

    /// <summary>The example's name in one line.</summary>
    public abstract string NameOf(string input);

    /// <summary>What the figures share, written once.</summary>
    public virtual Html Definitions() => Html.Empty;

    private sealed class TextView : ExampleView
    {
        public override string Noun => "text";

        public override string NameOf(string input) => input.Length <= Shown ? input : input[..Shown] + "…";

        public override Html Explained(ScoredExample example, Html caption) => example.Words is { } words ? Html.Of($"<figure class=\"text\"><blockquote>{ColouredWords.Of(words, Shown)}</blockquote><figcaption>{caption}</figcaption></figure>") : Figure(example.Input, caption);

        public override Html Figure(string input, Html caption) => Html.Of($"<figure class=\"text\"><blockquote>{NameOf(input)}</blockquote><figcaption>{caption}</figcaption></figure>");
    }
}
