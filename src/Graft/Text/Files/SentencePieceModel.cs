using Google.Protobuf;

namespace Graft.Text.Files;

/// <summary>What a piece of a SentencePiece model is; the numbers are the format's.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A piece of a SentencePiece model.</summary>
internal sealed record SentencePiece(string Text, float Score, PieceKind Kind);

/// <summary>The fields of a SentencePiece model file that tokenizing needs (sentencepiece_model.proto of https://github.com/google/sentencepiece).</summary>
internal sealed record SentencePieceModel
{
    public List<SentencePiece> Pieces { get; } = [];

    /// <summary>Whether it is a BPE model; else Unigram.</summary>
    public bool IsBpe { get; private set; }

    public byte[] CharsMap { get; private set; } = [];

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraSpace { get; private set; } = true;

    /// <exception cref="InvalidProtocolBufferException">The bytes are no such file.</exception>
    /// <exception cref="InvalidDataException">It has no pieces.</exception>
    public static SentencePieceModel Read(byte[] bytes)
    {
        SentencePieceModel model = new();
        CodedInputStream input = new(bytes);
        while (input.ReadTag() is uint tag and > 0)
        {
            switch (tag >> 3)
            {
                case 1: model.Pieces.Add(Piece(input.ReadBytes())); break;
                case 2: model.ReadTrainer(input.ReadBytes()); break;
                case 3: model.ReadNormalizer(input.ReadBytes()); break;
                default: input.SkipLastField(); break;
            }
        }
        return model.Pieces.Count > 0 ? model : throw new InvalidDataException("it has no pieces");
    }

    private static SentencePiece Piece(ByteString bytes)
    {
        CodedInputStream input = bytes.CreateCodedInput();
        SentencePiece piece = new("", 0, PieceKind.Normal);
        while (input.ReadTag() is uint tag and > 0)
        {
            switch (tag)
            {
                case 1 << 3 | 2: piece = piece with { Text = input.ReadString() }; break;
                case 2 << 3 | 5: piece = piece with { Score = input.ReadFloat() }; break;
                case 3 << 3: piece = piece with { Kind = (PieceKind)input.ReadEnum() }; break;
                default: input.SkipLastField(); break;
            }
        }
        return piece;
    }

    private void ReadTrainer(ByteString bytes)
    {
        CodedInputStream input = bytes.CreateCodedInput();
        while (input.ReadTag() is uint tag and > 0)
        {
            if (tag == 3 << 3) IsBpe = input.ReadEnum() == 2; // model_type: UNIGRAM 1, BPE 2
            else input.SkipLastField();
        }
    }

    private void ReadNormalizer(ByteString bytes)
    {
        CodedInputStream input = bytes.CreateCodedInput();
        while (input.ReadTag() is uint tag and > 0)
        {
            switch (tag)
            {
                case 2 << 3 | 2: CharsMap = input.ReadBytes().ToByteArray(); break;
                case 3 << 3: AddDummyPrefix = input.ReadBool(); break;
                case 4 << 3: RemoveExtraSpace = input.ReadBool(); break;
                default: input.SkipLastField(); break;
            }
        }
    }
}
