using Acme;
using Graft.Bundles;

using Predictor shapes = Shapes.Open();
foreach (string photo in args)
{
    Prediction prediction = shapes.Predict(photo);
    string what = Shapes.LabelOf(prediction) switch
    {
        ShapesLabel.Arrow => "an arrow",
        ShapesLabel.Flower => "a flower",
        ShapesLabel.House => "a house",
        ShapesLabel.Moon => "the moon",
        ShapesLabel.Star => "a star",
        _ => prediction.Label,
    };
    Console.WriteLine($"{Path.GetFileName(photo)} shows {what} ({prediction.Probability:P0}), says version {Shapes.Version}");
}
