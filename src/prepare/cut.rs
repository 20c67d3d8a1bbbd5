//! A target of many numbers is cut into classes of about as many rows each (`--bins`).
//!
//! With the n present numbers in order, x(1) ≤ … ≤ x(n), and b classes, the ends are x(⌊n/b⌋), x(⌊2n/b⌋), …; a number is of
//! the first class whose end is not below it. Equal numbers are of one class, so there may be fewer than b.

/// Names of the classes in rising order, and the class of each number.
pub fn cut(values: &[f64], bins: usize) -> (Vec<String>, Vec<u32>) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    let mut ends: Vec<f64> =
        (1..bins).filter_map(|bin| (bin * n / bins).checked_sub(1)).map(|at| sorted[at]).collect();
    ends.dedup();
    ends.retain(|end| sorted.last().is_some_and(|last| end < last));
    let codes = values.iter().map(|value| ends.partition_point(|end| end < value) as u32).collect();
    let mut names: Vec<String> = Vec::with_capacity(ends.len() + 1);
    for (at, end) in ends.iter().enumerate() {
        names.push(if at == 0 { format!("up to {end}") } else { format!("above {} to {end}", ends[at - 1]) });
    }
    names.push(ends.last().map_or("all".to_owned(), |end| format!("above {end}")));
    (names, codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_about_as_many_rows_and_equal_numbers_stay_together() {
        let (names, codes) = cut(&[5.0, 1.0, 2.0, 9.5, 3.0, 4.0], 3);
        assert_eq!(names, ["up to 2", "above 2 to 4", "above 4"]);
        assert_eq!(codes, [2, 0, 0, 2, 1, 1]);
        let (names, codes) = cut(&[1.0, 1.0, 1.0, 1.0, 2.0, 3.0], 3);
        assert_eq!((names, codes), (vec!["up to 1".into(), "above 1".to_owned()], vec![0, 0, 0, 0, 1, 1]));
        assert_eq!(cut(&[1.0, 1.0], 2).0, ["all"]);
    }
}
