//! Logistic regression, and what is said of its answers.

/// How strongly weights of numbers of spread 1 are held at 0.
const RIDGE: f64 = 0.01;

/// Weights of numbers, and a constant behind them, that fit answers (0 or 1, and how much each
/// counts) best.
pub(super) fn fit(x: &[Vec<f64>], answers: &[(f64, f64)]) -> Vec<f64> {
    let n = x.first().map_or(0, Vec::len);
    let mean = |value: &dyn Fn(&Vec<f64>) -> f64| x.iter().map(value).sum::<f64>() / x.len() as f64;
    let centres: Vec<f64> = (0..n).map(|k| mean(&|row| row[k])).collect();
    let spreads: Vec<f64> =
        (0..n).map(|k| mean(&|row| (row[k] - centres[k]).powi(2)).sqrt().max(1e-6)).collect();
    let rows: Vec<Vec<f64>> = x
        .iter()
        .map(|row| (0..n).map(|k| (row[k] - centres[k]) / spreads[k]).chain([1.0]).collect())
        .collect();
    let mut weights = vec![0.0; n + 1];
    for _ in 0..30 {
        let mut slope: Vec<f64> = weights.iter().map(|weight| -RIDGE * weight).collect();
        let mut bend = vec![vec![0.0; n + 1]; n + 1];
        for (k, row) in bend.iter_mut().enumerate() {
            row[k] = RIDGE;
        }
        for (row, &(answer, weight)) in rows.iter().zip(answers) {
            let p = chance(row.iter().zip(&weights).map(|(x, w)| x * w).sum());
            for j in 0..=n {
                slope[j] += weight * (answer - p) * row[j];
                for k in 0..=n {
                    bend[j][k] += weight * p * (1.0 - p) * row[j] * row[k];
                }
            }
        }
        let step = solve(bend, slope);
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += step);
        if step.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    let constant = weights[n] - (0..n).map(|k| weights[k] * centres[k] / spreads[k]).sum::<f64>();
    (0..n).map(|k| weights[k] / spreads[k]).chain([constant]).collect()
}

/// Weights times numbers, and the constant.
pub(super) fn logit(weights: &[f64], x: &[f64]) -> f64 {
    x.iter().chain([&1.0]).zip(weights).map(|(x, weight)| x * weight).sum()
}

/// The chance that log odds stand for.
pub(super) fn chance(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// Solves linear equations by elimination.
fn solve(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for k in 0..n {
        let best = (k..n).max_by(|&a, &b| rows[a][k].abs().total_cmp(&rows[b][k].abs()));
        let best = best.unwrap_or(k);
        rows.swap(k, best);
        right.swap(k, best);
        for below in k + 1..n {
            let factor = rows[below][k] / rows[k][k];
            let above = rows[k].clone();
            rows[below].iter_mut().zip(&above).for_each(|(cell, above)| *cell -= factor * above);
            right[below] -= factor * right[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|column| rows[k][column] * right[column]).sum();
        right[k] = (right[k] - known) / rows[k][k];
    }
    right
}

/// What is said of log odds and answers in one line: F1 at even odds, precision and recall at 0.8,
/// recall where at most 3 % of the different pass, and the expected calibration error.
pub(super) fn figures(answers: &[(f64, bool)]) -> String {
    let n_same = answers.iter().filter(|answer| answer.1).count() as f64;
    let at = |least: f64| {
        let passed = answers.iter().filter(|answer| chance(answer.0) >= least);
        let (all, right) = passed
            .fold((0.0, 0.0), |(all, right), a| (all + 1.0, right + f64::from(u8::from(a.1))));
        (right / f64::max(all, 1.0), right / n_same, 2.0 * right / (all + n_same))
    };
    let mut different: Vec<f64> = answers.iter().filter(|a| !a.1).map(|a| a.0).collect();
    different.sort_by(|a, b| b.total_cmp(a));
    let cut = different.get(different.len() * 3 / 100).copied().unwrap_or(0.0);
    let kept = answers.iter().filter(|a| a.1 && a.0 > cut).count() as f64 / n_same;
    let bin = |logit: f64| (0..9).filter(|&k| chance(logit) >= f64::from(k + 1) / 10.0).count();
    let mut gaps = [0.0; 10];
    for &(logit, is_same) in answers {
        gaps[bin(logit)] += f64::from(u8::from(is_same)) - chance(logit);
    }
    let error: f64 = gaps.iter().map(|gap: &f64| gap.abs()).sum::<f64>() / answers.len() as f64;
    let (precision, recall, _) = at(0.8);
    format!(
        "F1 {:.3} at 0.5; precision {precision:.3}, recall {recall:.3} at 0.8; recall {kept:.3} where \
         3 % of the different pass; calibration error {error:.3}",
        at(0.5).2
    )
}
