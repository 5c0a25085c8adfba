use domain::platform::{
    faults::{ChoiceFault, DateFault, NumberFault, PriceFault, RequestFault, TextFault, Wanted},
    price::Price,
};

pub fn text(fault: &TextFault) -> String {
    match fault {
        TextFault::Missing => "Please fill this in.".to_owned(),
        TextFault::TooShort { least } => format!("Please use at least {least} characters."),
        TextFault::TooLong { most, length } => {
            format!("Please use at most {most} characters; this has {length}.")
        }
        TextFault::FarTooLong => "This is far too long. Please shorten it.".to_owned(),
        TextFault::Unseen { after } if after.is_empty() => {
            "There is an invisible character at the beginning. Please delete it, or type this again.".to_owned()
        }
        TextFault::Unseen { after } => {
            format!("There is an invisible character after “{after}”. Please delete it, or type this again.")
        }
        TextFault::NotAnEmail => "Please write an address like name@example.org.".to_owned(),
        TextFault::NotAPhoneNumber => "Please write a telephone number like +49 30 1234567.".to_owned(),
        TextFault::NoPassword => "Please choose a password.".to_owned(),
        TextFault::PasswordTooShort { least } => {
            format!("Please use at least {least} characters. Three or four words make a good password.")
        }
        TextFault::PasswordTooLong { most } => format!("Please use at most {most} characters."),
    }
}

pub fn number(fault: &NumberFault) -> String {
    match fault {
        NumberFault::NotWhole => "Please give a whole number.".to_owned(),
        NumberFault::TooSmall { least } => format!("Please give a whole number, {least} or more."),
        NumberFault::OutOfRange { least, most } => format!("Please give a number from {least} to {most}."),
    }
}

pub fn date(fault: &DateFault) -> String {
    match fault {
        DateFault::NotADate => "Please give a real date as YYYY-MM-DD, for example 2026-11-24.".to_owned(),
        DateFault::NotAMonth => "Please give a month as YYYY-MM, for example 2026-11.".to_owned(),
        DateFault::LastBeforeFirst => "The last day must not be before the first.".to_owned(),
        DateFault::LastTooEarly { first } => {
            format!("Please give a last day that is not before the first: {first} or later.")
        }
        DateFault::TooManyDays { most } => format!("Please ask for at most {most} days at a time."),
        DateFault::TooManyYears { most: 1 } => "Please choose a year at most.".to_owned(),
        DateFault::TooManyYears { most } => format!("Please choose {} years at most.", spelled(*most)),
        DateFault::Past => "This day is over. Please choose today or a later day.".to_owned(),
        DateFault::TooFarAhead { years } => {
            format!("Please choose a day within the next {} years.", spelled(*years))
        }
    }
}

pub fn choice(fault: &ChoiceFault) -> String {
    match fault {
        ChoiceFault::NotOneOf { known } => format!("Please use one of: {}.", known.join(", ")),
        ChoiceFault::NotATimeZone => "Please choose a time zone such as Europe/Berlin.".to_owned(),
    }
}

pub fn price(fault: &PriceFault) -> String {
    match fault {
        PriceFault::NotAPrice { currency } => {
            let (examples, decimals) = (currency.examples(), currency.decimals());
            let decimals = if decimals == 0 { ", without decimals," } else { "" };
            format!("Please give a price in {currency} such as {examples}{decimals} and leave it empty for none.")
        }
        PriceFault::TooMuch { currency } => format!("Please give at most {}.", currency.write(Price::most(*currency))),
    }
}

pub fn request(fault: &RequestFault) -> String {
    let text = match fault {
        RequestFault::Missing => "Please give this.",
        RequestFault::Twice => "Please give this once.",
        RequestFault::NotA { wanted } => return format!("Please give {}.", kind(*wanted)),
        RequestFault::Meaningless => "This cannot be read. Please look at what the API's document says of it.",
        RequestFault::SentTwice => "This was sent twice. Please send the form again.",
        RequestFault::NotAKey { most } => {
            return format!("Please give 1 to {most} printable ASCII characters, without spaces.");
        }
        RequestFault::UnusableKey { most } => {
            return format!("Please send 1 to {most} printable ASCII characters, for example a UUID.");
        }
        RequestFault::Gone => "This was added before, and is no longer there. Please open the page anew.",
        // These go on with "The request could not be read: …".
        RequestFault::NotJson { said } => said,
        RequestFault::NotAnObject => "the body should be a JSON object.",
        RequestFault::BodyBroken => "the body could not be read",
        RequestFault::FormBroken => "the form did not arrive as it was sent. Please try again.",
        RequestFault::NotPosted => "a form is sent with POST.",
        RequestFault::NoPath => "the request names no path",
        RequestFault::NotOneHost => "the request names no host, or more than one",
        RequestFault::AddressBroken => "the address cannot be understood",
    };
    text.to_owned()
}

fn kind(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Text => "a text",
        Wanted::Number => "a number",
        Wanted::Boolean => "true or false",
        Wanted::List => "a list",
        Wanted::Object => "an object",
        Wanted::Id => "an id (a UUID)",
        Wanted::Instant => "an instant such as 2026-11-24T08:00:00Z",
        Wanted::TimeZone => "a time zone such as Europe/Berlin",
        Wanted::Email => "an address, or leave this out",
        Wanted::VisitTypeId => "the id of a visit type",
        Wanted::DoctorId => "the id of a doctor",
        Wanted::DoctorIds => "ids of doctors (UUIDs) with commas between",
        Wanted::ProcessId => "the id of a process",
        Wanted::EventId => "the id of an event of this line",
        Wanted::Cursor => "the `next` of an answer before",
    }
}

/// A wait as people say it, rounded up: "40 seconds", "2 minutes".
pub fn span(seconds: u64) -> String {
    let (number, unit) = if seconds < 90 { (seconds, "second") } else { (seconds.div_ceil(60), "minute") };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// Small numbers in words: "three".
pub fn spelled(number: impl TryInto<usize> + ToString + Copy) -> String {
    const WORDS: [&str; 11] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let word = number.try_into().ok().and_then(|number| WORDS.get(number));
    word.map_or_else(|| number.to_string(), |word| (*word).to_owned())
}
