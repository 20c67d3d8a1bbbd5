//! Records against the truth of their cell.

use crate::cells::{self, Cell};
use crate::lines::Line;
use crate::means::Means;
use crate::printed;
use crate::record::{Kind, MeasureRecord, Record, SetRecord, Span, Spoken, Told};
use crate::sizes;
use crate::truth::{self, Truth};
use counterweight::compare::Answer;
use counterweight::options::Options;
use counterweight::simulate;
use std::collections::BTreeMap;

/// Claims about a set, in the order of the report; negative weights are settled by a theorem.
pub const CLAIMS: [&str; 6] =
    ["signal", "weights_speak", "top_variables", "best_subset", "enough", "each_needed"];
/// Claims that ask for more where nobody named the set.
pub const HELD_TO_HALF: [&str; 2] = ["top_variables", "best_subset"];
/// A found pair as if somebody had named it.
pub const AS_NAMED: &str = "found as if named";
/// Measures followed in 'do these weights speak here?'.
pub const FOLLOWED: [&str; 6] = ["abs_sum", "garson", "olden", "gradient", "signed_sum", "logistic"];
/// A signal smaller than this share of the log loss of the class frequencies counts as none.
const NEGLIGIBLE: f64 = 0.02;
/// p-values up to here declare.
const LEVEL: f64 = 0.05;
/// Nearer to the best pair than to a typical one.
pub const HALFWAY: f64 = 0.5;

/// All lines of all cells, judged by the means of all tables so far, to which these are added first.
pub fn summary(records: &[Record], means: &mut BTreeMap<Cell, Means>) -> Vec<Line> {
    let mut cells: BTreeMap<&Cell, Vec<&Record>> = BTreeMap::new();
    records.iter().for_each(|record| cells.entry(&record.cell).or_default().push(record));
    let lines = |(cell, records): (&Cell, Vec<&Record>)| {
        let means = means.entry(cell.clone()).or_default();
        truth::add(means, cell, &records);
        let truth = Truth::of(cell, means);
        let (shown, not): (Vec<&Record>, Vec<&Record>) = records.iter().partition(|record| shown(record));
        let judge = |part, records| Judge { cell, records, truth: &truth, part };
        let mut lines = judge("", records).lines();
        lines.extend(judge("covers", shown).covered());
        lines.extend(judge("covers unshown", not).refitted());
        lines.sort_by(|a, b| (&a.part, &a.kind).cmp(&(&b.part, &b.kind)));
        lines
    };
    cells.into_iter().flat_map(lines).collect()
}

/// Whether the program shows a signal in this table.
fn shown(record: &Record) -> bool {
    let all = record.told.iter().flat_map(|told| &told.answers);
    all.into_iter().any(|(claim, answer)| claim == "signal" && *answer == Answer::Yes)
}

struct Judge<'a> {
    cell: &'a Cell,
    records: Vec<&'a Record>,
    truth: &'a Truth,
    /// What intervals are counted under: those of tables with a signal shown, or of the others.
    part: &'static str,
}

impl Judge<'_> {
    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for kind in [Kind::Right, Kind::Wrong, Kind::Found] {
            lines.extend(CLAIMS.iter().map(|claim| self.claim(claim, kind)));
        }
        lines.extend(HELD_TO_HALF.iter().map(|claim| self.claim(claim, Kind::AsNamed)));
        lines.extend(self.speaking(false));
        lines.extend(sizes::lines(
            self.cell,
            self.records.len(),
            self.records.iter().flat_map(|r| &r.sizes),
            self.truth,
        ));
        lines.extend(self.numbers(false));
        lines.extend(self.ranks());
        lines.extend(self.probes());
        lines.extend(self.ties());
        lines.extend(self.found());
        lines.retain(|line| line.of > 0);
        lines
    }

    /// Intervals, and how many hold the truth.
    fn covered(&self) -> Vec<Line> {
        let mut lines = self.speaking(true);
        lines.extend(self.refitted());
        lines.extend(self.numbers(true));
        lines.extend(self.shares());
        lines.extend(printed::lines(self.part, self.cell, &self.records, self.truth));
        lines.extend(self.groups());
        lines.extend(self.scores());
        lines.retain(|line| line.of > 0);
        lines
    }

    fn line(&self, part: &str, what: &str, kind: &str) -> Line {
        Line::new(part, what, kind, self.cell, self.records.len())
    }

    fn claim(&self, claim: &str, kind: Kind) -> Line {
        let word = match kind {
            Kind::Right => "right",
            Kind::Wrong => "wrong",
            Kind::Found => "found",
            Kind::AsNamed => AS_NAMED,
        };
        let mut line = self.line("claim", claim, word);
        for record in &self.records {
            let Some(told) = record.told.iter().find(|told| told.kind == kind) else { continue };
            let Some(&(_, answer)) = told.answers.iter().find(|(id, _)| id == claim) else { continue };
            if let Some(wrong) = self.wrong(claim, record, told) {
                line.answer(answer, wrong);
                if claim == "weights_speak" && answer == Answer::Depends {
                    line.wrong_yes += usize::from(wrongly_depends(self.speaks(record)));
                }
            }
        }
        line
    }

    /// Intervals of held-out losses and accuracies.
    fn refitted(&self) -> Vec<Line> {
        let mut lines = self.networks();
        lines.extend(self.sets());
        lines.retain(|line| line.of > 0);
        lines
    }

    /// Whether yes, and no, would be wrong about the set; none where there is no truth.
    fn wrong(&self, claim: &str, record: &Record, told: &Told) -> Option<[bool; 2]> {
        let truth = self.truth;
        let margin = Options::default().margin * (truth.nothing - truth.full);
        match claim {
            "signal" => Some([truth.null, truth.network[2] >= NEGLIGIBLE * truth.nothing]),
            "weights_speak" => Some(wrongly_speaking(truth, self.speaks(record))),
            "top_variables" => {
                truth.top(&told.set).map(|[is, alone]| [truth.null || !alone, !truth.null && is])
            }
            "best_subset" => {
                truth.best(&told.set).map(|[is, alone]| [truth.null || !alone, !truth.null && is])
            }
            "enough" => {
                let lost = truth.loss(&told.set)? - truth.full;
                Some([lost >= margin, lost < margin])
            }
            "each_needed" => {
                let gain = |v: &usize| {
                    let rest: Vec<usize> = told.set.iter().copied().filter(|other| other != v).collect();
                    Some(truth.loss(&rest)? - truth.loss(&told.set)?)
                };
                let least = told.set.iter().map(gain).collect::<Option<Vec<f64>>>()?;
                let least = least.into_iter().fold(f64::INFINITY, f64::min);
                Some([least <= 0.0, least >= margin])
            }
            _ => None,
        }
    }

    /// Whether the pairs chosen by the sums of absolute weights and by Olden on this table lose less than half.
    fn speaks(&self, record: &Record) -> Option<[bool; 2]> {
        voters(&record.speaking, self.truth)
    }

    /// Each measure of the column 'do these weights speak here?'.
    fn speaking(&self, interval: bool) -> Vec<Line> {
        let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
        let [part, kind] = if interval { [self.part, "share lost"] } else { ["speaking", "answer"] };
        for record in self.records.iter().filter(|_| !self.truth.null) {
            for spoken in record.speaking.iter().filter(|s| FOLLOWED.contains(&s.measure.as_str())) {
                let Some(lost) = self.truth.share_lost(&spoken.chosen) else { continue };
                let line =
                    lines.entry(&spoken.measure).or_insert_with(|| self.line(part, &spoken.measure, kind));
                if interval {
                    line.count(spoken.lost.and_then(|span| span.holds(lost.max(0.0))));
                } else {
                    line.answer(spoken.answer, [lost >= HALFWAY, lost < HALFWAY]);
                }
            }
        }
        lines.into_values().collect()
    }

    /// Levels of the network, and other models against it.
    fn networks(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (at, what) in ["log loss", "accuracy", "gain"].into_iter().enumerate() {
            let mut line = self.line(self.part, what, "the network");
            self.records.iter().for_each(|r| line.count(r.network[at].holds(self.truth.network[at])));
            lines.push(line);
        }
        for (id, truth) in &self.truth.models {
            let mut line = self.line(self.part, id, "less the network");
            let spans = self.records.iter().flat_map(|r| &r.models).filter(|(model, _)| model == id);
            spans.for_each(|(_, span)| line.count(span.holds(*truth)));
            lines.push(line);
        }
        lines
    }

    /// Refitted sets against all variables.
    fn sets(&self) -> Vec<Line> {
        let count = self.cell.variables;
        let sizes = [("single", 1), ("pair", 2), ("all but one", count - 1)];
        let mut lines = Vec::new();
        for (kind, size) in sizes {
            let sets: Vec<&SetRecord> =
                self.records.iter().flat_map(|r| &r.sets).filter(|set| set.set.len() == size).collect();
            let mut loss = self.line(self.part, "log loss less all", kind);
            let mut accuracy = self.line(self.part, "accuracy less all", kind);
            for set in sets {
                let truth = self.truth.loss(&set.set).map(|loss| loss - self.truth.full);
                loss.count(truth.and_then(|truth| set.difference.holds(truth)));
                accuracy.count(self.truth.accuracy(&set.set).and_then(|truth| set.accuracy.holds(truth)));
            }
            lines.extend([loss, accuracy]);
        }
        lines
    }

    /// The smallest number of variables said to be enough, and the intervals of what each number loses.
    fn numbers(&self, interval: bool) -> Vec<Line> {
        let margin = Options::default().margin * (self.truth.nothing - self.truth.full);
        let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
        let [part, kind] = if interval { [self.part, "first variables"] } else { ["numbers", "enough"] };
        for of in self.records.iter().flat_map(|record| &record.numbers) {
            let line = lines.entry(&of.measure).or_insert_with(|| self.line(part, &of.measure, kind));
            let lost = |size| self.truth.lost(&of.measure, size);
            match (interval, of.enough) {
                (true, _) => {
                    let covered = |(size, span): &(usize, Span)| span.holds(lost(*size)?);
                    of.lost.iter().for_each(|point| line.count(covered(point)));
                }
                (false, None) => line.answer(Answer::Undecided, [false; 2]),
                // all of them are always enough
                (false, Some(size)) => {
                    let wrong = lost(size).is_some_and(|lost| lost >= margin);
                    line.answer(Answer::Yes, [wrong, false]);
                }
            }
        }
        lines.into_values().collect()
    }

    /// The share of the gain that the claimed sets keep.
    fn shares(&self) -> Vec<Line> {
        let mut line = self.line(self.part, "share kept", "claimed");
        let named = |told: &&Told| matches!(told.kind, Kind::Right | Kind::Wrong);
        for told in self.records.iter().flat_map(|r| &r.told).filter(named) {
            let gain = self.truth.nothing - self.truth.full;
            let kept = self.truth.loss(&told.set).map(|loss| (self.truth.nothing - loss) / gain);
            line.count(told.kept.zip(kept).and_then(|(span, kept)| span.holds(kept)));
        }
        vec![line]
    }

    /// What groups of correlated variables are worth.
    fn groups(&self) -> Vec<Line> {
        let mut lines = ["shuffled as one", "left out as one", "share kept"]
            .map(|what| self.line(self.part, what, "group"));
        for group in self.records.iter().flat_map(|r| &r.groups) {
            let spans = [Some(group.shuffled), group.left_out, group.kept];
            for ((line, span), truth) in lines.iter_mut().zip(spans).zip(self.truth.group(&group.set)) {
                line.count(span.zip(truth).and_then(|(span, truth)| span.holds(truth)));
            }
        }
        lines.into()
    }

    fn by_measure<'b>(
        &'b self,
        part: &str,
        kind: &str,
        count: impl Fn(&mut Line, &'b MeasureRecord),
    ) -> Vec<Line> {
        let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
        for measure in self.records.iter().flat_map(|r| &r.measures) {
            let line =
                lines.entry(&measure.measure).or_insert_with(|| self.line(part, &measure.measure, kind));
            count(line, measure);
        }
        lines.into_values().collect()
    }

    /// Intervals of the scores of variables named in the formula, and of the others.
    fn scores(&self) -> Vec<Line> {
        let covered = |line: &mut Line, measure: &MeasureRecord, variables: std::ops::Range<usize>| {
            for (v, span) in measure.scores.iter().enumerate().filter(|(v, _)| variables.contains(v)) {
                let truth = self.truth.score(&measure.measure, v);
                line.count(truth.and_then(|truth| span.holds(truth)));
            }
        };
        let (named, count) = (self.truth.named, self.cell.variables);
        let mut lines = self.by_measure(self.part, "score named", |line, m| covered(line, m, 0..named));
        lines.extend(self.by_measure(self.part, "score noise", |line, m| covered(line, m, named..count)));
        lines
    }

    /// Whether one of the true top two is excluded from the top two.
    fn ranks(&self) -> Vec<Line> {
        self.by_measure("ranks", "top two missed", |line, measure| {
            let top = self.truth.top_by(&measure.measure);
            let missed =
                |top: Vec<usize>| top.iter().any(|&v| measure.ranks[v].is_some_and(|(low, _)| low > 2));
            line.count(top.filter(|top| top.len() == 2).map(missed));
        })
    }

    /// Whether any of some variables is declared against shuffled copies.
    fn probes(&self) -> Vec<Line> {
        let count = self.cell.variables;
        let idle = idle(&self.cell.design);
        let declared = |line: &mut Line, measure: &MeasureRecord, variables: &[usize], all: bool| {
            let p: Vec<bool> =
                variables.iter().filter_map(|&v| Some(measure.p.get(v).copied()?? <= LEVEL)).collect();
            let is = if all { p.iter().all(|p| *p) } else { p.iter().any(|p| *p) };
            line.count((!p.is_empty()).then_some(is));
        };
        let noise: Vec<usize> = (self.truth.named..count).collect();
        let used: Vec<usize> = (0..self.truth.named).filter(|v| !idle.contains(v)).collect();
        let mut lines = self.by_measure("probes", "any noise", |line, m| declared(line, m, &noise, false));
        lines.extend(self.by_measure("probes", "idle in company", |line, m| declared(line, m, idle, false)));
        lines.extend(self.by_measure("probes", "all that matter", |line, m| declared(line, m, &used, true)));
        lines
    }

    /// Tests of sets that are worth the same.
    fn ties(&self) -> Vec<Line> {
        let mut lines: BTreeMap<String, [Line; 3]> = BTreeMap::new();
        for tie in self.records.iter().flat_map(|r| &r.ties) {
            let kind = format!("{} {}", written(&tie.first), written(&tie.second));
            let new = || ["naive", "corrected", "corrected once"].map(|what| self.line("ties", what, &kind));
            let of_tie = lines.entry(kind.clone()).or_insert_with(new);
            for (line, p) in of_tie.iter_mut().zip([tie.naive, tie.corrected, tie.once]) {
                line.count(p.map(|p| p <= LEVEL));
            }
        }
        lines.into_values().flatten().collect()
    }

    /// Accuracy of the proposed pair, judged on the rows it was found on and chosen inside each split.
    fn found(&self) -> Vec<Line> {
        let mean = |what: &str, of: fn(&Record) -> f64| {
            self.line("found", what, "accuracy").mean(&self.records.iter().map(|r| of(r)).collect::<Vec<_>>())
        };
        vec![
            mean("outside", |r| r.found[0]),
            mean("inside", |r| r.found[1]),
            mean("difference", |r| r.found[0] - r.found[1]),
        ]
    }
}

/// Whether the sets chosen by the sums of absolute weights and by Olden lose less than half.
pub fn voters(spoken: &[Spoken], truth: &Truth) -> Option<[bool; 2]> {
    let of = |id: &str| {
        let spoken = spoken.iter().find(|spoken| spoken.measure == id)?;
        Some(truth.share_lost(&spoken.chosen)? < HALFWAY)
    };
    Some([of("abs_sum")?, of("olden")?])
}

/// 'Depends' is a statement too: wrong where both measures lose little, or both much.
pub fn wrongly_depends(voters: Option<[bool; 2]>) -> bool {
    voters.is_none_or(|[sums, olden]| sums == olden)
}

/// Whether yes, and no, of `weights_speak` would be wrong.
pub fn wrongly_speaking(truth: &Truth, voters: Option<[bool; 2]>) -> [bool; 2] {
    let [sums, olden] = voters.unwrap_or([false, false]);
    [truth.null || !(sums && olden), !truth.null && (sums || olden)]
}

/// Variables without an effect of their own that go along with some that have one.
fn idle(design: &str) -> &'static [usize] {
    match design {
        "E" => &[3],
        "E4" => &[2],
        _ => &[],
    }
}

fn written(set: &[usize]) -> String {
    set.iter().map(|v| format!("x{}", v + 1)).collect::<Vec<_>>().join("+")
}

/// The title of a design.
pub fn title(design: &str) -> String {
    let title = simulate::find(cells::base(design)).map_or("", |design| design.card().title);
    if cells::in_words(design) { format!("{title}, x2 and x5 in words") } else { title.to_owned() }
}
