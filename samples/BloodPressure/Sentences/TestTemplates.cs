namespace Graft.Samples.BloodPressure;

/// <summary>What the test and contrast sentences are made of: other wordings than those of training.</summary>
internal static class TestTemplates
{
    public static Templates All { get; } = new(new Dictionary<string, string[]>
    {
        ["single"] =
        [
            "I got a pressure of {m} at the bedside.", "The patient arrived with a blood pressure reading of {m}.", "Reports a BP of {m} from the grocery store.", "BP manually rechecked: {m}.",
            "After resting for ten minutes {his} BP is down to {m}.", "At the dentist on {date} somebody found a blood pressure of {m}.", "Acuity {eye}, BP {m}, grip {grip}.", "An in-office blood pressure of {m} despite {dose} mg of losartan.",
        ],
        ["several"] =
        [
            "BP varied between {m} and {m} overnight.", "Before dialysis {m}, after dialysis {m}.", "Left side {m}, right side {m} by blood pressure cuff.", "Pressure came from {m} to {m} once {he} lay down.",
        ],
        ["words"] = ["The wrist device gave a blood pressure of {m}.", "Upper number {ms}, lower number {md}.", "SBP {ms}, DBP {md}.", "Systolics hovering around {ms} this week.", "A diastolic reading of {md} was obtained.", "Trending {tens} since Friday."],
        ["with_goal"] = ["We hoped for {n}, and the present blood pressure is {m}.", "Hold parameters are {n}, blood pressure now {m}.", "Measured {m} against a goal of {n}."],
        ["goal"] = ["The plan is to bring the pressure under {n}.", "Page the team for blood pressure beyond {n}.", "Do not give if systolic is below {ns}.", "Aim for {n} over the coming weeks.", "Guidelines recommend {n} or less."],
        ["negated"] = ["{he} says it was never as high as {n}.", "No blood pressure of {n} was ever recorded.", "{his} brother suffers from blood pressures of {n}."],
        ["context"] =
        [
            "Systolic over the weekend was {ms}.", "Heart rate over the weekend was {big}.", "Losartan {big} mg over the weekend.", "{his} father was treated for {n}.", "{his} brother once had {n}, {his} own reading is {m}.",
            "Hospital stay from {month}/{year} on.", "The diastolic came back at {md}.", "Sugar of {big} with a systolic of {ms}.", "Her doctor would be happy with {n}.", "The number to stay below is {n}, today {m}.",
        ],
        ["other"] =
        [
            "Resting pulse of about {pulse}.", "Reads {eye} with glasses.", "Scale weight {weight} pounds, down from {weight}.", "Total cholesterol came back at {lab}.", "Started {dose} mg of atenolol on {date}.",
            "Pulmonary systolic pressure was estimated at {small}.", "Takes a tablet for high blood pressure, dose {dose} mg.", "Grip is {grip} on the left.", "Fingerstick {lab} at {time}.", "Hypertension, diet controlled.",
        ],
    },
    ["Triage vitals: ", "Nursing assessment: ", "Obs: ", "O: ", "Observations at 0600: "],
    ["blood pressure reads {m}", "bp {plain}", "NIBP {plain}", "arterial blood pressure {m}", "B.P. {plain}", "BP (R arm) {plain}", "blood pressure measured at {m}"],
    ["heart rate measured at {pulse}", "HR = {pulse}", "resp {rate}", "RR = {rate}", "temp = {temp}", "sats {sat}%", "SpO2 {sat}% RA", "weighs {weight} lb", "stands {small} in tall", "fingerstick {lab}"], Framed: false);

    /// <summary>The same number as a reading and as something else.</summary>
    public static (string Kind, string Measured, string Other)[] Contexts { get; } =
    [
        ("goal", "{his} blood pressure today is {plain}.", "{his} blood pressure goal is {plain}."), ("goal", "The blood pressure was {plain}.", "The blood pressure target was {plain}."),
        ("goal", "The cuff shows {plain}.", "Treat if the cuff shows more than {plain}."), ("goal", "Blood pressure {plain} in the office.", "Call if blood pressure is above {plain}."),
        ("pulse", "Systolic of {ms} this morning.", "Heart rate of {ms} this morning."), ("pulse", "Systolic blood pressure {ms}, temperature {temp}.", "Pulse {ms}, temperature {temp}."),
        ("pulse", "{his} systolic went up to {ms} on the treadmill.", "{his} pulse went up to {ms} on the treadmill."),
        ("dose", "The systolic was {ms} on arrival.", "The metoprolol was {ms} mg on arrival."), ("dose", "Systolic pressure {ms} at noon.", "Labetalol {ms} mg at noon."),
        ("dose", "With breakfast the systolic is {ms}.", "With breakfast {he} takes {ms} mg of losartan."),
        ("date", "{he} had a diastolic of {md} at the last visit.", "{he} had {his} last visit on {month}/{md}."), ("date", "The diastolic was {md} at the clinic.", "{he} was seen on {month}/{md} at the clinic."),
        ("date", "Diastolic {md} since the operation.", "Operation in the spring of 19{md}."),
        ("person", "{his} own blood pressure was {plain}.", "{his} father's blood pressure was {plain}."), ("person", "{he} runs a pressure of {plain}.", "{his} brother runs a pressure of {plain}."),
        ("denied", "The pressure has been over {plain} since May.", "The pressure has never been over {plain}."), ("denied", "{he} reports a blood pressure of {plain}.", "{he} denies a blood pressure of {plain}."),
    ];
}
