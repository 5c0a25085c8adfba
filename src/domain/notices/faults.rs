//! What may be wrong with a live line.

use crate::platform::words::codes;

codes! {
    LineFault {
        TooManyDoctors { most: usize } = "too-many-doctors";
    }
}
