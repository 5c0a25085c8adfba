//! What demo practices say about themselves: places, specialties and their visit types.

use domain::scheduling::visit_type::VisitKind::{self, InPerson, Video};

/// Where demo doctors practise: one of the eight zones.
pub struct City {
    pub zone: &'static str,
    pub city: &'static str,
    /// Numbers there that are nobody's, without the last two digits.
    pub phone: Option<&'static str>,
    /// Spoken there beside English.
    pub languages: &'static [&'static str],
}

pub const PLACES: [City; 8] = [
    City { zone: "Europe/Berlin", city: "Berlin", phone: Some("+49 30 23125 0"), languages: &["de", "tr", "pl", "ar"] },
    City { zone: "Europe/London", city: "London", phone: Some("+44 20 7946 09"), languages: &["fr", "ur", "pl", "hi"] },
    City { zone: "Europe/Lisbon", city: "Lisbon", phone: None, languages: &["pt", "es", "fr"] },
    City {
        zone: "America/New_York",
        city: "New York",
        phone: Some("+1 212 555 01"),
        languages: &["es", "zh", "ru", "it"],
    },
    City { zone: "America/Sao_Paulo", city: "São Paulo", phone: None, languages: &["pt", "es", "ja", "it"] },
    City { zone: "Asia/Kolkata", city: "Kolkata", phone: None, languages: &["hi", "ur"] },
    City { zone: "Asia/Tokyo", city: "Tokyo", phone: None, languages: &["ja", "ko", "zh"] },
    City {
        zone: "Australia/Sydney",
        city: "Sydney",
        phone: Some("+61 2 5550 10"),
        languages: &["zh", "vi", "el", "ar"],
    },
];

/// A visit type of a specialty: name, minutes, kind, price in major units.
pub type Offer = (&'static str, u16, VisitKind, i64);

/// What goes with a specialty. The ids are those that the first migration puts into the database.
pub struct Field {
    pub id: &'static str,
    pub name: &'static str,
    pub designations: [&'static str; 3],
    pub interests: [&'static str; 3],
    pub offers: [Offer; 3],
}

pub const FIELDS: [Field; 14] = [
    Field {
        id: "general-practice",
        name: "General practice",
        designations: ["General practitioner", "Family doctor", "Senior general practitioner"],
        interests: ["health checks and prevention", "long-term conditions", "care for whole families"],
        offers: [
            ("Consultation", 20, InPerson, 45),
            ("Health check", 40, InPerson, 90),
            ("Video consultation", 15, Video, 35),
        ],
    },
    Field {
        id: "cardiology",
        name: "Cardiology",
        designations: ["Consultant cardiologist", "Cardiologist", "Senior cardiologist"],
        interests: ["blood pressure", "heart rhythm", "sport and the heart"],
        offers: [
            ("First consultation", 45, InPerson, 140),
            ("Follow-up", 20, InPerson, 70),
            ("Results by video", 15, Video, 55),
        ],
    },
    Field {
        id: "paediatrics",
        name: "Paediatrics",
        designations: ["Paediatrician", "Consultant paediatrician", "Children's doctor"],
        interests: ["the first year of life", "sleep and growth", "allergies in children"],
        offers: [
            ("Child consultation", 20, InPerson, 55),
            ("Development check", 30, InPerson, 75),
            ("Advice by video", 15, Video, 40),
        ],
    },
    Field {
        id: "dermatology",
        name: "Dermatology",
        designations: ["Dermatologist", "Consultant dermatologist", "Specialist in skin health"],
        interests: ["skin checks", "eczema and sensitive skin", "care for scars"],
        offers: [
            ("Consultation", 20, InPerson, 80),
            ("Full skin check", 30, InPerson, 110),
            ("Photo review by video", 15, Video, 50),
        ],
    },
    Field {
        id: "gynaecology",
        name: "Gynaecology",
        designations: ["Gynaecologist", "Consultant gynaecologist", "Women's health specialist"],
        interests: ["check-ups", "care in pregnancy", "the years of menopause"],
        offers: [
            ("Consultation", 30, InPerson, 95),
            ("Yearly check-up", 25, InPerson, 85),
            ("Advice by video", 20, Video, 60),
        ],
    },
    Field {
        id: "orthopaedics",
        name: "Orthopaedics",
        designations: ["Orthopaedic surgeon", "Consultant in orthopaedics", "Specialist in sports injuries"],
        interests: ["knees and hips", "backs that ache", "getting back to sport"],
        offers: [
            ("First consultation", 30, InPerson, 110),
            ("Follow-up", 15, InPerson, 60),
            ("Second opinion by video", 30, Video, 100),
        ],
    },
    Field {
        id: "neurology",
        name: "Neurology",
        designations: ["Neurologist", "Consultant neurologist", "Senior neurologist"],
        interests: ["headache and migraine", "sleep", "memory"],
        offers: [
            ("First consultation", 60, InPerson, 160),
            ("Follow-up", 30, InPerson, 85),
            ("Follow-up by video", 30, Video, 80),
        ],
    },
    Field {
        id: "psychiatry",
        name: "Psychiatry",
        designations: ["Psychiatrist", "Consultant psychiatrist", "Senior psychiatrist"],
        interests: ["mood and sleep", "life after a crisis", "attention in adults"],
        offers: [
            ("First conversation", 60, InPerson, 150),
            ("Conversation", 30, InPerson, 85),
            ("Conversation by video", 30, Video, 85),
        ],
    },
    Field {
        id: "ophthalmology",
        name: "Ophthalmology",
        designations: ["Ophthalmologist", "Consultant ophthalmologist", "Eye specialist"],
        interests: ["eye pressure", "sight at the screen", "children's eyes"],
        offers: [
            ("Eye examination", 30, InPerson, 85),
            ("Pressure check", 15, InPerson, 40),
            ("Results by video", 15, Video, 40),
        ],
    },
    Field {
        id: "ent",
        name: "Ear, nose and throat",
        designations: ["ENT specialist", "Consultant in ENT", "Ear, nose and throat surgeon"],
        interests: ["hearing", "snoring and sleep", "voice"],
        offers: [
            ("Consultation", 20, InPerson, 75),
            ("Hearing test", 30, InPerson, 70),
            ("Follow-up by video", 15, Video, 45),
        ],
    },
    Field {
        id: "dentistry",
        name: "Dentistry",
        designations: ["Dentist", "Senior dentist", "Dental surgeon"],
        interests: ["gentle treatment", "teeth that last", "children's teeth"],
        offers: [("Check-up", 30, InPerson, 60), ("Cleaning", 45, InPerson, 95), ("Treatment", 60, InPerson, 130)],
    },
    Field {
        id: "physiotherapy",
        name: "Physiotherapy",
        designations: ["Physiotherapist", "Sports physiotherapist", "Senior physiotherapist"],
        interests: ["backs and necks", "strength after an operation", "runners"],
        offers: [
            ("First session", 45, InPerson, 70),
            ("Session", 30, InPerson, 50),
            ("Exercises by video", 30, Video, 40),
        ],
    },
    Field {
        id: "endocrinology",
        name: "Endocrinology",
        designations: ["Endocrinologist", "Consultant endocrinologist", "Diabetes specialist"],
        interests: ["diabetes in daily life", "the thyroid", "bone health"],
        offers: [
            ("First consultation", 45, InPerson, 130),
            ("Follow-up", 20, InPerson, 70),
            ("Follow-up by video", 20, Video, 60),
        ],
    },
    Field {
        id: "psychotherapy",
        name: "Psychotherapy",
        designations: ["Psychotherapist", "Psychological psychotherapist", "Family therapist"],
        interests: ["worry and panic", "grief", "work and rest"],
        offers: [
            ("First conversation", 50, InPerson, 90),
            ("Session", 50, InPerson, 95),
            ("Session by video", 50, Video, 90),
        ],
    },
];

/// How a doctor works: the middle of the text about them.
pub const WAYS: [&str; 6] = [
    "I take the time to explain what I find, and we decide together what to do next.",
    "You will leave with a plan that you understand, in writing if you like.",
    "Please bring your questions: a list is welcome.",
    "I listen first. Most of what I need to know, my patients tell me in the first minutes.",
    "I work closely with your other doctors, so that nothing has to be told twice.",
    "Nobody is hurried here. If you are nervous, just say so.",
];

pub const ENDINGS: [&str; 4] = [
    "The practice has step-free access.",
    "There is a quiet corner in the waiting room for children and for adults who need one.",
    "Relatives and friends are welcome to come along.",
    "An assistance dog is welcome, and so is a cup of tea.",
];

pub const DIRECTIONS: [&str; 5] = [
    "Second floor; the lift is on the left. Please ring twice.",
    "Ground floor, through the courtyard. Two parking places are kept for patients.",
    "The bus stops at the door. The entrance is between the bakery and the bookshop.",
    "Third floor. There is no lift on Sundays; call us and we come down.",
    "Five minutes on foot from the station. Follow the blue signs.",
];

/// Why patients cancel, when they say so.
pub const PATIENT_REASONS: [&str; 4] = [
    "I cannot get away from work.",
    "I am travelling then.",
    "I need another time.",
    "My child has no school that day.",
];

/// Why doctors cancel.
pub const DOCTOR_REASONS: [&str; 3] = [
    "I am away at a conference that day. I am sorry.",
    "I am ill. Please book another time.",
    "I am needed elsewhere that morning. Please choose another time.",
];

pub const ADMIN_REASON: &str = "The building is closed that day because of a burst pipe.";
