//! Searching the directory: what narrows it, and what would match with one wish less.

use super::{
    doctor::{DoctorSort, Specialty},
    meant::Vocabulary,
    query::Query,
};
use crate::platform::words::words;
use crate::scheduling::visit_type::VisitKind;

/// A search in the directory.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct DoctorSearch {
    /// As it was typed; [`Query`] says what it means.
    pub q: String,
    /// Specialty id.
    pub specialty: Option<String>,
    pub kind: Option<VisitKind>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    pub sort: DoctorSort,
}

crate::shows_only!(DoctorSearch { specialty, kind, language, sort });

words! {
    /// What a search can be narrowed by; the words are those of its address.
    Filter {
        Q = "q", "Words";
        Specialty = "specialty", "Specialty";
        Kind = "kind", "In person or video";
        Language = "language", "Language";
    }
}

impl DoctorSearch {
    /// What is set.
    pub fn filters(&self) -> impl Iterator<Item = Filter> {
        let is_set = |filter: &Filter| match filter {
            Filter::Q => !self.q.is_empty(),
            Filter::Specialty => self.specialty.is_some(),
            Filter::Kind => self.kind.is_some(),
            Filter::Language => self.language.is_some(),
        };
        Filter::ALL.iter().copied().filter(is_set)
    }

    /// The same search with one wish less.
    pub fn without(&self, filter: Filter) -> Self {
        let mut search = self.clone();
        match filter {
            Filter::Q => search.q = String::new(),
            Filter::Specialty => search.specialty = None,
            Filter::Kind => search.kind = None,
            Filter::Language => search.language = None,
        }
        search
    }
}

/// How many doctors would be found without one of the wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relaxed {
    pub without: Filter,
    pub doctors: usize,
}

/// How many doctors match some of the words, with all other wishes.
#[derive(Clone, PartialEq, Eq)]
pub struct FewerWords {
    pub q: String,
    pub doctors: usize,
}

crate::shows_only!(FewerWords { doctors });

/// What to offer where nobody matches.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Instead {
    /// Words that match nobody, whatever else is wished; all that was typed, when no word matches anybody.
    pub unmatched: Vec<String>,
    pub without: Vec<Relaxed>,
    pub fewer_words: Vec<FewerWords>,
    /// Where nothing close is there: all that there is, and of how many doctors.
    pub specialties: Vec<(Specialty, usize)>,
}

crate::shows_only!(Instead { without, fewer_words });

impl Instead {
    /// Is there a search close by that finds somebody?
    pub fn is_close(&self) -> bool {
        !self.without.is_empty() || !self.fewer_words.is_empty()
    }
}

/// Doctors counted by what they match of a search: a sum of bits, and how many have just these.
pub struct MatchCounts(pub Vec<(i64, i64)>);

impl MatchCounts {
    /// So many words are counted by; what is typed behind them is not looked at.
    pub const WORDS: usize = 6;

    /// Matches this wish, or it is not set.
    pub fn bit(filter: Filter) -> i64 {
        match filter {
            Filter::Q => 0,
            Filter::Specialty => 1,
            Filter::Kind => 2,
            Filter::Language => 4,
        }
    }

    /// Matches the word as it stands, and with a slip forgiven.
    pub fn bits_of_word(at: usize) -> (i64, i64) {
        (8 << (2 * at), 16 << (2 * at))
    }

    /// How many a search with these wishes and words finds: slips are forgiven where nobody matches else.
    fn doctors(&self, wishes: i64, words: &[usize]) -> usize {
        let having = |bits: i64| self.0.iter().filter(|(has, _)| has & bits == bits).map(|(_, doctors)| doctors).sum();
        let exact = words.iter().fold(wishes, |bits, at| bits | Self::bits_of_word(*at).0);
        let forgiving = words.iter().fold(wishes, |bits, at| bits | Self::bits_of_word(*at).1);
        let found: i64 = match having(exact) {
            0 => having(forgiving),
            found => found,
        };
        usize::try_from(found).unwrap_or_default()
    }

    /// What would match where nobody matches all.
    pub fn instead(&self, vocabulary: &Vocabulary, search: &DoctorSearch) -> Instead {
        let query = Query::of(vocabulary, &search.q);
        let every: Vec<usize> = (0..query.terms.len().min(Self::WORDS)).collect();
        let set = |but: Option<Filter>| {
            search.filters().filter(|filter| Some(*filter) != but).fold(0, |bits, filter| bits | Self::bit(filter))
        };
        // Without the only wish, that is everybody.
        let several = search.filters().filter(|_| search.filters().count() > 1);
        let without = several.filter_map(|without| {
            let words = if without == Filter::Q { &[] } else { every.as_slice() };
            // Of a very long search, only the beginning was counted.
            let is_counted = without == Filter::Q || every.len() == query.terms.len();
            let doctors = if is_counted { self.doctors(set(Some(without)), words) } else { 0 };
            (doctors > 0).then_some(Relaxed { without, doctors })
        });
        let unmatched = every.iter().filter(|at| self.doctors(0, &[**at]) == 0).filter_map(|at| query.terms.get(*at));
        let mut unmatched: Vec<String> = unmatched.map(|term| term.typed.clone()).collect();
        if unmatched.len() == every.len() && !unmatched.is_empty() {
            unmatched = vec![search.q.trim().to_owned()];
        }
        Instead {
            without: without.collect(),
            unmatched,
            fewer_words: self.fewer_words(vocabulary, &query, set(None), &every),
            specialties: Vec::new(),
        }
    }

    /// The most of the words that match somebody together; at most three ways.
    fn fewer_words(&self, vocabulary: &Vocabulary, query: &Query, wishes: i64, every: &[usize]) -> Vec<FewerWords> {
        let kept = |chosen: u32| every.iter().copied().filter(|at| chosen & (1 << at) != 0).collect::<Vec<_>>();
        let some = (1..(1u32 << every.len())).filter(|chosen| chosen.count_ones() < query.terms.len() as u32);
        let mut ways: Vec<(u32, FewerWords)> = some
            .filter_map(|chosen| {
                let words = kept(chosen);
                let terms: Vec<_> = words.iter().filter_map(|at| query.terms.get(*at)).cloned().collect();
                let q = terms.iter().map(|term| term.typed.as_str()).collect::<Vec<_>>().join(" ");
                // Words that come to stand side by side may mean something else.
                let doctors = if Query::of(vocabulary, &q).terms == terms { self.doctors(wishes, &words) } else { 0 };
                (doctors > 0).then_some((chosen.count_ones(), FewerWords { q, doctors }))
            })
            .collect();
        let most = ways.iter().map(|(words, _)| *words).max().unwrap_or_default();
        ways.retain(|(words, _)| *words == most);
        ways.into_iter().map(|(_, way)| way).take(3).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::meant::seeded, *};

    #[test]
    fn one_wish_is_taken_away_at_a_time() {
        let search = DoctorSearch {
            q: "heart".into(),
            kind: Some(VisitKind::Video),
            language: Some("de".into()),
            ..DoctorSearch::default()
        };
        assert_eq!(search.filters().collect::<Vec<_>>(), [Filter::Q, Filter::Kind, Filter::Language]);
        let relaxed = search.without(Filter::Kind);
        assert_eq!(relaxed.filters().collect::<Vec<_>>(), [Filter::Q, Filter::Language]);
        assert_eq!(DoctorSearch::default().filters().count(), 0);
    }

    #[test]
    fn what_is_offered_instead_is_counted() {
        let of = |q: &str| DoctorSearch { q: q.into(), ..DoctorSearch::default() };
        let word = |at| MatchCounts::bits_of_word(at).0 | MatchCounts::bits_of_word(at).1;
        let slip = |at| MatchCounts::bits_of_word(at).1;
        let ways = |found: Instead| found.fewer_words.into_iter().map(|w| (w.q, w.doctors)).collect::<Vec<_>>();
        // Nobody is called foo; three are dentists, and two of them are met by video.
        let dentists = MatchCounts(vec![(7, 20), (7 | word(1), 2), (5 | word(1), 1)]);
        let found = dentists.instead(&seeded(), &of("Foo, dentist"));
        assert_eq!(found.unmatched, ["Foo"]);
        assert_eq!(found.without, [], "everybody is not close by");
        assert_eq!(ways(found), [("dentist".to_owned(), 3)]);
        let video = DoctorSearch { kind: Some(VisitKind::Video), ..of("foo dentist") };
        assert_eq!(ways(dentists.instead(&seeded(), &video)), [("dentist".to_owned(), 2)]);
        // Each word matches, but not the three together.
        let apart = MatchCounts(vec![(7 | word(0) | word(1), 1), (7 | word(2), 4), (7 | word(1) | word(2), 2)]);
        let found = apart.instead(&seeded(), &of("Lindqvist heart german"));
        assert_eq!(found.unmatched, [""; 0]);
        assert_eq!(ways(found), [("Lindqvist heart".to_owned(), 1), ("heart german".to_owned(), 2)]);
        // A slip counts where nobody matches exactly, as it does in the search itself.
        let slips = MatchCounts(vec![(7 | slip(1), 3), (7, 9)]);
        assert_eq!(ways(slips.instead(&seeded(), &of("foo lindqvsit"))), [("lindqvsit".to_owned(), 3)]);
        let both = MatchCounts(vec![(7 | slip(1), 3), (7 | word(1), 1)]);
        assert_eq!(ways(both.instead(&seeded(), &of("foo anna"))), [("anna".to_owned(), 1)]);
        // Nothing at all.
        let found = MatchCounts(Vec::new()).instead(&seeded(), &of(" foo, bar"));
        assert_eq!((found.unmatched.as_slice(), found.is_close()), (["foo, bar".to_owned()].as_slice(), false));
    }

    #[test]
    fn words_side_by_side_are_not_offered_as_something_else() {
        let all = (0..3).fold(7, |bits, at| bits | MatchCounts::bits_of_word(at).0 | MatchCounts::bits_of_word(at).1);
        let all_but_the_second = all & !MatchCounts::bits_of_word(1).0 & !MatchCounts::bits_of_word(1).1;
        let search = DoctorSearch { q: "blood foo pressure".into(), ..DoctorSearch::default() };
        let found = MatchCounts(vec![(all_but_the_second, 1)]).instead(&seeded(), &search);
        let ways: Vec<_> = found.fewer_words.iter().map(|way| way.q.as_str()).collect();
        assert_eq!(ways, ["blood", "pressure"]);
    }

    #[test]
    fn a_very_long_search_offers_what_was_counted() {
        let search = DoctorSearch {
            q: (0..200).map(|n| format!("word{n} ")).collect(),
            language: Some("de".into()),
            ..DoctorSearch::default()
        };
        let found = MatchCounts(vec![(i64::MAX, 5)]).instead(&seeded(), &search);
        assert_eq!(found.without, [Relaxed { without: Filter::Q, doctors: 5 }]);
        assert_eq!(found.fewer_words[0].q, "word0 word1 word2 word3 word4 word5");
    }
}
