namespace Graft.Samples.BloodPressure;

/// <summary>What the training sentences are made of. High and normal sentences share the templates with a measured value, so that only the number in its context decides.</summary>
internal static class TrainTemplates
{
    public static Templates All { get; } = new(new Dictionary<string, string[]>
    {
        ["single"] =
        [
            "{his} blood pressure is {m}.", "Blood pressure {m}.", "BP {m}.", "BP{plain}.", "BP: {m}", "B/P {plain}.", "Blood pressure was {m} on arrival.", "The nurse took a pressure of {m}.",
            "Today {his} blood pressure was {m} with a pulse of {pulse}.", "On {date} the blood pressure came out as {m}.", "{he} weighs {weight} pounds and has a blood pressure of {m}.",
            "On {dose} mg of lisinopril {his} blood pressure is {m}.", "Despite {dose} mg of metoprolol the pressure stays at {m}.", "{m} is what the cuff showed for {his} blood pressure.",
            "A {age}-year-old with a blood pressure of {m}.", "This {age} year old came in with a BP of {m} and felt well.", "Visual acuity {eye}, blood pressure {m}.", "Blood pressure in the left arm {m}.",
            "Last month {his} blood pressure at home was {m}.", "Supine blood pressure {m}, strength {grip} throughout.", "{he} checked {his} pressure at the drugstore and got {m}.",
            "At peak exercise the blood pressure reached {m}.", "EXAM: {pulse}BPM, BP{plain}, {rate}RPM, {temp}F", "The patient's blood pressure this visit: {m}.", "Currently {m} by automatic cuff.",
            "In the emergency room {his} blood pressure was {m} and {he} was given fluids.", "OBJECTIVE: Blood pressure is {m}.", "Seated BP {m}, right arm, large cuff.",
        ],
        ["several"] =
        [
            "Before surgery {m}, after surgery {m}.", "Before lunch {m}, after lunch {m}.", "Pressure fell from {m} to {m} with rest.", "Pressure rose from {m} to {m} with pain.", "BP ranged from {m} to {m} at night.",
            "BP between {m} and {m} all week.", "Left leg {m}, right leg {m}.", "{m} dropped to {m} when {he} sat up.", "Pressures of {m}, {m} and then {m}.",
            "Blood pressure {m}, repeated {m}.", "BP was {m} lying and {m} standing.", "First reading {m}, later {m}.", "{his} pressures at home were {m}, {m} and {m}.",
            "Blood pressure went from {m} to {m} during the test.", "Right arm {m}, left arm {m}.", "{his} blood pressure was {m} before and {m} after the walk.", "Readings between {m} and {m} since Monday.",
            "It was {m} in the morning and {m} at night.", "BP sitting {m} with pulse {pulse}, standing {m} with pulse {pulse}.", "Blood pressure {m} at first, {m} when taken again by the doctor.",
        ],
        ["words"] =
        [
            "Trend of {tens} this month.", "Running {tens} at home.", "Pressures {tens} overnight.", "{tens} on most days.", "Higher value {ms}, lower value {md}.", "The first number is {ms}, the second {md}.", "Top {ms}, bottom {md}.",
            "Systolic of {ms}.", "Diastolic of {md}.", "{his} systolic blood pressure is {ms}.", "{his} diastolic blood pressure is {md}.", "SBP {ms}.", "DBP {md}.", "SBP was {ms} at {time}.", "DBP was {md} at {time}.",
            "Pressures have been running in the {tens}.", "BP in the {tens}.", "The top number was {ms}.", "The bottom number was {md}.", "Systolic {ms}, diastolic {md}.",
            "{he} tells me the machine said {ms} over {md}.", "Blood pressure of {ms} over {md} by hand.", "The systolic went up to {ms} in the ambulance.", "Her diastolic stays around {md}.",
            "Systolic blood pressure rose to {ms} with a heart rate of {pulse}.", "Blood pressure {ms} systolic.", "{his} pressure is {ms} by palpation.",
        ],
        ["with_goal"] =
        [
            "Reading of {m} against {n} that was hoped for.", "{m} versus a goal of {n}.", "Measured {m}, target {n}.", "Wanted {n}, got {m}.", "The ceiling is {n}, today's reading is {m}.", "{he} should stay below {n}, {his} reading is {m}.",
            "Instead of the {n} that we wanted {he} has {m}.", "With a limit of {n}, {his} pressure of {m} was discussed.",
            "Goal is {n}, today {his} blood pressure is {m}.", "BP {m}, goal {n}.", "Blood pressure {m} with a target of less than {n}.", "Blood pressure is {m}; we aim for {n}.",
            "Call me above {n}; right now it is {m}.", "The limit we set was {n} and the reading today is {m}.", "{m} today, well, the target was {n}.", "{his} mother had {n}, but {his} own blood pressure is {m}.",
            "With {n} as the goal, a pressure of {m} was noted.",
        ],
        ["goal"] =
        [
            "The goal is a blood pressure below {n}.", "Target blood pressure {n}.", "Call if the blood pressure is above {n}.", "Hold the medicine for a blood pressure under {n}.", "Keep BP less than {n}.",
            "Return if your pressure goes over {n}.", "We want to see {his} blood pressure at {n} or lower.", "Blood pressure should be kept under {n}.", "Notify the physician for systolic above {ns} or diastolic above {nd}.",
            "Treat when blood pressure exceeds {n}.", "Stop the infusion if BP reaches {n}.", "Titrate to a systolic of {ns}.", "Hypertension is defined as {n} or more.", "Goal systolic {ns}.", "BP goal {n}.",
            "Parameters: call for BP over {n}, pulse over {pulse}.", "If the systolic rises to {ns}, give another dose.", "We discussed that {n} would be the threshold for treatment.",
        ],
        ["negated"] =
        [
            "{he} never had a blood pressure over {n}.", "No readings above {n}.", "{he} denies pressures higher than {n}.", "{his} blood pressure has not been above {n} this year.",
            "{his} {kin} had a blood pressure of {n}.", "{his} {kin} lives with pressures of {n}.", "{his} {kin}, whose pressure is {n}, came along.", "The blood pressure of {his} {kin} was {n}.",
            "{his} {kin}'s pressure was {n} last week.", "{his} {kin} measured {n} on the same machine.", "There was no systolic over {ns}.", "{he} is not aware of any reading of {n}.",
            "The other patient in the room had a BP of {n}.",
        ],
        ["context"] =
        [
            "Systolic {ms}, heart rate {pulse}.", "Heart rate {big} and systolic {ms}.", "The pulse was {big} in the ambulance.", "The systolic was {ms} in the ambulance.", "{his} heart rate rose to {big} while running.",
            "{his} systolic rose to {ms} while running.", "Pulse {big}, weight {weight}.", "Heart rate of {big} last night.", "The systolic was {ms} last night.", "Systolic pressure {ms}, weight {weight}.",
            "Glucose was {big} last night.", "The blood sugar was {big} after lunch.", "The systolic was {ms} after lunch.", "{he} takes {big} mg of labetalol in the evening.", "The dose was {big} mg.", "Toprol {big} mg a day.",
            "Metoprolol {big} mg at night, systolic {ms}.", "Irbesartan {big} mg after dinner.", "The diltiazem was {big} mg before the operation.", "The systolic was {ms} before the operation.", "{his} blood pressure pill is {big} mg.",
            "Systolic {ms} on {big} mg of valsartan.", "Weight {big} pounds and systolic {ms}.", "Blood pressure medicine raised to {big} mg.", "The pressure goal for {him} is {n}.", "The blood pressure we want is {n}.",
            "The blood pressure we saw is {m}.", "The target for {his} pressure had been {n}.", "The level to reach is {n}.", "The level reached is {m}.", "{his} pressure was meant to be {n}.", "Ideally {his} blood pressure would be {n}.",
            "The upper limit is {n}.", "Give the medicine if the pressure shows {n}.", "The pressure shows {m}.", "The operation was in {month}/{year}.", "Last seen {month}/{year} by {his} doctor.", "{his} first visit was in 19{year}.",
            "Since 19{year} {he} has had high blood pressure.", "Diastolic of {md} in {month}/{year}.", "The diastolic in {month}/{year} was {md}.", "Diastolic {md} after the fall of {month}/{year}.", "Stent placed in 19{year}.",
            "{his} {kin} runs {n}, {he} runs {m}.", "{he} runs {m}.", "{he} has a pressure of {m}, {his} {kin} of {n}.", "{he} admits a blood pressure of {m}.", "{he} describes pressures of {m} at work.", "{he} denies having had {n} at work.",
        ],
        ["other"] =
        [
            "Fingersticks {lab} and {lab}.", "Sugar {lab} at {time}.", "Cholesterol came out at {lab}.", "LDL {lab}.", "Accucheck {lab} at {time}.", "Total bilirubin {small}, alkaline phosphatase {lab}.",
            "Pulse {pulse}.", "Heart rate {pulse}, respirations {rate}.", "Heart rate of {pulse} today.", "Peak heart rate was {pulse}.", "{his} pulse went from {pulse} to {pulse}.", "Weight {weight} pounds.",
            "Weight is {weight}, height {small} inches.", "Vision is {eye} right and {eye} left.", "Visual acuity {eye}.", "Strength is {grip} in both arms.", "Seen on {date} in the clinic.", "Surgery took place on {date}.",
            "Glucose {lab}.", "Cholesterol {lab}, triglycerides {lab}, HDL {small}.", "{he} takes {dose} mg of metformin twice a day.", "Insulin {mix}, {small} units at night.", "Advair {mix} one puff.",
            "Right ventricular pressure {lab}/{small}.", "Pulmonary artery pressure {small}/{rate}.", "PA systolic pressure of {small} mmHg.", "Wedge pressure {rate}.", "Temperature {temp}.", "Oxygen saturation {sat}% on room air.",
            "{he} has high blood pressure.", "History of hypertension and diabetes.", "Blood pressure well controlled.", "Blood pressure was not taken today.", "{he} takes a pill for {his} blood pressure, {dose} mg a day.",
            "{he} is {age} years old and walks {small} miles.", "White count {small}.{rate}, platelets {lab}.", "Sodium {lab}, potassium 4.{small}.", "Ejection fraction {small}%.", "Rhythm strip at a rate of {pulse}.",
            "On {date} {he} weighed {weight} pounds and on {date} {weight}.", "{small} of {small} stools were positive.", "Cup to disc ratio 0.{small}, pressure in the eyes {rate} and {rate}.", "Score {small}/{lab} on the test.",
            "Dose raised to {dose} mg because of headaches.", "AST {lab}, ALT {lab}.", "{he} drove {lab} miles to the clinic.", "Room {lab}, bed {small}.", "Phone extension {lab}.", "Age {age}, gravida 3, para 2.",
            "Blood pressure response to exercise was normal, heart rate {pulse}.", "{pulse} beats per minute at rest.", "Peak flow {lab}, respirations {rate}.", "Apgars 8 and 9, weight {weight} ounces.",
        ],
    },
    ["VITAL SIGNS: ", "Vital signs: ", "VITALS: ", "VS: ", "PHYSICAL EXAMINATION: ", "EXAM: ", "OBJECTIVE: ", "PHYSICAL EXAMINATION: VITAL SIGNS: ", "On admission, ", "GENERAL: Well. ", ""],
    [
        "blood pressure {plain}", "blood pressure {m}", "blood pressure is {m}", "blood pressure was {m}", "blood pressure of {m}", "BP {plain}", "BP {m}", "BP{plain}", "BP: {plain}", "BP is {m}", "B/P {plain}", "BP = {plain}",
        "blood pressure: {plain}", "BP - {plain}", "blood pressure sitting {m}", "blood pressure {m} in the right arm", "BP of {plain}",
    ],
    [
        "pulse {pulse}", "pulse of {pulse}", "pulse is {pulse}", "heart rate {pulse}", "heart rate of {pulse}", "HR {pulse}", "HR{pulse}", "P {pulse}", "respirations {rate}", "respiratory rate {rate}", "RR {rate}", "R {rate}",
        "temperature {temp}", "temperature of {temp}", "T {temp}", "afebrile", "weight {weight}", "weight {weight} pounds", "weight is {weight}", "Wt {weight} lbs", "height {small} inches", "oxygen saturation {sat}%", "SaO2 {sat}%",
        "O2 saturation {sat}% on room air", "pulse oximetry {sat}%", "age {age}", "glucose {lab}",
    ], Framed: true);
}
