namespace Graft.Samples.BloodPressure;

/// <summary>Sentences put together of parts, so that pressures and all else stand in the same words: what the number belongs to decides, not what stands around it.</summary>
internal static class Frames
{
    private static readonly string[] Leads =
    [
        "", "", "", "", "today ", "on {date} ", "at {time} ", "in the clinic ", "at home ", "after {his} walk ", "before the operation ", "on {dose} mg of lisinopril ", "last week ", "when {he} woke up ", "in the ambulance ",
        "at the pharmacy ", "despite {his} tablets ", "during the test ",
    ];

    private static readonly (string Subject, string Slot)[] Measured =
    [
        ("{his} blood pressure", "{m}"), ("the blood pressure", "{m}"), ("the pressure", "{m}"), ("BP", "{m}"), ("{his} BP", "{m}"), ("the reading", "{m}"), ("the reading on the cuff", "{m}"), ("the monitor", "{m}"),
        ("the systolic", "{ms}"), ("{his} systolic pressure", "{ms}"), ("SBP", "{ms}"), ("the top number", "{ms}"), ("the higher value", "{ms}"), ("the diastolic", "{md}"), ("{his} diastolic pressure", "{md}"), ("DBP", "{md}"),
        ("the bottom number", "{md}"), ("the lower value", "{md}"), ("{his} pressure", "{ms} systolic"), ("systolic", "{ms}"), ("diastolic", "{md}"),
    ];

    private static readonly (string Subject, string Slot)[] Other =
    [
        ("{his} pulse", "{big}"), ("the heart rate", "{big}"), ("HR", "{big}"), ("the pulse", "{pulse}"), ("the glucose", "{big}"), ("{his} blood sugar", "{big}"), ("cholesterol", "{lab}"), ("sugar", "{lab}"), ("the weight", "{big} pounds"),
        ("the dose", "{big} mg"), ("{his} metoprolol", "{big} mg"), ("lisinopril", "{dose} mg"), ("the drip", "{big} mL"), ("the goal", "{n}"), ("{his} pressure goal", "{n}"), ("{his} target", "{n}"), ("the limit for a call", "{n}"),
        ("the wanted blood pressure", "{n}"), ("the systolic goal", "{ns}"), ("the diastolic limit", "{nd}"), ("{his} {kin}'s blood pressure", "{n}"), ("the pressure of {his} {kin}", "{n}"), ("the BP of the patient in the next bed", "{n}"),
        ("the wedge pressure", "{small}"), ("vision", "{eye}"), ("strength", "{grip}"), ("the visit", "{month}/{year}"), ("the peak flow", "{big}"), ("platelets", "{big}"),
    ];

    private static readonly string[] Verbs = [" is ", " was ", " came to ", " came down to ", " went down to ", " went up to ", " rose to ", " fell to ", " stayed at ", " measured ", " reads ", ": ", " = ", " now ", " ", " around "];

    private static readonly string[] Tails =
    [
        ".", ".", ".", ".", "", " with a temperature of {temp}.", ", {he} felt well.", " by hand.", " again.", " in the afternoon.", ", pulse {pulse}.", " before breakfast.", ", weight {weight}.", ", and {he} went home.", " after lunch.", " last night.",
    ];

    /// <summary>A template.</summary>
    public static string Pick(SeededRandom random)
    {
        (string Subject, string Slot)[] about = random.NextBool(0.6) ? Measured : Other;
        (string subject, string slot) = about[random.NextInt(about.Length)];
        return Templates.Pick(random, Leads) + subject + Templates.Pick(random, Verbs) + slot + Templates.Pick(random, Tails);
    }
}
