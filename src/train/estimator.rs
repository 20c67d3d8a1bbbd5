//! One network through linfa's traits: `MlpParams` fits a `linfa::Dataset`, the fitted network predicts.
//!
//! It is one task of a `Bench`, trained by the same arithmetic as the hundreds of a report, on all rows it is given.

use super::forward::probabilities;
use super::{Bench, Keep, MlpValidParams, Network, Rows, Stopped, Task};
use crate::error::{Error, Result};
use crate::observe::Silent;
use crate::options::ClassWeights;
use crate::prepare::encode::{Encoded, assemble};
use crate::prepare::{DataSummary, Dataset, Kind, Scaling, Target, scale};
use crate::seed::Seed;
use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Data, Ix2};

/// A trained network with the scaling of its inputs and the labels of its classes.
///
/// ```
/// use counterweight::train::{FittedMlp, MlpParams};
/// use linfa::Dataset;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::{Array1, array};
///
/// // exclusive or: no straight line parts the classes 3 and 8
/// let corners = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// let data = Dataset::new(corners.clone(), array![3usize, 8, 8, 3]);
/// let fitted: FittedMlp = MlpParams::new().decay(0.001).fit(&data)?;
/// let classes: Array1<usize> = fitted.predict(&corners);
/// assert_eq!(classes, array![3, 8, 8, 3]);
/// assert_eq!(fitted.classes(), [3, 8]);
/// assert!(fitted.predict_probabilities(&corners)?[[1, 1]] > 0.9);
/// # Ok::<(), counterweight::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FittedMlp {
    network: Network,
    labels: Vec<usize>,
    /// Mean and standard deviation of each column, in the units of the records.
    units: Vec<(f64, f64)>,
    /// What the trainer did on top, after rounding to f32: next to nothing, for all rows are training rows.
    scaling: Scaling,
    stopped: Stopped,
    iterations: u32,
}

impl FittedMlp {
    /// The network, on inputs in standard-deviation units of the rows it was fitted on.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Labels of the classes, ascending: the columns of the probabilities.
    pub fn classes(&self) -> &[usize] {
        &self.labels
    }

    /// Why the training stopped.
    pub fn stopped(&self) -> Stopped {
        self.stopped
    }

    /// Iterations made.
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    /// Probabilities: a row a record, a column a class.
    ///
    /// # Errors
    /// `Error::Input` for records of another width than those fitted on, and for a cell that is no finite number.
    pub fn predict_probabilities<F, D>(&self, records: &ArrayBase<D, Ix2>) -> Result<Array2<f64>>
    where
        F: linfa::Float + Into<f64>,
        D: Data<Elem = F>,
    {
        self.probabilities(finite(records.view())?.view())
    }

    /// The most probable class of each record, the first of ties.
    ///
    /// # Errors
    /// Those of `predict_probabilities`.
    pub fn predict_classes<F, D>(&self, records: &ArrayBase<D, Ix2>) -> Result<Array1<usize>>
    where
        F: linfa::Float + Into<f64>,
        D: Data<Elem = F>,
    {
        let chances = self.predict_probabilities(records)?;
        Ok(chances.rows().into_iter().map(|row| self.labels[largest(row)]).collect())
    }

    fn probabilities(&self, records: ArrayView2<f64>) -> Result<Array2<f64>> {
        if records.ncols() != self.units.len() {
            return Err(Error::Input(format!(
                "the records have {} columns, the network was fitted on {}; give the same columns in the same order",
                records.ncols(),
                self.units.len()
            )));
        }
        let mut chances = Array2::zeros((records.nrows(), self.labels.len()));
        let mut inputs = vec![0.0; self.units.len()];
        for (row, mut to) in records.rows().into_iter().zip(chances.rows_mut()) {
            for (column, (&x, to)) in row.iter().zip(&mut inputs).enumerate() {
                *to = self.standardised(column, x);
            }
            to.assign(&Array1::from(probabilities(&self.network.logits(&inputs))));
        }
        Ok(chances)
    }

    /// A cell as the network sees it, rounded to f32 where training rounds.
    fn standardised(&self, column: usize, x: f64) -> f64 {
        let (center, spread) = self.units[column];
        // halves, lest the difference of two huge numbers of opposite sign be none
        let cell = 2.0 * ((0.5 * x - 0.5 * center) / spread);
        let cell = f64::from(cell.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32);
        (cell - self.scaling.center[column]) / self.scaling.spread[column]
    }
}

impl<F, D, T> Fit<ArrayBase<D, Ix2>, T, Error> for MlpValidParams
where
    F: linfa::Float + Into<f64>,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = usize>,
{
    type Object = FittedMlp;

    /// Fits one network on all rows. Any whole numbers may label the classes; a column of two values is a number.
    ///
    /// # Errors
    /// `Error::Input` where there are no rows or columns, fewer than two classes or more than 254, another number of
    /// targets than of records, a cell that is no finite number, or a training that diverged.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<FittedMlp> {
        let records = finite(dataset.records.view())?;
        let (labels, codes) = classes(dataset.targets.as_single_targets())?;
        check(records.view(), &codes)?;
        let mut data = bare(records.view(), &labels, codes);
        if self.class_weights() == ClassWeights::Balanced {
            data.target = data.target.balanced();
        }
        let everything: Vec<u32> = (0..data.rows() as u32).collect();
        let scaling = scale::fit(&data.inputs, &everything);
        let bench = Bench {
            dataset: &data,
            rows: vec![Rows { train: everything, judge: Vec::new(), scaling: scaling.clone() }],
            labels: vec![data.target.codes.clone()],
            sets: vec![(0..data.variables.len()).collect()],
        };
        let start = Seed::new(self.seed()).child("fit", 0);
        let task = Task { rows: 0, labels: 0, set: 0, decay: self.decay(), start, keep: Keep::Network };
        let fitted = bench.fit(&[task], self, &Silent)?.pop();
        let Some((fit, network)) =
            fitted.and_then(|mut fit| fit.network.take().map(|network| (fit, network)))
        else {
            return Err(Error::Internal("a training kept no network".into()));
        };
        if fit.stopped == Stopped::Diverged {
            return Err(Error::Input(
                "the training diverged; give a larger decay or fewer hidden units".into(),
            ));
        }
        let units = data.inputs.center.iter().copied().zip(data.inputs.spread.iter().copied()).collect();
        Ok(FittedMlp { network, labels, units, scaling, stopped: fit.stopped, iterations: fit.iterations })
    }
}

impl<F, D> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for FittedMlp
where
    F: linfa::Float + Into<f64>,
    D: Data<Elem = F>,
{
    /// # Panics
    /// Where `predict_classes` gives an error, for this trait has no place for one, and where `y` has another length
    /// than `x` has rows.
    fn predict_inplace<'a>(&'a self, x: &'a ArrayBase<D, Ix2>, y: &mut Array1<usize>) {
        assert_eq!(x.nrows(), y.len(), "there must be as many targets as records");
        match self.predict_classes(x) {
            Ok(classes) => y.assign(&classes),
            Err(error) => panic!("{error}"),
        }
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(x.nrows())
    }
}

impl From<linfa::Error> for Error {
    fn from(error: linfa::Error) -> Self {
        Error::Input(error.to_string())
    }
}

fn largest(chances: ArrayView1<f64>) -> usize {
    (1..chances.len()).fold(0, |best, at| if chances[at] > chances[best] { at } else { best })
}

/// The records in f64; an error at the first cell that is no finite number.
fn finite<F: linfa::Float + Into<f64>>(records: ArrayView2<F>) -> Result<Array2<f64>> {
    let cells = records.mapv(Into::into);
    match cells.indexed_iter().find(|(_, cell): &(_, &f64)| !cell.is_finite()) {
        None => Ok(cells),
        Some(((row, column), cell)) => Err(Error::Input(format!(
            "record {row}, column {column} (both from 0): {cell} is no finite number; fill or leave out such cells"
        ))),
    }
}

/// Distinct labels, ascending, and each row's place among them.
fn classes(targets: ArrayView1<usize>) -> Result<(Vec<usize>, Vec<u32>)> {
    let mut labels = targets.to_vec();
    labels.sort_unstable();
    labels.dedup();
    match labels[..] {
        [] => Err(Error::Input("there are no rows to fit on".into())),
        [only] => Err(Error::Input(format!(
            "all {} targets are class {only}; there must be at least two classes",
            targets.len()
        ))),
        _ => {
            let place = |label: &usize| labels.partition_point(|known| known < label) as u32;
            let codes = targets.iter().map(place).collect();
            Ok((labels, codes))
        }
    }
}

fn check(records: ArrayView2<f64>, codes: &[u32]) -> Result<()> {
    if records.nrows() != codes.len() {
        let (rows, targets) = (records.nrows(), codes.len());
        return Err(Error::Input(format!(
            "there are {rows} records and {targets} targets; give one target for each record"
        )));
    }
    if records.ncols() == 0 {
        return Err(Error::Input("the records have no columns; give at least one".into()));
    }
    Ok(())
}

/// The records as the rooms before this one would hand them over, without anything said about them.
fn bare(records: ArrayView2<f64>, labels: &[usize], codes: Vec<u32>) -> Dataset {
    let number = |column: ArrayView1<f64>| Encoded {
        kind: Kind::Number,
        columns: vec![column.to_vec().into()],
        levels: Vec::new(),
        rare: Vec::new(),
        missing: 0,
    };
    let encoded: Vec<Encoded> = records.columns().into_iter().map(number).collect();
    let names: Vec<String> = (0..encoded.len()).map(|column| column.to_string()).collect();
    let (variables, inputs) = assemble(&names, &encoded, codes.len());
    let summary = DataSummary {
        file: String::new(),
        sha256: String::new(),
        reading: String::new(),
        rows: codes.len(),
        rows_dropped: 0,
        target: String::new(),
        target_reason: String::new(),
        classes: Vec::new(),
        variables: Vec::new(),
        dropped: Vec::new(),
        group: None,
    };
    let classes = labels.iter().map(ToString::to_string).collect();
    let target = Target::new(String::new(), classes, codes);
    Dataset { target, variables, inputs, groups: None, summary, warnings: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::MlpParams;
    use crate::train::testing::simulated;
    use linfa::ParamGuard;
    use linfa::traits::Predict;
    use ndarray::{Axis, array};

    /// Cells of a simulated table as records, with its classes as labels 10, 20, …
    fn records(rows: usize, classes: usize) -> (Array2<f64>, Array1<usize>) {
        let data = simulated(rows, 3, classes, 0, 21);
        let cells = (0..rows).flat_map(|row| data.inputs.row(row)).map(|&x| f64::from(x)).collect();
        let targets = data.target.codes.iter().map(|&code| 10 * (code as usize + 1)).collect();
        (Array2::from_shape_vec((rows, 3), cells).unwrap(), targets)
    }

    fn fit(records: &Array2<f64>, targets: &Array1<usize>) -> Result<FittedMlp> {
        MlpParams::new().decay(0.5).fit(&linfa::Dataset::new(records.clone(), targets.clone()))
    }

    #[test]
    fn the_network_is_that_of_a_bench_to_the_last_bit() {
        for classes in [2, 3] {
            let (records, targets) = records(150, classes);
            let fitted = fit(&records, &targets).unwrap();
            // the same table beside fifteen neighbours, with held-out rows
            let codes = targets.iter().map(|&label| (label / 10 - 1) as u32).collect();
            let data = bare(records.view(), fitted.classes(), codes);
            let rows: Vec<u32> = (0..150).collect();
            let scaling = scale::fit(&data.inputs, &rows);
            let bench = Bench {
                dataset: &data,
                rows: vec![Rows { train: rows.clone(), judge: rows, scaling }],
                labels: vec![data.target.codes.clone()],
                sets: vec![vec![0, 1, 2]],
            };
            let task =
                |start| Task { rows: 0, labels: 0, set: 0, decay: 0.5, start, keep: Keep::Probabilities };
            let starts = (0..16).map(|at| Seed::new(0).child("fit", at));
            let tasks: Vec<Task> = starts.map(task).collect();
            let params = MlpParams::new().check().unwrap();
            let fit = &bench.fit(&tasks, &params, &Silent).unwrap()[0];
            assert_eq!(fit.network.as_ref(), Some(fitted.network()));
            assert_eq!((fit.stopped, fit.iterations), (fitted.stopped(), fitted.iterations()));
            // prediction is in f64 here and in f32 there
            let chances = fitted.predict_probabilities(&records).unwrap();
            for (one, other) in chances.iter().zip(&fit.probabilities) {
                assert!((one - f64::from(*other)).abs() < 2e-6, "{one} and {other}");
            }
        }
    }

    #[test]
    fn classes_keep_their_labels_and_f32_records_are_as_good() {
        let (records, targets) = records(200, 3);
        let fitted = fit(&records, &targets).unwrap();
        assert_eq!(fitted.classes(), [10, 20, 30]);
        let predicted: Array1<usize> = fitted.predict(&records);
        let right = predicted.iter().zip(&targets).filter(|(a, b)| a == b).count();
        assert!(right > 140, "{right} of 200");
        for (row, class) in fitted.predict_probabilities(&records).unwrap().rows().into_iter().zip(&predicted)
        {
            assert!((row.sum() - 1.0).abs() < 1e-12);
            assert_eq!(fitted.classes()[largest(row)], *class);
        }
        let narrow = linfa::Dataset::new(records.mapv(|x| x as f32), targets.clone());
        let again: FittedMlp = MlpParams::new().decay(0.5).fit(&narrow).unwrap();
        assert_eq!(again.network(), fitted.network());
    }

    /// Where the loss is least its derivative by the free output bias is 0: the probabilities, each counted by its row's weight,
    /// have the mean that the classes have: a half each where they count the same, though one row in six is of class 10.
    #[test]
    fn classes_that_count_the_same_are_equally_probable_on_the_whole() {
        let (records, targets) = records(240, 2);
        let kept: Vec<usize> = (0..240).filter(|&row| targets[row] == 20 || row % 5 == 0).collect();
        let (records, targets) = (records.select(Axis(0), &kept), targets.select(Axis(0), &kept));
        let rare = targets.iter().filter(|&&label| label == 10).count() as f64;
        let share = |weights: ClassWeights| {
            let params = MlpParams::new().class_weights(weights);
            let fitted: FittedMlp =
                params.fit(&linfa::Dataset::new(records.clone(), targets.clone())).unwrap();
            let chances = fitted.predict_probabilities(&records).unwrap();
            let common = targets.len() as f64 - rare;
            let each = |label: usize| if label == 10 { 0.5 / rare } else { 0.5 / common };
            let plain: f64 = chances.column(0).mean().unwrap();
            let weighted: f64 = chances.column(0).iter().zip(&targets).map(|(p, &t)| p * each(t)).sum();
            (plain, weighted)
        };
        let (plain, _) = share(ClassWeights::None);
        assert!((plain - rare / targets.len() as f64).abs() < 2e-4, "{plain}");
        let (_, weighted) = share(ClassWeights::Balanced);
        assert!((weighted - 0.5).abs() < 2e-4, "{weighted}");
    }

    #[test]
    fn units_and_offsets_of_the_records_do_not_matter() {
        let (records, targets) = records(120, 2);
        let one = fit(&records, &targets).unwrap();
        let scaled = records.mapv(|x| 2f64.powi(1000) * x);
        let other = fit(&scaled, &targets).unwrap();
        assert_eq!(one.network(), other.network());
        assert_eq!(
            one.predict_probabilities(&records).unwrap(),
            other.predict_probabilities(&scaled).unwrap()
        );
        let far = other.predict_probabilities(&array![[f64::MAX, f64::MIN, 0.0]]).unwrap();
        assert!(far.iter().all(|chance| chance.is_finite()));
    }

    #[test]
    fn what_cannot_be_fitted_says_why() {
        let (records, targets) = records(30, 2);
        let said = |records: &Array2<f64>, targets: &Array1<usize>, what: &str| {
            let error = fit(records, targets).unwrap_err();
            assert!(error.exit_code() == 3 && error.to_string().contains(what), "{error}");
        };
        said(&records, &Array1::from_elem(30, 7), "all 30 targets are class 7");
        said(&Array2::zeros((0, 3)), &Array1::zeros(0), "no rows");
        said(&Array2::zeros((30, 0)), &targets, "no columns");
        for wrong in [f64::NAN, f64::INFINITY] {
            let mut holed = records.clone();
            holed[[4, 1]] = wrong;
            said(&holed, &targets, "record 4, column 1");
        }
        let many = Array1::from_iter(0..300);
        said(&Array2::zeros((300, 1)), &many, "300 classes");
        let unequal = DatasetBase::new(records.clone(), Array1::from_iter((0..29usize).map(|row| row % 2)));
        let error = MlpParams::new().fit(&unequal).unwrap_err();
        assert!(error.to_string().contains("30 records and 29 targets"), "{error}");
        let error = MlpParams::new().hidden(vec![0]).fit(&linfa::Dataset::new(records, targets)).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }

    #[test]
    fn records_of_another_width_are_refused() {
        let (records, targets) = records(40, 2);
        let fitted = fit(&records, &targets).unwrap();
        let error = fitted.predict_probabilities(&Array2::<f64>::zeros((2, 4))).unwrap_err();
        assert!(error.to_string().contains("4 columns") && error.to_string().contains("on 3"), "{error}");
        assert!(fitted.predict_classes(&array![[0.0, f64::NAN, 1.0]]).is_err());
        assert_eq!(fitted.predict_classes(&Array2::<f32>::zeros((0, 3))).unwrap().len(), 0);
    }

    #[test]
    #[should_panic(expected = "4 columns")]
    fn the_trait_that_knows_no_errors_panics_with_the_same_words() {
        let (records, targets) = records(40, 2);
        let fitted = fit(&records, &targets).unwrap();
        let _: Array1<usize> = fitted.predict(&Array2::<f64>::zeros((2, 4)));
    }
}
