//! Which click leads to another page.

/// A press of a link.
#[derive(Clone, Debug, Default)]
pub struct Press {
    /// Something else has taken care of it.
    pub prevented: bool,
    /// Another button than the first, or a key held: it opens elsewhere.
    pub elsewhere: bool,
    /// The link has a target, or is a download.
    pub aside: bool,
    /// To another origin.
    pub foreign: bool,
    /// The link has a part behind the #.
    pub hash: bool,
    /// Path and query of link and page are the same.
    pub same: bool,
}

/// Does it ask for another page, so that there is something to wait for?
pub fn leads_away(press: &Press) -> bool {
    !(press.prevented || press.elsewhere || press.aside || press.foreign || (press.hash && press.same))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_away_unless_it_opens_elsewhere_or_on_this_page() {
        assert!(leads_away(&Press::default()));
        assert!(leads_away(&Press { same: true, ..Press::default() }), "the same page anew");
        assert!(leads_away(&Press { hash: true, ..Press::default() }), "a part of another page");
        for press in [
            Press { prevented: true, ..Press::default() },
            Press { elsewhere: true, ..Press::default() },
            Press { aside: true, ..Press::default() },
            Press { foreign: true, ..Press::default() },
            Press { hash: true, same: true, ..Press::default() },
        ] {
            assert!(!leads_away(&press), "{press:?}");
        }
    }
}
