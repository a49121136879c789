#region quickstart
using Graft.Bundles;
using Graft.Training;
#endregion

if (args is not [string photos, string bundle, string photo])
{
    Console.Error.WriteLine("Give a folder of photos (one sub-folder per class), a folder for the bundle, and a photo to predict.");
    return 2;
}
#region quickstart
TransferResult result = Transfer.Run(new Recipe { Data = photos }, bundle);
Console.WriteLine($"{result.Scores["test"].Accuracy:P0} of {result.Counts["test"]} test photos");

using Predictor predictor = Predictor.Open(bundle);       // a service that only predicts needs the package Graft alone
Prediction prediction = predictor.Predict(photo);
Console.WriteLine($"{prediction.Label} {prediction.Probability:P0}");
#endregion
return 0;
