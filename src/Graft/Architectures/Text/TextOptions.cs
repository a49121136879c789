namespace Graft.Architectures.Text;

/// <summary>What a text network ends with.</summary>
public enum TextHead
{
    /// <summary>Nothing: 'last_hidden_state' (batch, sequence, width), and 'pooler_output' (batch, width) where there is a pooler.</summary>
    None,
    /// <summary>The published classifier over whole texts: 'logits' (batch, labels).</summary>
    Sequence,
    /// <summary>The published classifier over tokens: 'logits' (batch, sequence, labels).</summary>
    Tokens,
    /// <summary>The published head that fills masked tokens: 'logits' (batch, sequence, vocabulary).</summary>
    MaskedTokens,
}

/// <summary>How a text network is built.</summary>
public sealed record TextOptions
{
    /// <summary>What it ends with.</summary><value>nothing</value>
    public TextHead Head { get; init; } = TextHead.None;

    /// <summary>Number of classes of the head; null: as many as the configuration names.</summary>
    public int? Labels { get; init; }

    /// <summary>Whether a network without head has the family's pooler, where it has one. Fine-tuning over mean pooling wants none.</summary><value>true</value>
    public bool Pooler { get; init; } = true;
}
