//! Classical multidimensional scaling of a Gram matrix, with signs that don't depend on luck.
//!
//! `G = V diag(λ) V'`; the coordinates are `V_1 sqrt(λ_1), V_2 sqrt(λ_2)` (Torgerson 1952, doi:10.1007/BF02288916). The
//! Gram matrix is not centred: the origin is the variable that no unit looks at.
//!
//! Where `G = F' F` and F has fewer rows than columns, `F F' = U diag(λ) U'` has the same eigenvalues but for zeros, and
//! the coordinates are `F' U_1, F' U_2`: a thousand variables cost no more than a few.

use linfa_linalg::eigh::EighInto;
use ndarray::Array2;

/// Sweeps of Jacobi rotations; far more than any matrix here needs.
const SWEEPS: usize = 100;
/// Rows above which a matrix is made tridiagonal first, which takes a fraction of the time of the rotations; these are exact
/// to more digits.
pub const LARGE: usize = 64;

/// Coordinates that differ by a smaller share count as equally large, for rounding tells them apart.
const EQUAL: f64 = 1e-9;

/// Points in two dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// One point an item.
    pub points: Vec<[f64; 2]>,
    /// Share of the total squared length along each axis.
    pub explained: [f64; 2],
}

/// The map of a Gram matrix; none where it is zero. On each axis the coordinate of largest magnitude is positive, the first where
/// several are equally large.
pub fn classical(gram: &[Vec<f64>]) -> Option<Map> {
    let (values, vectors) = eigen(gram);
    let axis = |k: usize, value: f64| vectors.iter().map(|row| row[k] * value.sqrt()).collect();
    map(&values, gram.len(), axis)
}

/// The map of the Gram matrix of the columns of `rows`, as `classical` makes it, through the products of the rows.
pub fn classical_of_rows(rows: &[Vec<f64>]) -> Option<Map> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let gram: Vec<Vec<f64>> = rows.iter().map(|a| rows.iter().map(|b| dot(a, b)).collect()).collect();
    let (values, vectors) = eigen(&gram);
    let columns = rows.first().map_or(0, Vec::len);
    let axis = |k: usize, _| {
        let mut along = vec![0.0; columns];
        for (row, vector) in rows.iter().zip(&vectors) {
            along.iter_mut().zip(row).for_each(|(sum, x)| *sum += vector[k] * x);
        }
        along
    };
    map(&values, columns, axis)
}

fn eigen(matrix: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
    if matrix.len() > LARGE { tridiagonal(matrix) } else { None }.unwrap_or_else(|| symmetric_eigen(matrix))
}

/// The map of so many points whose coordinates along the axis of an eigenvalue `along` gives.
fn map(values: &[f64], count: usize, along: impl Fn(usize, f64) -> Vec<f64>) -> Option<Map> {
    let total: f64 = values.iter().map(|v| v.max(0.0)).sum();
    if total <= 0.0 || !total.is_finite() {
        return None;
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    let axis = |number: usize| -> (Vec<f64>, f64) {
        let Some(&k) = order.get(number) else { return (vec![0.0; count], 0.0) };
        let size = values[k].max(0.0);
        let column = along(k, size);
        let larger = |c: f64, most: f64| c.abs() > most.abs() * (1.0 + EQUAL);
        let largest = column.iter().fold(0.0f64, |most, &c| if larger(c, most) { c } else { most });
        let sign = if largest < 0.0 { -1.0 } else { 1.0 };
        (column.iter().map(|c| c * sign).collect(), size / total)
    };
    let ((x, first), (y, second)) = (axis(0), axis(1));
    Some(Map { points: x.into_iter().zip(y).map(|(x, y)| [x, y]).collect(), explained: [first, second] })
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix by linfa's QR steps on its tridiagonal form; none where a
/// cell is not finite.
fn tridiagonal(matrix: &[Vec<f64>]) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
    let cells: Vec<f64> = matrix.iter().flatten().copied().filter(|cell| cell.is_finite()).collect();
    let square = Array2::from_shape_vec((matrix.len(), matrix.len()), cells).ok()?;
    let (values, vectors) = square.eigh_into().ok()?;
    Some((values.to_vec(), vectors.rows().into_iter().map(|row| row.to_vec()).collect()))
}

/// Eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations.
pub fn symmetric_eigen(matrix: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = matrix.len();
    let mut a = matrix.to_vec();
    let mut v: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    let scale: f64 = a.iter().flatten().map(|x| x * x).sum::<f64>();
    for _ in 0..SWEEPS {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        if off <= 1e-30 * scale {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    ((0..n).map(|i| a[i][i]).collect(), v)
}

/// One rotation that makes `a[p][q]` zero.
fn rotate(a: &mut [Vec<f64>], v: &mut [Vec<f64>], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t =
        if theta.is_finite() { theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt()) } else { 0.0 };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in a.iter_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = c * x - s * y;
        row[q] = s * x + c * y;
    }
    let (above, below) = a.split_at_mut(q);
    for (x, y) in above[p].iter_mut().zip(below[0].iter_mut()) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
    for row in v.iter_mut() {
        let (x, y) = (row[p], row[q]);
        row[p] = c * x - s * y;
        row[q] = s * x + c * y;
    }
}

/// The points turned (or mirrored) about the origin as near as possible to others: orthogonal Procrustes in the plane.
pub fn procrustes(points: &[[f64; 2]], onto: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut cross = [[0.0; 2]; 2];
    for (p, o) in points.iter().zip(onto) {
        for (i, row) in cross.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                *cell += p[i] * o[j];
            }
        }
    }
    // rotation by the angle that maximises the trace, or the mirror image if that fits better
    let (turn_c, turn_s) = (cross[0][0] + cross[1][1], cross[0][1] - cross[1][0]);
    let (flip_c, flip_s) = (cross[0][0] - cross[1][1], cross[0][1] + cross[1][0]);
    let (turn, flip) = (turn_c.hypot(turn_s), flip_c.hypot(flip_s));
    let by = |p: &[f64; 2]| -> [f64; 2] {
        if turn >= flip && turn > 0.0 {
            let (c, s) = (turn_c / turn, turn_s / turn);
            [c * p[0] - s * p[1], s * p[0] + c * p[1]]
        } else if flip > 0.0 {
            let (c, s) = (flip_c / flip, flip_s / flip);
            [c * p[0] + s * p[1], s * p[0] - c * p[1]]
        } else {
            *p
        }
    };
    points.iter().map(by).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gram_matrix_gives_back_its_points() {
        // points (3, 0), (0, 2), (-1, 0): axes are their own, lengths 10 and 4
        let points = [[3.0f64, 0.0], [0.0, 2.0], [-1.0, 0.0]];
        let gram: Vec<Vec<f64>> =
            points.iter().map(|a| points.iter().map(|b| a[0] * b[0] + a[1] * b[1]).collect()).collect();
        let map = classical(&gram).unwrap();
        for (found, point) in map.points.iter().zip(points) {
            assert!((found[0] - point[0]).abs() < 1e-12 && (found[1] - point[1]).abs() < 1e-12, "{found:?}");
        }
        assert!((map.explained[0] - 10.0 / 14.0).abs() < 1e-12);
        assert!(classical(&[vec![0.0]]).is_none());
    }

    #[test]
    fn the_products_of_rows_give_the_same_map() {
        let cell = |row: usize, column: usize| ((row * 37 + column * column * 11) % 29) as f64 / 7.0 - 2.0;
        for (count, columns) in [(1, 5), (3, 9), (70, 75)] {
            let rows: Vec<Vec<f64>> =
                (0..count).map(|r| (0..columns).map(|c| cell(r, c)).collect()).collect();
            let product = |a: usize, b: usize| rows.iter().map(|row| row[a] * row[b]).sum();
            let gram: Vec<Vec<f64>> =
                (0..columns).map(|a| (0..columns).map(|b| product(a, b)).collect()).collect();
            let (slow, fast) = (classical(&gram).unwrap(), classical_of_rows(&rows).unwrap());
            for (a, b) in slow.points.iter().flatten().zip(fast.points.iter().flatten()) {
                // an axis that one row does not fill is the root of what is left of 0
                assert!((a - b).abs() < 1e-6, "{count}: {a} {b}");
            }
            let off = slow.explained[1] - fast.explained[1];
            assert!(off.abs() < 1e-12, "{count}: {off}");
        }
        assert!(classical_of_rows(&[vec![0.0, 0.0]]).is_none() && classical_of_rows(&[]).is_none());
    }

    #[test]
    fn eigenvalues_of_a_known_matrix() {
        // [[2, 1], [1, 2]]: 1 and 3
        let (mut values, _) = symmetric_eigen(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
        values.sort_by(f64::total_cmp);
        assert!((values[0] - 1.0).abs() < 1e-14 && (values[1] - 3.0).abs() < 1e-14);
    }

    #[test]
    fn both_ways_to_eigenvalues_agree() {
        // points on an ellipse in a space of 90 dimensions, and some noise
        let at = |i: usize, k: usize| ((i * 31 + k * 17) % 101) as f64 / 101.0 - 0.5;
        let point = |i: usize| -> Vec<f64> {
            let turn = i as f64;
            (0..6).map(|k| 0.1 * at(i, k) + [3.0 * turn.cos(), 2.0 * turn.sin(), 0.0][k.min(2)]).collect()
        };
        let points: Vec<Vec<f64>> = (0..90).map(point).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let gram: Vec<Vec<f64>> = points.iter().map(|a| points.iter().map(|b| dot(a, b)).collect()).collect();
        let sorted = |(values, vectors): (Vec<f64>, Vec<Vec<f64>>)| {
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
            let vector = |k: usize| vectors.iter().map(|row| row[k]).collect::<Vec<f64>>();
            [0, 1].map(|place| (values[order[place]], vector(order[place])))
        };
        let (slow, fast) = (sorted(symmetric_eigen(&gram)), sorted(tridiagonal(&gram).unwrap()));
        for ((value, vector), (other, found)) in slow.iter().zip(&fast) {
            assert!((value - other).abs() < 1e-9 * value && (dot(vector, found).abs() - 1.0).abs() < 1e-9);
        }
        assert!(tridiagonal(&[vec![1.0, f64::NAN], vec![0.0, 1.0]]).is_none());
    }

    #[test]
    fn procrustes_undoes_turns_and_mirrors() {
        let points = [[1.0, 2.0], [-3.0, 0.5], [0.2, -1.0]];
        let (c, s) = (0.6, 0.8);
        let turned = points.map(|p| [c * p[0] - s * p[1], s * p[0] + c * p[1]]);
        let mirrored = points.map(|p| [c * p[0] + s * p[1], s * p[0] - c * p[1]]);
        for changed in [turned, mirrored] {
            for (back, point) in procrustes(&changed, &points).iter().zip(points) {
                assert!((back[0] - point[0]).abs() < 1e-12 && (back[1] - point[1]).abs() < 1e-12);
            }
        }
    }
}
